"""The product's addresses with the mailbox, which the test settings leave out."""

from django.urls import include, path

from config.urls import urlpatterns as product

urlpatterns = [*product, path("dev/mail/", include("tooling.mailbox.urls"))]
