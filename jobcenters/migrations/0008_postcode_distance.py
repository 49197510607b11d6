"""Distances between postcodes, made from their points; nobody but the owner writes them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobcenters", "0007_network_writers")]

    operations = [
        migrations.CreateModel(
            name="PostcodeDistance",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "from_postcode",
                        "to_postcode",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("from_postcode", models.CharField(max_length=4)),
                ("to_postcode", models.CharField(max_length=4)),
                ("km", models.FloatField()),
            ],
            options={
                "ordering": ["from_postcode", "km", "to_postcode"],
                "indexes": [
                    models.Index(fields=["from_postcode", "km", "to_postcode"], name="distance_outwards")
                ],
            },
        ),
        migrations.RunSQL(
            "revoke insert, update, delete on jobcenters_postcodedistance from jo_web, jo_worker;",
            "grant insert, update, delete on jobcenters_postcodedistance to jo_web, jo_worker;",
        ),
    ]
