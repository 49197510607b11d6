"""The addresses that the help desk's mails point to."""

from django.urls import include, path

urlpatterns = [path("helpdesk/", include("helpdesk.urls"))]
