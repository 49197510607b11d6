from django.urls import path

from orders.views import report, simulation

urlpatterns = [
    path("rapporter/", report.reports, name="reports"),
    path("rapporter/hvad-nu-hvis/", simulation.what_if, name="what_if"),
]
