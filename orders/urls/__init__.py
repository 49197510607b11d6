"""The addresses of orders, by who uses them."""

from orders.urls import (
    consultant,
    effect,
    manager,
    national,
    network,
    portal,
    public,
    recalculation,
    report,
    watch,
)

app_name = "orders"

urlpatterns = [
    *consultant.urlpatterns,
    *portal.urlpatterns,
    *manager.urlpatterns,
    *national.urlpatterns,
    *network.urlpatterns,
    *effect.urlpatterns,
    *watch.urlpatterns,
    *report.urlpatterns,
    *recalculation.urlpatterns,
    *public.urlpatterns,
]
