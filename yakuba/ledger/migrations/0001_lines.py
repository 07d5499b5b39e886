import django.db.models.deletion
from django.db import migrations, models

import yakuba.ledger.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("thing", yakuba.ledger.models.KeyField(max_length=200)),
                ("number", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=50)),
                ("at", models.DateTimeField()),
                ("actor_key", models.CharField(max_length=200)),
                ("actor_name", models.TextField()),
                ("actor_post", models.TextField(blank=True)),
                ("facts", models.JSONField(default=dict)),
                ("detail_digest", models.CharField(blank=True, max_length=64)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("thing", "number"), name="ledger_line_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("thing", yakuba.ledger.models.KeyField(max_length=200, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Root",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("hash", models.CharField(max_length=64)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("heads", models.PositiveIntegerField()),
                ("last_line", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="detail",
                        serialize=False,
                        to="ledger.line",
                    ),
                ),
                ("salt", models.CharField(max_length=64)),
                ("text", models.TextField()),
            ],
        ),
    ]
