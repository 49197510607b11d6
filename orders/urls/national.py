from django.urls import path

from orders.views import national

urlpatterns = [
    path("landsoverblik/", national.national, name="national"),
    path("landsoverblik/ny/", national.national_new, name="national_new"),
    path("landsoverblik/<uuid:uuid>/tildel/", national.national_assign, name="national_assign"),
]
