"""The addresses of candidates, by what is done there."""

from candidates.urls import imports, invitations, placing, searching

app_name = "candidates"

urlpatterns = [*imports.urlpatterns, *invitations.urlpatterns, *placing.urlpatterns, *searching.urlpatterns]
