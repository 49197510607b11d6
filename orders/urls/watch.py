"""The watch over the deadline watch."""

from django.urls import path

from orders.views import watch

urlpatterns = [
    path("drift/", watch.status, name="watch"),
    path("sundhed/maal/", watch.metrics, name="metrics"),
]
