"""Opening calendars as they were when deadlines were counted with them: read by everybody who acts, never changed."""

from django.db import migrations, models

from accounts.rls import ANYONE, Policy, append_only, protect, worker_all


class Migration(migrations.Migration):
    dependencies = [("jobcenters", "0010_contacts_stay_true")]

    operations = [
        migrations.CreateModel(
            "KeptCalendar",
            [
                ("version", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("data", models.JSONField()),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        protect(
            "jobcenters_keptcalendar",
            [
                Policy("read_acting", "select", using=ANYONE),
                Policy("keep", "insert", check=ANYONE),
                worker_all(),
            ],
        ),
        append_only("jobcenters_keptcalendar"),
    ]
