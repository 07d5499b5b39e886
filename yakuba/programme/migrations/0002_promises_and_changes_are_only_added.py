from django.db import migrations

from yakuba.toolbox.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]

    operations = [AppendOnly("programme_promise"), AppendOnly("programme_change")]
