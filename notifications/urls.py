from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("<uuid:mail_id>/", views.mail, name="mail"),
    path("<uuid:mail_id>/send-igen/", views.send_again, name="send_again"),
]
