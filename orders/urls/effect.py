"""What an agreement has led to, beside the agreement's own addresses."""

from django.urls import URLPattern, path

from orders.views import effect

urlpatterns: list[URLPattern] = [
    path("aftaler/<uuid:uuid>/effekt/", effect.agreement_effect_page, name="agreement_effect"),
]
