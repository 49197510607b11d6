"""How often a PDF has been begun, so that one that kills its worker is given up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0006_meeting_day")]

    operations = [
        migrations.AddField("agreementpdf", "tries", models.PositiveSmallIntegerField(default=0)),
    ]
