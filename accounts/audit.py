"""One door for the audit log."""

from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import AuditEvent


def audit_write(
    *,
    actor: Actor | None,
    action: str,
    object_type: str = "",
    object_id: object = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Record that `actor` did `action`, in the running transaction. The row can never be changed or read back here.

    Where another system acts, `detail` says by which token.
    """
    said = {**(detail or {}), **({"token": actor.token_id} if actor and actor.token_id else {})}
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                at=timezone.now(),
                user_id=actor.user_id if actor else None,
                organisation_id=actor.organisation_id if actor else None,
                action=action,
                object_type=object_type,
                object_id=str(object_id),
                detail=said,
            )
        ]
    )
