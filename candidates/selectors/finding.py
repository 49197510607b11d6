"""One's own candidate by what it is called: the pseudonym, or the reference of one's own system."""

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from candidates.models import Candidate
from candidates.selectors.described import words_of
from orders.finders import Found

MAX_REFERENCE = 64


def candidate_found(actor: Actor, text: str) -> Found | None:
    """The actor's jobcentre's candidate of that pseudonym or reference. Found by the reference, it is a look."""
    if not actor.is_jobcenter:
        return None
    own = Candidate.objects.of_jobcenter(actor.organisation_id).select_related("municipality")
    found = own.filter(pseudonym=text.upper()).first() or own.filter(pk__in=_by_reference(text)).first()
    if found is None:
        return None
    return Found(
        text=words_of([found]).title(found),
        url=reverse("candidates:candidate", args=[found.uuid]),
        second=_("Jeres egen kandidat, %s") % found.municipality.name,
    )


def _by_reference(text: str) -> list[int]:
    if len(text) > MAX_REFERENCE:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from candidates_by_reference(%s, %s)", [text, _("Søgt frem på jeres egen reference")]
        )
        return [row[0] for row in cursor.fetchall()]
