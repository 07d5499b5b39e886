from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Range types bring their own index, so that this needs no extension. A null bound would mean "everybody".
DAYS = "daterange(valid_from, valid_until) WITH &&"
CONSTRAINTS = {
    ("people_holding", "people_holding_held_once_a_day"): f"""
        int8range(user_id, user_id, '[]') WITH &&, int8range(post_id, post_id, '[]') WITH &&, {DAYS}""",
    ("people_resident", "people_resident_of_one_account_once_a_day"): f"""
        int8range(user_id, user_id, '[]') WITH &&, {DAYS}""",
}


def refuse(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for (table, name), columns in CONSTRAINTS.items():
            schema_editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({columns}) WHERE (user_id IS NOT NULL)"
            )


def allow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table, name in CONSTRAINTS:
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


class Migration(migrations.Migration):
    """On PostgreSQL nobody holds one post twice on a day, and no account belongs to two residents at once.

    SQLite has no such constraint; there the move asks, inside a transaction that has locked the file.
    """

    dependencies = [("people", "0001_people")]
    operations = [migrations.RunPython(refuse, allow)]
