from django.db import migrations

from yakuba.toolbox.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial")]

    operations = [
        AppendOnly("publications_leaf"),
        AppendOnly("publications_pressing"),
        AppendOnly("publications_erratum"),
    ]
