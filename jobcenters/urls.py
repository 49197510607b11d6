from django.urls import URLPattern, path

from jobcenters.views import calendars, contact_link, contacts, lists

app_name = "jobcenters"

urlpatterns: list[URLPattern] = [
    path("", lists.jobcenter_list, name="list"),
    path("kalender/", calendars.calendar, name="calendar"),
    path("kalender/aabningstider/", calendars.opening_hours, name="opening_hours"),
    path("kalender/lukkedage/", calendars.closing_day_new, name="closing_day_new"),
    path("kalender/lukkedage/<int:pk>/slet/", calendars.closing_day_delete, name="closing_day_delete"),
    path("netvaerk/<uuid:uuid>/kontakter/<slug:slug>/", contacts.contact_list, name="contacts"),
    path("kontakter/", contacts.contacts_national, name="contacts_national"),
    path("kontakter/liste.csv", contacts.contacts_csv, name="contacts_csv"),
    path("kontakter/liste.vcf", contacts.contacts_vcf, name="contacts_vcf"),
    path("kontakter/ny/", contacts.contact_new, name="contact_new"),
    path("kontakter/svar/<str:token>/", contact_link.contact_by_link, name="contact_by_link"),
    path("kontakter/<uuid:uuid>/kort.vcf", contacts.contact_vcf, name="contact_vcf"),
    path("kontakter/<uuid:uuid>/ret/", contacts.contact_edit, name="contact_edit"),
    path("kontakter/<uuid:uuid>/fjern/", contacts.contact_remove_view, name="contact_remove"),
    path("kontakter/<uuid:uuid>/bed/", contacts.contact_ask_view, name="contact_ask"),
    path("kontakter/<uuid:uuid>/bekraeft/", contacts.contact_confirm_view, name="contact_confirm"),
    path("<uuid:uuid>/", lists.jobcenter_detail, name="detail"),
]
