"""The administrators' pages about webhooks."""

from django.urls import URLPattern, path

from webhooks import views

app_name = "webhooks"

urlpatterns: list[URLPattern] = [
    path("", views.endpoints, name="list"),
    path("<uuid:uuid>/", views.endpoint, name="endpoint"),
    path("<uuid:uuid>/haendelser/", views.choose, name="choose"),
    path("<uuid:uuid>/proev/", views.try_out, name="try"),
    path("<uuid:uuid>/pause/", views.pause, name="pause"),
    path("<uuid:uuid>/slaa-til/", views.resume, name="resume"),
    path("<uuid:uuid>/slet/", views.remove, name="remove"),
    path("<uuid:uuid>/beskeder/", views.log, name="log"),
    path("<uuid:uuid>/beskeder/send-igen/", views.replay_all, name="replay_all"),
    path("besked/<uuid:uuid>/", views.delivery, name="delivery"),
    path("besked/<uuid:uuid>/send-igen/", views.replay, name="replay"),
]
