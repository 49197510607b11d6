"""From when the promise of candidates counts is a term of each agreement; a network's own had no effect and goes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobcenters", "0011_kept_calendars")]

    operations = [
        migrations.RemoveConstraint("networkterms", "network_terms_start_known"),
        migrations.RemoveField("networkterms", "search_promise_starts"),
    ]
