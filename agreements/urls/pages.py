"""Reading agreements."""

from django.urls import URLPattern, path

from agreements.views import pages

urlpatterns: list[URLPattern] = [
    path("", pages.agreements, name="list"),
    path("jeres/", pages.portal, name="portal"),
    path("<uuid:uuid>/", pages.agreement, name="agreement"),
    path("<uuid:uuid>/version/<int:number>/", pages.document, name="document"),
    path("<uuid:uuid>/sammenlign/", pages.compare_versions, name="compare"),
]
