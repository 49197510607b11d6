"""What changes have done to deadlines."""

from django.urls import path

from orders.views import agreement_running, recalculation

urlpatterns = [
    path("omregninger/<uuid:uuid>/", recalculation.recalculation, name="recalculation"),
    path("aftaler/<uuid:uuid>/loebende/", agreement_running.agreement_running, name="agreement_running"),
]
