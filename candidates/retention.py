"""How long a citizen who has left the source is kept with a name, and why. Pure: data and one comparison."""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Retention:
    """A length in days and the reason for it, as told to the citizen who asks (GDPR articles 5(1)(e) and 13)."""

    days: int
    reason: str | Promise

    def ends_before(self, now: datetime.datetime) -> datetime.datetime:
        """Whoever left before this instant is anonymised. `now` is aware."""
        return now - datetime.timedelta(days=self.days)


# Six months: the retention check of upskilling comes two months after a course of up to three months (R193), and
# whoever becomes unemployed again within that time keeps pseudonym, nominations and opt-out.
AFTER_LEAVING = Retention(
    days=183,
    reason=_(
        "Et halvt år efter, at borgeren er ude af bestanden: så længe følges der op på opkvalificering og ansættelser, "
        "og en borger, der bliver ledig igen, genkendes."
    ),
)
# What went wrong in a run is explained so long; file and rows themselves go as soon as the run is over.
EXPLANATIONS = Retention(
    days=90, reason=_("Så længe kan fejlene fra en indlæsning hentes og rettes i kilden.")
)
# A file that was looked at and neither taken in nor thrown away.
UNDECIDED = Retention(days=7, reason=_("En fil med borgeres oplysninger ligger ikke og venter længere."))
