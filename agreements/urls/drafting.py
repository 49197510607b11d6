"""Making an agreement: the wizard, a new version, a wider agreement."""

from django.urls import URLPattern, path

from agreements.views import drafting, network_drafting, partners, wizard

urlpatterns: list[URLPattern] = [
    path("ny/", wizard.new, name="new"),
    path("ny/med/", network_drafting.begin, name="begin"),
    path("netvaerk/<uuid:uuid>/aftale/", network_drafting.network_new, name="network_agreement_new"),
    path("partnere/", partners.partners, name="partners"),
    path("<uuid:uuid>/udkast/gennemse/", wizard.preview, name="preview"),
    path("<uuid:uuid>/udkast/opgiv/", drafting.discard, name="discard"),
    path("<uuid:uuid>/udkast/<slug:name>/", wizard.step, name="step"),
    path("<uuid:uuid>/ny-version/", drafting.replace, name="replace"),
    path("<uuid:uuid>/udvid/", drafting.widen, name="widen"),
]
