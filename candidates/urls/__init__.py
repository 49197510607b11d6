"""The addresses of candidates, by what is done there."""

from candidates.urls import imports, invitations, placing, projects, searching

app_name = "candidates"

urlpatterns = [
    *imports.urlpatterns,
    *invitations.urlpatterns,
    *placing.urlpatterns,
    *projects.urlpatterns,
    *searching.urlpatterns,
]
