"""Signing in and out is audited."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import AuditEvent


def _write(action: str, user: Any) -> None:
    AuditEvent.objects.bulk_create([AuditEvent(at=timezone.now(), user_id=user.pk, action=action)])


@receiver(user_logged_in)
def signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    _write("sign_in", user)


@receiver(user_logged_out)
def signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        _write("sign_out", user)
