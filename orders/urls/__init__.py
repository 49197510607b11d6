"""The addresses of orders, by who uses them."""

from orders.urls import consultant, manager, national, portal

app_name = "orders"

urlpatterns = [*consultant.urlpatterns, *portal.urlpatterns, *manager.urlpatterns, *national.urlpatterns]
