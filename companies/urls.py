"""Addresses of the company pages, under /virksomheder/."""

from django.urls import URLPattern, path

from companies import views

app_name = "companies"

urlpatterns: list[URLPattern] = [
    path("", views.company_list, name="list"),
    path("opslag/", views.lookup, name="lookup"),
    path("registrer/", views.register, name="register"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/valg/", views.choices, name="choices"),
    path("<uuid:uuid>/ret/", views.company_edit, name="edit"),
    path("<uuid:uuid>/arbejdspladser/ny/", views.workplace_add, name="workplace_add"),
    path("<uuid:uuid>/arbejdspladser/<uuid:workplace>/", views.workplace_edit, name="workplace_edit"),
    path("<uuid:uuid>/kontaktpersoner/ny/", views.contact_add, name="contact_add"),
    path("<uuid:uuid>/kontaktpersoner/<uuid:contact>/", views.contact_edit, name="contact_edit"),
    path("<uuid:uuid>/kontaktpersoner/<uuid:contact>/samtykke/", views.consent, name="consent"),
]
