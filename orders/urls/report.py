from django.urls import path

from orders.views import report, simulation

urlpatterns = [
    path("rapporter/", report.reports, name="reports"),
    path("rapporter/paa-mail/", report.report_mail, name="report_mail"),
    path("rapporter/maaned/<uuid:uuid>/", report.month_report, name="month_report"),
    path("rapporter/hvad-nu-hvis/", simulation.what_if, name="what_if"),
]
