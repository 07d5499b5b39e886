from django.db import migrations, models

import yakuba.toolbox.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=100)),
                ("to", models.CharField(max_length=254)),
                ("subject", models.TextField()),
                ("body", models.TextField()),
                ("about", models.CharField(max_length=200)),
                ("posted_at", models.DateTimeField(default=yakuba.toolbox.clock.now)),
                ("message_id", models.CharField(max_length=300)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(default=yakuba.toolbox.clock.now)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["about"], name="mailroom_letter_about"),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["next_try_at"], name="mailroom_letter_waiting"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to__contains", "@"),
                            models.Q(("to__contains", ","), _negated=True),
                            models.Q(("to__contains", ";"), _negated=True),
                            models.Q(("to__contains", " "), _negated=True),
                            models.Q(("to__contains", "\n"), _negated=True),
                            models.Q(("to__contains", "\r"), _negated=True),
                            models.Q(("to__contains", "\t"), _negated=True),
                            models.Q(("to__contains", "<"), _negated=True),
                            models.Q(("to__contains", '"'), _negated=True),
                        ),
                        name="mailroom_letter_to_one_recipient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "sent", "failed"])), name="mailroom_letter_state"
                    ),
                ],
            },
        ),
    ]
