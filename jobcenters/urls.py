from django.urls import URLPattern, path

from jobcenters.views import calendars, contacts, lists

app_name = "jobcenters"

urlpatterns: list[URLPattern] = [
    path("", lists.jobcenter_list, name="list"),
    path("kalender/", calendars.calendar, name="calendar"),
    path("kalender/aabningstider/", calendars.opening_hours, name="opening_hours"),
    path("kalender/lukkedage/", calendars.closing_day_new, name="closing_day_new"),
    path("kalender/lukkedage/<int:pk>/slet/", calendars.closing_day_delete, name="closing_day_delete"),
    path("netvaerk/<uuid:uuid>/kontakter/<slug:slug>/", contacts.contact_list, name="contacts"),
    path("kontakter/<uuid:uuid>/bekraeft/", contacts.contact_confirm_view, name="contact_confirm"),
    path("<uuid:uuid>/", lists.jobcenter_detail, name="detail"),
]
