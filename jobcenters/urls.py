from django.urls import URLPattern

app_name = "jobcenters"

urlpatterns: list[URLPattern] = []
