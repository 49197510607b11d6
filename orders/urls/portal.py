from django.urls import path

from orders.views import message, portal

urlpatterns = [
    path("portal/", portal.portal, name="portal"),
    path("portal/ny/", portal.new, name="portal_new"),
    path("portal/ordrer/<uuid:uuid>/", portal.order, name="portal_order"),
    path("portal/ordrer/<uuid:uuid>/skriv/", message.portal_message, name="portal_message"),
    path("portal/skriv/", message.portal_write, name="portal_write"),
    path("portal/forslag/<uuid:uuid>/", portal.alternative, name="portal_alternative"),
]
