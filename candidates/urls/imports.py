from django.urls import path

from candidates.views import imports

urlpatterns = [
    path("indlaes/", imports.imports, name="imports"),
    path("indlaes/fil/", imports.import_new, name="import_new"),
    path("indlaes/skabelon.csv", imports.import_template, name="import_template"),
    path("indlaes/eksempel.json", imports.import_example, name="import_example"),
    path("indlaes/<uuid:uuid>/", imports.import_run, name="import_run"),
    path("indlaes/<uuid:uuid>/start/", imports.import_begin, name="import_begin"),
    path("indlaes/<uuid:uuid>/kasser/", imports.import_discard, name="import_discard"),
    path("indlaes/<uuid:uuid>/fejl/", imports.import_faults, name="import_faults"),
    path("indlaes/<uuid:uuid>/fejl.csv", imports.import_faults_sheet, name="import_faults_sheet"),
]
