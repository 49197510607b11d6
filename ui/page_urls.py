"""Standing texts that anyone may read, signed in or not."""

from django.urls import path

from ui import views

app_name = "pages"

urlpatterns = [
    path("hjaelp/", views.help_page, name="help"),
    path("tilgaengelighed/", views.accessibility, name="accessibility"),
    path("oplysninger/", views.privacy, name="privacy"),
]
