"""The wizard: each step is a page with a form, saved by itself; two people may work on the same draft."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actor import Actor
from accounts.moment import moment
from accounts.requests import staff_of
from agreements.enums import ENDED_STATES, AgreementKind, AgreementState, Step, step_label, steps_of
from agreements.forms.network_steps import (
    MembersForm,
    NetworkContentForm,
    NetworkNeedForm,
    NetworkPeriodForm,
)
from agreements.forms.parties import RESHAPING, PartnersForm, RowsForm, TovholdersForm
from agreements.forms.steps import ContentForm, NeedForm, PeriodForm, StepForm
from agreements.models import Agreement, AgreementVersion
from agreements.permissions import can_draft
from agreements.selectors.drafting import coverage_findings, document_draft, version_under_way
from agreements.selectors.pdfs import pdf_panel
from agreements.services.beginning import agreement_begin
from agreements.services.drafting import DraftError, StepChangedError
from agreements.services.sending import send_faults, sign_by_default
from agreements.views.common import CONFLICT, UNPROCESSABLE, agreement_or_404, drafted_or_404
from companies.models import Company
from companies.selectors import company_get
from jobcenters.calendar import local_date
from ui.parts import Fact

form_view = require_http_methods(["GET", "HEAD", "POST"])

FORMS: dict[Step, type[StepForm]] = {
    Step.NEED: NeedForm,
    Step.CONTENT: ContentForm,
    Step.TOVHOLDERS: TovholdersForm,
    Step.PARTNERS: PartnersForm,
    Step.PERIOD: PeriodForm,
}
NETWORK_FORMS: dict[Step, type[StepForm]] = {
    Step.NEED: NetworkNeedForm,
    Step.CONTENT: NetworkContentForm,
    Step.MEMBERS: MembersForm,
    Step.PARTNERS: PartnersForm,
    Step.PERIOD: NetworkPeriodForm,
}
TITLES = {
    AgreementKind.JOBSERVICE: gettext_lazy("Jobserviceaftale med %s"),
    AgreementKind.INTEGRATION: gettext_lazy("Integrationsaftale med %s"),
    AgreementKind.PARTNERSHIP: gettext_lazy("Partnerskabsaftale med %s"),
}


@form_view
def new(request: HttpRequest) -> HttpResponse:
    """The first step before there is a draft: `?virksomhed=UUID`, `&type=` and, for a regional one, `&under=UUID`."""
    actor = staff_of(request)
    kind = request.GET.get("type", AgreementKind.JOBSERVICE)
    if kind not in TITLES:
        raise Http404
    if not can_draft(actor, kind):
        raise PermissionDenied(
            _("Jobservice Danmark opretter aftalen. Jeres jobcenter kan oprette en lokal partnerskabsaftale.")
        )
    company = _company(actor, request.GET.get("virksomhed", ""))
    if company is None:
        messages.info(request, _("Find virksomheden. Aftalen begynder på dens side."))
        return redirect("companies:list")
    parent = _parent(actor, request.GET.get("under", ""))
    title = str(TITLES[AgreementKind(kind)]) % company.name
    # What a draft would be if it were saved: nothing is kept until the form is sent.
    unsaved = AgreementVersion(agreement=Agreement(kind=kind, title=title, company=company, parent=parent))
    form = NeedForm(request.POST or None, actor=actor, version=unsaved)
    if request.method == "POST" and form.is_valid():
        try:
            version = agreement_begin(
                actor=actor,
                key=form_key(request.POST.get("key", "")),
                kind=kind,
                title=form.cleaned_data["title"],
                company=company,
                parent=parent,
            )
            form.version = version
            if not version.revisions:
                form.save(0)
            return redirect(next_url(request, version.agreement, Step.NEED))
        except DraftError as error:
            form.refuse(error)
    context = {
        "form": form,
        **first_frame(request, unsaved.agreement),
        "parent": parent,
        "others": _others(actor, company, kind),
        "cancel_url": reverse("companies:detail", args=[company.uuid]),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "agreements/steps/behov.html", context, status=status)


def first_frame(request: HttpRequest, agreement: Agreement) -> dict[str, Any]:
    """What the first step shows before there is a draft."""
    return {
        "agreement": agreement,
        "subject": agreement.company or agreement.network,
        "company": agreement.company,
        "key": request.POST.get("key") or uuid4(),
        "revision": 0,
        "step": Step.NEED,
        "step_label": step_label(agreement.kind, Step.NEED),
        "steps": _progress(agreement, Step.NEED),
        "position": 1,
    }


def _company(actor: Actor, text: str) -> Company | None:
    try:
        return company_get(actor, UUID(text))
    except (ValueError, Company.DoesNotExist):
        return None


def _parent(actor: Actor, text: str) -> Agreement | None:
    if not text:
        return None
    try:
        return agreement_or_404(actor, UUID(text))[0]
    except ValueError as error:
        raise Http404 from error


def form_key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _others(actor: Actor, company: Company, kind: str) -> list[Agreement]:
    """Agreements of the same kind that run or are under way: somebody may be about to make the same one twice."""
    found = Agreement.objects.visible_to(actor).of_company(company.pk).filter(kind=kind)
    return list(found.exclude(state__in=ENDED_STATES).order_by("-pk")[:5])


@form_view
def step(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """One step of the draft under way. A step saved by a colleague meanwhile is shown beside one's own text."""
    actor = staff_of(request)
    agreement = drafted_or_404(actor, uuid)
    forms = NETWORK_FORMS if agreement.kind == AgreementKind.RECRUITMENT else FORMS
    form_class = forms.get(Step(name)) if name in Step.values else None
    if form_class is None:
        raise Http404
    version = version_under_way(agreement)
    if version is None or not version.is_draft:
        messages.info(
            request, _("Der er intet udkast at rette. Begynd en ny version, hvis aftalen skal ændres.")
        )
        return redirect("agreements:agreement", uuid)
    version.agreement = agreement
    if request.method != "POST":
        return _show(request, form_class(actor=actor, version=version))
    form = form_class(request.POST, actor=actor, version=version)
    if isinstance(form, RowsForm) and any(name in request.POST for name in RESHAPING):
        form.reshape()
        return _show(request, form, revision=_revision(request))
    if not form.is_valid():
        return _show(request, form, revision=_revision(request), status=UNPROCESSABLE)
    try:
        saved = form.save(_revision(request))
    except StepChangedError as error:
        return _conflict(request, form, str(error))
    except DraftError as error:
        form.refuse(error)
        return _show(request, form, revision=_revision(request), status=UNPROCESSABLE)
    saved.agreement = agreement
    return redirect(next_url(request, agreement, form.step, _stays(actor, saved, form)))


