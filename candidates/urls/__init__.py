"""The addresses of candidates, by what is done there."""

from candidates.urls import placing

app_name = "candidates"

urlpatterns = [*placing.urlpatterns]
