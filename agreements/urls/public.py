"""Addresses that need no sign-in: personal links to sign with and to fetch the PDF by, the check of a document."""

from django.urls import URLPattern, path, re_path

from agreements.views import copies, oidc, signing, verify

app_name = "signing"
urlpatterns: list[URLPattern] = [
    path("kontrol/", verify.verify, name="verify"),
    path("identitet/", oidc.oidc_back, name="oidc_back"),
    re_path(r"^kopi/(?P<token>[A-Za-z0-9_-]{43})/$", copies.copy, name="copy"),
    re_path(r"^kopi/(?P<token>[A-Za-z0-9_-]{43})/pdf/$", copies.copy_pdf, name="copy_pdf"),
    # 32 random bytes; anything else was never sent to anybody.
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})/$", signing.sign, name="sign"),
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})/identitet/$", oidc.oidc_start, name="oidc_start"),
]
