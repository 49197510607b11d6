"""Addresses that need no sign-in."""

from django.urls import re_path

from orders.views import answer

urlpatterns = [
    # 32 signed bytes; anything else was never sent to anybody.
    re_path(r"^besvar/(?P<token>[A-Za-z0-9_-]{43})/$", answer.answer_by_link, name="answer_by_link"),
]
