from django.urls import path

from accounts import absence_views, views

app_name = "accounts"

urlpatterns = [
    path("skift/", views.switch_organisation, name="switch"),
    path("fravaer/", absence_views.absences, name="absences"),
    path("fravaer/<uuid:uuid>/slut/", absence_views.absence_end, name="absence_end"),
    path("ingen-adgang/", views.no_membership, name="no_membership"),
]
