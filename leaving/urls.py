from django.urls import URLPattern, path

from leaving import views

app_name = "leaving"

urlpatterns: list[URLPattern] = [
    path("", views.exports, name="exports"),
    path("bestil/", views.order, name="order"),
    path("<uuid:uuid>/hent/", views.fetch, name="fetch"),
    path("<uuid:uuid>/slet/", views.remove, name="remove"),
]
