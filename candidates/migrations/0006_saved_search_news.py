"""How many new candidates a kept search has, counted by the worker, so that a page need not search to tell."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("candidates", "0005_words")]

    operations = [
        migrations.AddField(
            model_name="savedsearch",
            name="news",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