def _stays(actor: Actor, version: AgreementVersion, form: StepForm) -> bool:
    """Whether what was saved leaves a gap or an overlap, which is told before one goes on."""
    return form.step == Step.TOVHOLDERS and any(
        finding.blocking for finding in coverage_findings(actor, version)
    )


def next_url(request: HttpRequest, agreement: Agreement, step: Step, stays: bool = False) -> str:
    if "luk" in request.POST:
        messages.success(request, _("Udkastet er gemt."))
        return reverse("agreements:agreement", args=[agreement.uuid])
    if stays:
        messages.success(
            request, _("Tovholderne er gemt, men inddelingen skal rettes, før aftalen kan sendes.")
        )
        return _url(agreement, step)
    steps = steps_of(agreement.kind)
    return _url(agreement, steps[steps.index(step) + 1])


def _url(agreement: Agreement, step: Step) -> str:
    if step == Step.PREVIEW:
        return reverse("agreements:preview", args=[agreement.uuid])
    return reverse("agreements:step", args=[agreement.uuid, step.value])


def _revision(request: HttpRequest) -> int:
    try:
        return int(request.POST.get("revision", ""))
    except ValueError:
        return -1


def _conflict(request: HttpRequest, form: StepForm, sentence: str) -> HttpResponse:
    """Both texts: one's own stays in the form, the colleague's stands beside it; saving again now counts."""
    version = AgreementVersion.objects.select_related("agreement").get(pk=form.version.pk)
    version.agreement = Agreement.objects.select_related("company__organisation", "network").get(
        pk=version.agreement_id
    )
    theirs = type(form)(actor=form.actor, version=version)
    form.add_error(None, sentence)
    return _show(
        request,
        form,
        revision=int(version.revisions.get(form.step.value, 0)),
        theirs=differences(form, theirs),
        status=CONFLICT,
    )


