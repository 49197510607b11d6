from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("skift/", views.switch_organisation, name="switch"),
    path("ingen-adgang/", views.no_membership, name="no_membership"),
]
