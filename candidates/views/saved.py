"""Searches that are kept: the list, keeping one, running it again, renaming and deleting it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import Actor
from accounts.requests import staff_of
from candidates.asked import Asked
from candidates.forms.searching import SavedSearchForm
from candidates.models import SavedSearch
from candidates.selectors.asking import understand
from candidates.selectors.saved import listed_searches, run_address
from candidates.services.saved import (
    saved_search_add,
    saved_search_change,
    saved_search_delete,
    saved_search_seen,
)
from candidates.views.search import path_of, without_choice
from candidates.wording import criteria_text
from jobcenters.calendar import local_date
from orders.models import Order
from orders.selectors.order_page import order_rows
from orders.views.order_common import UNPROCESSABLE, claim, release, sent_before
from ui import danish


def saved_or_404(actor: Actor, uuid: UUID) -> SavedSearch:
    """One of the actor's own. Raises Http404."""
    found = SavedSearch.objects.visible_to(actor).filter(uuid=uuid).select_related("order").first()
    if found is None:
        raise Http404
    return found


@require_safe
def saved_list(request: HttpRequest) -> HttpResponse:
    """The actor's own searches, by name."""
    actor = staff_of(request)
    return render(request, "candidates/saved.html", {"rows": listed_searches(actor, timezone.now())})


@require_safe
def run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """To the search as it finds today; its new ones are seen."""
    actor = staff_of(request)
    saved = saved_or_404(actor, uuid)
    if request.method == "GET":
        saved_search_seen(actor=actor, saved=saved)
    return redirect(run_address(actor, saved))


@require_POST
def delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = staff_of(request)
    saved = saved_or_404(actor, uuid)
    saved_search_delete(actor=actor, saved=saved)
    messages.success(request, _("Søgningen “%s” er slettet.") % saved.name)
    return redirect("candidates:saved")


class SaveSearch(View):
    """A name for the search in the address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.actor = staff_of(request)
        self.order = self._order(request.GET.get("ordre", ""))
        self.asked = without_choice(Asked.of(request.GET))
        self.asking = understand(self.asked, local_date(timezone.now()), home=None)
        if self.asking.criteria is None:
            return redirect(self.search_url())
        return super().dispatch(request, *args, **kwargs)

    def _order(self, text: str) -> Order | None:
        try:
            found = order_rows(self.actor).filter(uuid=UUID(text)).first()
        except ValueError:
            return None
        return found if found and found.tovholder_id == self.actor.organisation_id else None

    def search_url(self) -> str:
        return f"{path_of(self.order.uuid if self.order else None)}?{self.asking.asked.query()}"

    def words(self) -> str:
        criteria = self.asking.criteria
        return danish.capitalise(criteria_text(criteria, self.asking.terms)) if criteria else ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        place = self.asking.place.name if self.asking.place else ""
        name = _("%(what)s ved %(place)s") % {"what": self.words(), "place": place}
        return self.page(SavedSearchForm(initial={"name": name[:120], "tells": True}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SavedSearchForm(request.POST)
        if sent_before(self.actor, form):
            return redirect("candidates:saved")
        criteria = self.asking.criteria
        if criteria and form.is_valid() and claim(self.actor, form):
            try:
                saved_search_add(
                    actor=self.actor,
                    name=form.cleaned_data["name"],
                    criteria=criteria,
                    tells=form.cleaned_data["tells"],
                    order=self.order,
                )
            except ValueError as error:
                release(self.actor, form)
                form.add_error("name", str(error))
            else:
                messages.success(request, _("Søgningen er gemt."))
                return redirect(self.search_url())
        return self.page(form)

    def page(self, form: SavedSearchForm) -> HttpResponse:
        criteria = self.asking.criteria
        context = {
            "form": form,
            "title": _("Gem søgningen"),
            "button": _("Gem søgningen"),
            "words": self.words(),
            "where": f"{self.asking.place}, {danish.kilometres(criteria.radius_km)}" if criteria else "",
            "back_url": self.search_url(),
            "back_label": _("Søg kandidater"),
        }
        return render(
            self.request,
            "candidates/saved_form.html",
            context,
            status=UNPROCESSABLE if form.is_bound else None,
        )


class EditSearch(View):
    """Rename a kept search, or turn its telling on or off."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.actor = staff_of(request)
        self.saved = saved_or_404(self.actor, kwargs["uuid"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(SavedSearchForm(initial={"name": self.saved.name, "tells": self.saved.tells}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SavedSearchForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            try:
                saved_search_change(
                    actor=self.actor, saved=self.saved, name=values["name"], tells=values["tells"]
                )
            except ValueError as error:
                form.add_error("name", str(error))
            else:
                messages.success(request, _("Søgningen er rettet."))
                return redirect("candidates:saved")
        return self.page(form)

    def page(self, form: SavedSearchForm) -> HttpResponse:
        context = {
            "form": form,
            "title": _("Ret den gemte søgning"),
            "button": _("Gem ændringen"),
            "back_url": reverse("candidates:saved"),
            "back_label": _("Gemte søgninger"),
        }
        return render(
            self.request,
            "candidates/saved_form.html",
            context,
            status=UNPROCESSABLE if form.is_bound else None,
        )
