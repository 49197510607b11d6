"""The mail about new candidates for kept searches. It names no candidate: who they are is seen after signing in."""

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from candidates.models import SavedSearch
from jobcenters.calendar import local_date
from notifications.outbox import queue_email
from ui import danish


def news_found(
    *, actor: Actor, user: User, news: Sequence[tuple[SavedSearch, int]], now: datetime.datetime
) -> None:
    """One mail to the owner about all searches with something new: (search, how many)."""
    base = settings.BASE_URL.rstrip("/")
    queue_email(
        name="candidates.saved_search_news",
        recipient=user.email,
        context={
            "now": now,
            "rows": [
                {
                    "name": row.name,
                    "news": danish.count(many, _("ny kandidat"), _("nye kandidater")),
                    "link": base + reverse("candidates:saved_run", args=[row.uuid]),
                }
                for row, many in news
            ],
            "total": danish.count(sum(many for _row, many in news), _("ny kandidat"), _("nye kandidater")),
            "link": base + reverse("candidates:saved"),
        },
        organisation_id=actor.organisation_id,
        recipient_user_id=actor.user_id,
        recipient_organisation_id=actor.organisation_id,
        # Two workers that look at the same owner at once write the same mail.
        dedupe_key=f"saved-search-news:{actor.organisation_id}:{actor.user_id}:{local_date(now).isoformat()}",
    )
