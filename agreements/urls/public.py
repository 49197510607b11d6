"""Addresses that need no sign-in: a personal link to sign with, and the check of a document."""

from django.urls import URLPattern

app_name = "signing"
urlpatterns: list[URLPattern] = []
