from django.urls import path

from orders.views import manager

urlpatterns = [
    path("loefter/", manager.sla, name="sla"),
    path("brud/", manager.breaches, name="breaches"),
    path("frister/<uuid:uuid>/tildel/", manager.assign_clock, name="assign_clock"),
]
