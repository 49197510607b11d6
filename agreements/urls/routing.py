from django.urls import URLPattern, path

from agreements.views import bypass

urlpatterns: list[URLPattern] = [
    path("virksomheder/<uuid:uuid>/kontakt/", bypass.bypass, name="bypass"),
]
