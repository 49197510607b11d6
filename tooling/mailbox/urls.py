"""Mounted at /dev/mail/ when JO_MAILBOX_DIR is set."""

from django.urls import path

from tooling.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.mail_list, name="list"),
    path("<str:name>/", views.mail_detail, name="detail"),
    path("<str:name>/kilde/", views.mail_source, name="source"),
]
