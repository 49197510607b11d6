"""The addresses of candidates. One namespace, `candidates`; the files are by subject."""

from candidates.urls import invitations

app_name = "candidates"
urlpatterns = [*invitations.urlpatterns]
