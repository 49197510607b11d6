"""Notes of all companies, newest first, and those of a campaign, are found by an index."""

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("visits", "0005_call_rounds")]

    operations = [
        migrations.AddField(
            model_name="interaction",
            name="campaign_key",
            field=models.GeneratedField(
                db_persist=True, expression=Upper("campaign"), output_field=models.CharField(max_length=60)
            ),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["-held_on", "-id"], name="interaction_newest"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                condition=models.Q(("campaign_key", ""), _negated=True),
                fields=["campaign_key", "-held_on", "-id"],
                name="interaction_of_campaign",
            ),
        ),
    ]
