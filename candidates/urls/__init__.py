"""The addresses of candidates, by what is done there. One namespace: `candidates`."""

from candidates.urls import searching

app_name = "candidates"

urlpatterns = [*searching.urlpatterns]