def differences(mine: StepForm, theirs: StepForm) -> list[Fact]:
    """The fields in which a colleague wrote something else, with what they wrote."""
    own = {bound.html_name: _shown(bound) for _label, bound in mine.bounds()}
    labels = {bound.html_name: (label, _shown(bound)) for label, bound in theirs.bounds()}
    found = [
        Fact(label, value or _("(tomt)"))
        for name, (label, value) in labels.items()
        if value != own.get(name, "")
    ]
    gone = [
        Fact(label, _("(fjernet)"))
        for label, bound in mine.bounds()
        if bound.html_name not in labels and _shown(bound)
    ]
    return found + gone


def _shown(bound: Any) -> str:
    """A field's value as it is read."""
    value = bound.value()
    if isinstance(value, bool) or value in ("on", None):
        return _("valgt") if value else ""
    choices = dict(getattr(bound.field, "choices", ()) or ())
    if value in choices:
        return str(choices[value]) if value != "" else ""
    shown = bound.field.widget.format_value(value)
    return str(shown or "").replace("\r\n", "\n").strip()


def _progress(agreement: Agreement, current: Step) -> list[dict[str, Any]]:
    saved = agreement.pk is not None
    return [
        {
            "label": step_label(agreement.kind, one),
            "url": _url(agreement, one) if saved else "",
            "current": one == current,
        }
        for one in steps_of(agreement.kind)
    ]


def _frame_of(agreement: Agreement, step: Step) -> dict[str, Any]:
    return {
        "agreement": agreement,
        "company": agreement.company,
        "subject": agreement.company or agreement.network,
        "step": step,
        "step_label": step_label(agreement.kind, step),
        "steps": _progress(agreement, step),
        "position": steps_of(agreement.kind).index(step) + 1,
        "cancel_url": reverse("agreements:agreement", args=[agreement.uuid]),
    }


def _show(
    request: HttpRequest,
    form: StepForm,
    *,
    revision: int | None = None,
    theirs: list[Fact] | None = None,
    status: int = 200,
) -> HttpResponse:
    version = form.version
    context: dict[str, Any] = {
        **_frame_of(version.agreement, form.step),
        "form": form,
        "version": version,
        "revision": int(version.revisions.get(form.step.value, 0)) if revision is None else revision,
        "theirs": theirs,
    }
    if isinstance(form, TovholdersForm) and version.revisions.get(form.step.value):
        context["findings"] = coverage_findings(form.actor, version)
        context["onwards_url"] = _url(version.agreement, Step.PARTNERS)
    return render(request, f"agreements/steps/{form.step.value}.html", context, status=status)


@require_GET
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The last step: the whole document as it will be signed, what must be mended first, and the button that sends."""
    actor = staff_of(request)
    agreement = drafted_or_404(actor, uuid)
    version = version_under_way(agreement)
    if version is None or version.state != AgreementState.DRAFT:
        return redirect("agreements:agreement", uuid)
    version.agreement = agreement
    faults = send_faults(actor, version)
    context = {
        **_frame_of(agreement, Step.PREVIEW),
        "version": version,
        "document": document_draft(version),
        "faults": faults,
        "notices": [f.text for f in coverage_findings(actor, version) if not f.blocking],
        "send_url": _send_url(agreement),
        "pdf_panel": pdf_panel(actor, version),
        "sign_by": sign_by_default(local_date(moment())),
    }
    return render(request, "agreements/steps/gennemse.html", context)


def _send_url(agreement: Agreement) -> str:
    try:
        return reverse("agreements:send", args=[agreement.uuid])
    except NoReverseMatch:
        return ""
