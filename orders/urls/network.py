from django.urls import path

from orders.views import ladder, network

urlpatterns = [
    path("netvaerk/<uuid:uuid>/moedepakke/", network.pack, name="network_pack"),
    path("netvaerk/<uuid:uuid>/fordeling/", network.network_distribution, name="network_distribution"),
    path("netvaerk/<uuid:uuid>/besked/<slug:owed_to>/", ladder.network_ladder, name="network_ladder"),
    path("aftaler/<uuid:uuid>/besked/", ladder.agreement_ladder, name="agreement_ladder"),
]
