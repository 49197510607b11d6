from django.urls import path

from orders.views import pending

urlpatterns = [
    path("portal/", pending.page, name="portal"),
    path("portal/ny/", pending.page, name="portal_new"),
    path("portal/ordrer/<uuid:uuid>/", pending.page, name="portal_order"),
    path("portal/forslag/<uuid:uuid>/", pending.page, name="portal_alternative"),
]
