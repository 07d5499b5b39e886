from django.db import migrations


def begin_anew(apps, schema_editor):  # type: ignore[no-untyped-def]
    apps.get_model("cases", "Case").objects.filter(is_findable=True).update(is_findable=False)


class Migration(migrations.Migration):
    """The index knows sections and titles now: the worker indexes everything once more in its next rounds."""

    dependencies = [("cases", "0012_reminded")]
    operations = [migrations.RunPython(begin_anew, migrations.RunPython.noop)]
