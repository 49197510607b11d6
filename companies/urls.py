"""Addresses of the company pages, under /virksomheder/."""

from django.urls import URLPattern, path

from companies import views

app_name = "companies"

urlpatterns: list[URLPattern] = [
    path("", views.company_list, name="list"),
    path("opslag/", views.lookup, name="lookup"),
    path("registrer/", views.register, name="register"),
    path("hent/<slug:what>.<slug:ending>", views.sheet, name="sheet"),
    path("indlaes/", views.imports, name="imports"),
    path("indlaes/skabelon.<slug:ending>", views.import_template, name="import_template"),
    path("indlaes/<uuid:uuid>/", views.import_run, name="import_run"),
    path("indlaes/<uuid:uuid>/start/", views.import_begin, name="import_begin"),
    path("indlaes/<uuid:uuid>/kasser/", views.import_discard, name="import_discard"),
    path("indlaes/<uuid:uuid>/aendringer.csv", views.import_changes, name="import_changes"),
    path("indlaes/<uuid:uuid>/fejl.csv", views.import_faults, name="import_faults"),
    path("dubletter/", views.duplicates, name="duplicates"),
    path("dubletter/afgjort/", views.distinct_list, name="distinct_list"),
    path("dubletter/afgjort/<uuid:uuid>/fortryd/", views.distinct_undo, name="distinct_undo"),
    path("sammenlaegninger/<uuid:uuid>/", views.merge_detail, name="merge_detail"),
    path("sammenlaegninger/<uuid:uuid>/fortryd/", views.merge_undo, name="merge_undo"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/saml/<uuid:other>/", views.merge, name="merge"),
    path("<uuid:uuid>/ikke-den-samme/<uuid:other>/", views.distinct, name="distinct"),
    path("<uuid:uuid>/valg/", views.choices, name="choices"),
    path("<uuid:uuid>/ret/", views.company_edit, name="edit"),
    path("<uuid:uuid>/arbejdspladser/ny/", views.workplace_add, name="workplace_add"),
    path("<uuid:uuid>/arbejdspladser/<uuid:workplace>/", views.workplace_edit, name="workplace_edit"),
    path("<uuid:uuid>/kontaktpersoner/ny/", views.contact_add, name="contact_add"),
    path("<uuid:uuid>/kontaktpersoner/<uuid:contact>/", views.contact_edit, name="contact_edit"),
    path("<uuid:uuid>/kontaktpersoner/<uuid:contact>/samtykke/", views.consent, name="consent"),
]
