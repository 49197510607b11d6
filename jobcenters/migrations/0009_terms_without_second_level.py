"""Who is told of a broken promise is now in the network's ladders, which the orders app keeps."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("jobcenters", "0008_postcode_distance"),
        ("orders", "0023_clocks_have_timers"),
    ]

    operations = [
        migrations.RemoveConstraint("networkterms", "network_terms_second_company"),
        migrations.RemoveConstraint("networkterms", "network_terms_second_jobcenter"),
        migrations.RemoveField("networkterms", "second_to_company"),
        migrations.RemoveField("networkterms", "second_to_jobcenter"),
    ]
