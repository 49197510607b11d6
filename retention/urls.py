"""Deletion and people's rights."""

from django.urls import URLPattern, path

from retention import views

app_name = "retention"

urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("tilbageholdt/<uuid:uuid>/ophaev/", views.hold_lifted, name="hold_lift"),
    path("anmodninger/", views.requests, name="requests"),
    path("anmodninger/ny/", views.request_new, name="request_new"),
    path("anmodninger/<uuid:uuid>/", views.request_page, name="request"),
    path("anmodninger/<uuid:uuid>/udfoer/", views.request_go, name="request_go"),
    path("anmodninger/<uuid:uuid>/afvis/", views.request_refused, name="request_refuse"),
    path("anmodninger/<uuid:uuid>/kopi.zip", views.request_copy, name="request_copy"),
]
