from django.db import migrations

from yakuba.toolbox.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        AppendOnly("cases_paper"),
        AppendOnly("cases_paperwithdrawal"),
        AppendOnly("cases_review"),
        # The bytes of a discarded draft go; nothing ever changes them.
        AppendOnly("cases_blob", allow_delete=True),
    ]
