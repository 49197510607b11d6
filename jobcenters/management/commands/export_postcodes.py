import csv
from typing import Any

from django.core.management.base import BaseCommand

from jobcenters.models import Postcode


class Command(BaseCommand):
    help = "Skriver postnumrene som CSV: postcode,lat,lon,name. Postnumre uden koordinater udelades."

    def handle(self, *args: Any, **options: Any) -> None:
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(["postcode", "lat", "lon", "name"])
        rows = Postcode.objects.filter(lat__isnull=False, lon__isnull=False)
        out.writerows(rows.values_list("code", "lat", "lon", "name"))
