from django.urls import path

from orders.views import pending

urlpatterns = [
    path("loefter/", pending.page, name="sla"),
    path("brud/", pending.page, name="breaches"),
    path("frister/<uuid:uuid>/tildel/", pending.page, name="assign_clock"),
]
