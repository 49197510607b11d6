from django.urls import path

from orders.views import my_day, pending

urlpatterns = [
    path("min-dag/", my_day.my_day, name="my_day"),
    path("ordrer/", my_day.orders, name="list"),
    path("ordrer/ny/", pending.page, name="new"),
    path("ordrer/<uuid:uuid>/", pending.page, name="order"),
    path("ordrer/<uuid:uuid>/svar/", pending.page, name="answer"),
    path("ordrer/<uuid:uuid>/afklaring/", pending.page, name="clarify"),
    path("ordrer/<uuid:uuid>/udsoegning/", pending.page, name="search"),
    path("ordrer/<uuid:uuid>/inddrag/", pending.page, name="ask"),
    path("ordrer/<uuid:uuid>/varsling/", pending.page, name="alert"),
    path("ordrer/<uuid:uuid>/plan/", pending.page, name="plan"),
    path("ordrer/<uuid:uuid>/alternativ/", pending.page, name="alternative"),
    path("ordrer/<uuid:uuid>/tovholder/", pending.page, name="propose"),
    path("ordrer/<uuid:uuid>/ansvarlig/", pending.page, name="owner"),
    path("ordrer/<uuid:uuid>/notat/", pending.page, name="note"),
    path("ordrer/<uuid:uuid>/luk/", pending.page, name="close"),
    path("ordrer/<uuid:uuid>/annuller/", pending.page, name="cancel"),
    path("ordrer/<uuid:uuid>/delt/", pending.page, name="shared"),
    path("leveringer/<uuid:uuid>/", pending.page, name="delivery"),
    path("alternativer/<uuid:uuid>/", pending.page, name="alternative_answer"),
    path("opfoelgning/<uuid:uuid>/", pending.page, name="follow_up"),
    path("henvendelser/<uuid:uuid>/", pending.page, name="request"),
    path("henvendelser/<uuid:uuid>/fortryd/", pending.page, name="withdraw"),
    path("varslinger/<uuid:uuid>/set/", pending.page, name="heads_up_seen"),
    path("tovholderskift/<uuid:uuid>/", pending.page, name="tovholder_decide"),
]
