from django.db import migrations

from yakuba.toolbox.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_cases")]

    operations = [
        AppendOnly("cases_paper"),
        AppendOnly("cases_paperwithdrawal"),
        # What the rules found goes with the answers at the end of their retention; nothing ever changes it.
        AppendOnly("cases_review", allow_delete=True),
        # The bytes of a discarded draft go; nothing ever changes them.
        AppendOnly("cases_blob", allow_delete=True),
    ]
