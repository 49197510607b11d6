"""The agreement's history: rows are only ever added."""

import datetime

from accounts.actor import Actor
from accounts.moment import moment
from agreements.models import Agreement, AgreementEvent


def log_add(
    *,
    actor: Actor | None,
    agreement: Agreement,
    kind: str,
    title: str,
    text: str = "",
    at: datetime.datetime | None = None,
) -> None:
    """Add one event (at an aware instant, default now). `actor` None: the system itself."""
    AgreementEvent.objects.create(
        agreement=agreement,
        at=at or moment(),
        kind=kind,
        title=title[:300],
        text=text[:3000],
        organisation_id=actor.organisation_id if actor else None,
        user_id=actor.user_id if actor else None,
    )
