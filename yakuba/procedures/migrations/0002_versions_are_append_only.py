from django.db import migrations

from yakuba.toolbox.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]

    operations = [AppendOnly("procedures_version")]
