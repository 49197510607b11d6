from django.urls import path

from notifications import template_pages, views, webhook

app_name = "notifications"

urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("retur/", webhook.bounced, name="bounced"),
    path("skabeloner/", template_pages.templates, name="templates"),
    path("skabeloner/<str:name>/", template_pages.template, name="template"),
    path("skabeloner/<str:name>/html/", template_pages.template_html, name="template_html"),
    path("send-igen/", views.send_all_again, name="send_all_again"),
    path("<uuid:mail_id>/", views.mail, name="mail"),
    path("<uuid:mail_id>/send-igen/", views.send_again, name="send_again"),
    path("<uuid:mail_id>/adresse/", views.confirm_address, name="confirm_address"),
]
