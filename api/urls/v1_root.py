"""The same at its full addresses, for the OpenAPI document alone."""

from django.urls import include, path

urlpatterns = [path("api/v1/", include("api.urls.v1"))]
