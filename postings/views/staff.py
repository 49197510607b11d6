"""The tovholder's pages about a vacancy: publish with preview, take down, editions, and Jobnet."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import Actor
from accounts.moment import moment
from accounts.requests import staff_of
from jobcenters.models import Postcode
from orders.models import OrderLine
from orders.selectors.order_page import order_title_of
from orders.views.order_common import OrderAction
from postings.enums import Portal, PostingState
from postings.forms import PublishForm, RegisterForm, WithdrawForm, first_values, own_contact, values_of
from postings.models import PortalPosting, Posting, PostingEdition
from postings.permissions import check_can_publish
from postings.portals import jobnet
from postings.public import PublicPosting, posting_open
from postings.selectors import company_traces, history_of
from postings.services.portals import portal_register, portal_removed, portal_want
from postings.services.posting import EditionData, posting_publish, posting_withdraw
from postings.views.public import shown


def posting_or_404(actor: Actor, uuid: UUID) -> Posting:
    """A posting of an order that the actor's jobcentre leads. Raises Http404."""
    rows = Posting.objects.visible_to(actor).select_related(
        "line", "order__company__organisation", "order__workplace__postcode", "order__contact", "order__owner"
    )
    return get_object_or_404(rows.select_related("order__tovholder__jobcenter"), uuid=uuid)


def town_of(postcode: str) -> str:
    return Postcode.objects.values_list("name", flat=True).get(pk=postcode)


