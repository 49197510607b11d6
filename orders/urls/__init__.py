"""The addresses of orders, by who uses them."""

from orders.urls import consultant, effect, manager, national, network, portal, public

app_name = "orders"

urlpatterns = [
    *consultant.urlpatterns,
    *portal.urlpatterns,
    *manager.urlpatterns,
    *national.urlpatterns,
    *network.urlpatterns,
    *effect.urlpatterns,
    *public.urlpatterns,
]
