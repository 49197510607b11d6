"""The personal link by which a party answers an extension or a cancellation; it needs no sign-in."""

from django.urls import URLPattern, re_path

from agreements.views import changes

app_name = "consent"
urlpatterns: list[URLPattern] = [
    re_path(r"^(?P<token>[A-Za-z0-9_:-]{20,300})/$", changes.answer_by_link, name="answer"),
]
