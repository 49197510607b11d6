from django.urls import path

from orders.views import pending

urlpatterns = [
    path("landsoverblik/", pending.page, name="national"),
    path("landsoverblik/ny/", pending.page, name="national_new"),
    path("landsoverblik/<uuid:uuid>/tildel/", pending.page, name="national_assign"),
]
