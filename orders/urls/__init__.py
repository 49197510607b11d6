"""The addresses of orders, by who uses them."""

from orders.urls import consultant, effect, manager, national, network, portal, public, report, watch

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
    *public.urlpatterns,
]
