from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MAKE = {
    "sqlite": ["CREATE VIRTUAL TABLE cases_found USING fts5 (tokens, detail = 'none')"],
    "postgresql": [
        "CREATE TABLE cases_found (case_id bigint PRIMARY KEY, tokens tsvector NOT NULL)",
        "CREATE INDEX cases_found_tokens ON cases_found USING gin (tokens)",
    ],
}


def make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP TABLE cases_found")


class Migration(migrations.Migration):
    """The index of the office's search. Cases that are there already are indexed by the worker's next rounds."""

    dependencies = [("cases", "0003_routes")]
    operations = [
        migrations.AddField("case", "is_findable", models.BooleanField(default=False)),
        migrations.AddIndex(
            "case",
            models.Index(fields=["id"], condition=models.Q(is_findable=False), name="cases_case_to_be_indexed"),
        ),
        migrations.RunPython(make, drop),
    ]
