from django.db import migrations

from yakuba.toolbox.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_lines")]

    operations = [
        AppendOnly("ledger_line"),
        AppendOnly("ledger_root"),
        # A detail goes at the end of its retention, and is never changed before.
        AppendOnly("ledger_detail", allow_delete=True),
    ]
