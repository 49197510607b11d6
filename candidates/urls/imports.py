from django.urls import URLPattern, path

from candidates.views import consent, imports

urlpatterns: list[URLPattern] = [
    path("kandidater/indlaes/", imports.imports, name="imports"),
    path("kandidater/indlaes/fil/", imports.import_new, name="import_new"),
    path("kandidater/indlaes/samtykke/", consent.consent_by, name="consent_by"),
    path("kandidater/indlaes/skabelon.csv", imports.import_template, name="import_template"),
    path("kandidater/indlaes/eksempel.json", imports.import_example, name="import_example"),
    path("kandidater/indlaes/<uuid:uuid>/", imports.import_run, name="import_run"),
    path("kandidater/indlaes/<uuid:uuid>/start/", imports.import_begin, name="import_begin"),
    path("kandidater/indlaes/<uuid:uuid>/kasser/", imports.import_discard, name="import_discard"),
    path("kandidater/indlaes/<uuid:uuid>/fejl/", imports.import_faults, name="import_faults"),
    path("kandidater/indlaes/<uuid:uuid>/fejl.csv", imports.import_faults_sheet, name="import_faults_sheet"),
]
