from django.urls import path

from orders.views import network

urlpatterns = [
    path("netvaerk/<uuid:uuid>/moedepakke/", network.pack, name="network_pack"),
    path("netvaerk/<uuid:uuid>/fordeling/", network.network_distribution, name="network_distribution"),
]
