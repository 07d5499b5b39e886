from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_scanning")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["filed_at", "version"], name="cases_case_used"),
        ),
    ]
