"""Keeping a search on the order, as evidence before other jobcentres are asked ([003], R148)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.asked import Asked
from candidates.criteria import Counts, Criteria
from candidates.forms.searching import EvidenceForm
from candidates.selectors.asking import Asking, understand
from candidates.selectors.results import own_municipalities
from candidates.selectors.search import search_counts
from candidates.services.evidence import evidence_record
from candidates.views.search import path_of
from candidates.wording import criteria_text, total_text
from jobcenters.calendar import local_date
from orders.views.order_common import OrderAction
from orders.workflow import NotAllowedError
from ui import danish


class KeepSearch(OrderAction):
    """The address carries the search as the search page does; the numbers are counted anew and never posted."""

    template_name = "candidates/evidence.html"
    title = gettext_lazy("Gem udsøgningen på ordren")
    button = gettext_lazy("Gem som dokumentation")
    asking: Asking
    criteria: Criteria | None

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        today = local_date(timezone.now())
        asked = Asked.of(self.request.GET)
        self.asking = understand(asked, today, home=self.order.workplace.postcode)
        self.criteria = self.asking.criteria
        self.own = own_municipalities(self.actor, today)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.criteria is None:
            # The sentence stands at the field of the search.
            return redirect(self.search_url())
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.criteria is None:
            return redirect(self.search_url())
        return super().post(request, **kwargs)

    def search_url(self) -> str:
        return f"{path_of(self.order.uuid)}?{self.asking.asked.query()}"

    @cached_property
    def counts(self) -> Counts:
        """The numbers of now; nobody comes here without a place."""
        if self.criteria is None:
            return Counts()
        return search_counts(actor=self.actor, criteria=self.criteria, own=self.own)

    def make_form(self, data: Any = None) -> EvidenceForm:
        hits = self.counts.total
        chosen = min(len(self.asking.asked.chosen), hits)
        return EvidenceForm(data, hits=hits, initial={"suitable": chosen})

    def perform(self, form: EvidenceForm) -> str:
        if self.criteria is None:
            raise NotAllowedError(self.asking.errors["sted"])
        search = evidence_record(
            actor=self.actor,
            order=self.order,
            criteria=self.criteria,
            terms=self.asking.terms,
            counts=self.counts,
            suitable=form.cleaned_data["suitable"],
            unsuitable_reason=form.reason(),
        )
        if not search.across_borders:
            return _(
                "Udsøgningen er gemt. Den nåede ikke over kommunegrænsen og kan ikke åbne for henvendelser."
            )
        return _("Udsøgningen er gemt som dokumentation. I kan nu spørge andre jobcentre.")

    def more(self) -> dict[str, Any]:
        km = self.criteria.radius_km if self.criteria else 0
        words = criteria_text(self.criteria, self.asking.terms) if self.criteria else ""
        return {
            "search_url": self.search_url(),
            "words": danish.capitalise(words),
            "where": _("%(place)s, %(km)s") % {"place": self.asking.place, "km": danish.kilometres(km)},
            "found": total_text(self.counts),
        }
