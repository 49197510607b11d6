from django.urls import path

from candidates.views import invitations, reply

urlpatterns = [
    path("ordrer/<uuid:uuid>/opfordr/", invitations.Invite.as_view(), name="invite"),
    path("ordrer/<uuid:uuid>/opfordringer/", invitations.order_invitations, name="invitations"),
    path("ordrer/<uuid:uuid>/opfordringer/fortryd/", invitations.undo, name="invite_undo"),
    path("kandidater/opfordringer/<uuid:uuid>/", invitations.invitation, name="invitation"),
    path("kandidater/beskedbakke/", invitations.message_tray, name="message_tray"),
    path("kandidater/beskedbakke/<uuid:uuid>/", invitations.message, name="message"),
    path("svar/<str:token>/", reply.reply, name="reply"),
]
