"""The addresses of candidates, by what is done there."""

from candidates.urls import imports, placing

app_name = "candidates"

urlpatterns = [*imports.urlpatterns, *placing.urlpatterns]
