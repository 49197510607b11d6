"""An internal note that was taken away can be brought back for a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0008_joint_reminder")]

    operations = [
        migrations.AddField(
            model_name="internalnote",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