class Publish(OrderAction):
    """Write the vacancy, look at it as others will see it, and publish it."""

    template_name = "postings/publish.html"
    about_places = True
    line: OrderLine
    posting: Posting | None
    edition: PostingEdition | None
    preview: dict[str, object] | None = None

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.line = get_object_or_404(OrderLine, uuid=kwargs["line"], order=self.order)
        self.line.order = self.order
        self.posting = Posting.objects.visible_to(self.actor).filter(line=self.line).first()
        self.edition = (
            PostingEdition.objects.get(posting=self.posting, number=self.posting.number)
            if self.posting
            else None
        )

    def check(self) -> None:
        check_can_publish(self.actor, self.line)

    @property
    def is_open(self) -> bool:
        return self.posting is not None and self.posting.state == PostingState.PUBLISHED

    def make_form(self, data: Any = None) -> PublishForm:
        if self.posting and self.edition:
            wanted = PortalPosting.objects.filter(posting=self.posting, wanted=True).exists()
            initial = values_of(self.edition, on_jobnet=wanted or not self.is_open)
        else:
            initial = first_values(self.actor, self.line)
        return PublishForm(
            data,
            initial=initial,
            traces=company_traces(self.actor, self.order),
            own_contact=own_contact(self.actor),
            jobcenter=self.actor.organisation_name,
            town_of=town_of,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "vis" not in request.POST:
            return super().post(request, **kwargs)
        form = self.make_form(request.POST)
        if form.is_valid():
            self.preview = shown(self._as_read(form.edition()))
            return self.page_shown(form)
        return self.page(form)

    def page_shown(self, form: PublishForm) -> HttpResponse:
        response = self.page(form)
        response.status_code = 200
        return response

    def _as_read(self, data: EditionData) -> PublicPosting:
        """The vacancy as it would be read, before it is there."""
        now = moment()
        values = {
            name: getattr(data, name)
            for name in PublicPosting.__dataclass_fields__
            if name in EditionData.__dataclass_fields__
        }
        return PublicPosting(
            uuid=self.posting.uuid if self.posting else uuid4(),
            number=1,
            postcode=data.postcode_id,
            town=town_of(data.postcode_id),
            published_at=now,
            changed_at=now,
            jobcenter_uuid=self.actor.organisation_uuid or uuid4(),
            jobcenter_name=self.actor.organisation_name,
            **values,
        )

    def perform(self, form: PublishForm) -> str | None:
        try:
            made = posting_publish(
                actor=self.actor, line=self.line, data=form.edition(), number=form.cleaned_data["number"]
            )
        except ValueError as error:
            form.add_error(None, str(error))
            form.renew(self.posting.number if self.posting else 0)
            return None
        if form.cleaned_data["on_jobnet"]:
            portal_want(actor=self.actor, posting=made, portal=Portal.JOBNET)
        return _("Opslaget er rettet.") if self.is_open else _("Stillingen er slået op.")

    def more(self) -> dict[str, Any]:
        if self.is_open:
            title, button = _("Ret opslaget"), _("Gem rettelsen")
        else:
            title, button = _("Slå stillingen op"), _("Slå stillingen op")
        return {
            "title": title,
            "button": button,
            "preview": self.preview,
            "by_hand": jobnet.adapter() is None,
        }

    def done_url(self) -> str:
        return self.back_url() + "#opslag"


class OfPosting(OrderAction):
    """A page with one form about a posting."""

    posting: Posting

    def find(self, **kwargs: Any) -> None:
        self.posting = posting_or_404(self.actor, kwargs["uuid"])
        self.order = self.posting.order

    def done_url(self) -> str:
        return self.back_url() + "#opslag"


class Withdraw(OfPosting):
    form_class = WithdrawForm
    title = gettext_lazy("Tag opslaget ned")
    lead = gettext_lazy("Siden svarer, at stillingen ikke længere er slået op. I kan slå den op igen.")
    button = gettext_lazy("Tag opslaget ned")

    def check(self) -> None:
        if self.posting.state != PostingState.PUBLISHED:
            raise PermissionDenied(_("Opslaget er allerede taget ned."))

    def perform(self, form: WithdrawForm) -> str:
        posting_withdraw(actor=self.actor, posting=self.posting, reason=form.cleaned_data["reason"])
        return _("Opslaget er taget ned.")


class Register(OfPosting):
    """Jobnet's number and address of what was put there by hand (R19)."""

    form_class = RegisterForm
    template_name = "postings/register.html"
    title = gettext_lazy("Registrér opslaget på Jobnet")
    button = gettext_lazy("Gem Jobnets nummer")

    def check(self) -> None:
        rows = PortalPosting.objects.filter(posting=self.posting, portal=Portal.JOBNET, by_hand=True)
        if self.posting.state != PostingState.PUBLISHED or not rows.exists():
            raise PermissionDenied(_("Opslaget skal ikke på Jobnet med håndkraft."))

    def more(self) -> dict[str, Any]:
        return {"posting": self.posting}

    def perform(self, form: RegisterForm) -> str:
        portal_register(
            actor=self.actor,
            posting=self.posting,
            portal=Portal.JOBNET,
            portal_id=form.cleaned_data["portal_id"],
            portal_url=form.cleaned_data["portal_url"],
        )
        return _("Opslaget på Jobnet er registreret.")


@require_POST
def removed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The consultant has taken the vacancy down from Jobnet."""
    actor = staff_of(request)
    found = posting_or_404(actor, uuid)
    get_object_or_404(PortalPosting, posting=found, portal=Portal.JOBNET, by_hand=True)
    portal_removed(actor=actor, posting=found, portal=Portal.JOBNET)
    return redirect(reverse("orders:order", args=[found.order.uuid]) + "#opslag")


@require_safe
def jobnet_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file for posting on Jobnet by hand."""
    actor = staff_of(request)
    found = posting_or_404(actor, uuid)
    reading = posting_open(found.uuid)
    if reading is None:
        raise Http404
    text = jobnet.file_of(jobnet.document_of(reading, request.build_absolute_uri(reading.path)))
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"jobnet-{found.uuid}-{found.number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Every edition, and what was done when and by whom."""
    actor = staff_of(request)
    found = posting_or_404(actor, uuid)
    now = timezone.now()
    context = {
        "posting": found,
        "order": found.order,
        "order_title": order_title_of(found.order),
        "back_url": reverse("orders:order", args=[found.order.uuid]),
        "history": history_of(found, now),
        "now": now,
    }
    return render(request, "postings/history.html", context)
