from django.db import migrations

from yakuba.toolbox.append_only import AppendOnly

TABLES = ("system", "contract", "budget", "scenario", "purchase", "effect", "pilot")


class Migration(migrations.Migration):
    dependencies = [("systems", "0001_initial")]

    operations = [AppendOnly(f"systems_{table}", allow_update=True) for table in TABLES]
