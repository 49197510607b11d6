"""The API's first version. Words in addresses are English here: they are for systems."""

from django.urls import URLPattern, path

from api.views import candidates, imports, nominations, schema

app_name = "v1"

urlpatterns: list[URLPattern] = [
    path("openapi.json", schema.OpenApiJson.as_view(), name="openapi_json"),
    path("openapi.yaml", schema.OpenApiYaml.as_view(), name="openapi_yaml"),
    path("candidates", candidates.OwnCandidates.as_view(), name="candidates"),
    path("candidates/search", candidates.Search.as_view(), name="candidate_search"),
    path("candidates/imports", imports.Imports.as_view(), name="imports"),
    path("candidates/imports/<uuid:uuid>", imports.Import.as_view(), name="import"),
    path("candidates/imports/<uuid:uuid>/faults", imports.ImportFaults.as_view(), name="import_faults"),
    path("candidates/imports/<uuid:uuid>/start", imports.ImportStart.as_view(), name="import_start"),
    path("candidates/imports/<uuid:uuid>/discard", imports.ImportDiscard.as_view(), name="import_discard"),
    path("candidates/<str:pseudonym>", candidates.Profile.as_view(), name="candidate"),
    path("orders/<uuid:order>/nominations", nominations.Nominations.as_view(), name="nominations"),
]
