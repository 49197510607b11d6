"""What changed since a time, for systems that ask (`updated_since`), is read in order from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("companies", "0006_distinct_pairs")]

    operations = [
        migrations.AddIndex(
            "company", models.Index(fields=["changed_at", "organisation"], name="company_changed")
        ),
        migrations.AddIndex(
            "contactperson", models.Index(fields=["changed_at", "id"], name="contact_changed")
        ),
        migrations.AddIndex("workplace", models.Index(fields=["changed_at", "id"], name="workplace_changed")),
    ]
