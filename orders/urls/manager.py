from django.urls import path

from orders.views import clocks, manager

urlpatterns = [
    path("loefter/", manager.sla, name="sla"),
    path("brud/", manager.breaches, name="breaches"),
    path("brud/<uuid:uuid>/ret/", clocks.CorrectCause.as_view(), name="breach_correct"),
    path("frister/<uuid:uuid>/tildel/", manager.assign_clock, name="assign_clock"),
]
