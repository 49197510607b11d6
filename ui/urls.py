"""The component sheet: mounted only where settings.DEV_PAGES is on."""

from django.urls import path

from ui import views

app_name = "ui"

urlpatterns = [path("", views.component_sheet, name="sheet")]
