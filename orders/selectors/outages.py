"""The times in which nobody watched, as each breach that they touched says it (N18)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from orders.models import Breach, Outage
from ui import danish


def touched() -> Exists:
    """Of a breach: whether nobody watched at some instant between its deadline and its finding."""
    return Exists(Outage.objects.touching(OuterRef("due_at"), OuterRef("detected_at")))


def outage_notes(breaches: Collection[Breach]) -> Mapping[int, Sequence[str]]:
    """Clock id -> a sentence for each outage that touched its breach, the oldest first. One query, none for none."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    if not breaches:
        return found
    first, last = min(one.due_at for one in breaches), max(one.detected_at for one in breaches)
    for outage in Outage.objects.touching(first, last).order_by("since"):
        for breach in breaches:
            if outage.since < breach.detected_at and outage.until > breach.due_at:
                found[breach.clock_id].append(outage_text(outage))
    return found


def outage_text(outage: Outage) -> str:
    """ "Fristovervågningen stod stille fra fredag 27. november kl. 10.21 til kl. 13.05." """
    return _("Fristovervågningen stod stille fra %(since)s til %(until)s.") % {
        "since": danish.full_time(outage.since),
        "until": outage_end(outage),
    }


def outage_end(outage: Outage) -> str:
    """When it ended: a time of the day on which it began, or a day and a time."""
    same_day = danish.local(outage.since).date() == danish.local(outage.until).date()
    return danish.clock_time(danish.local(outage.until)) if same_day else danish.full_time(outage.until)
