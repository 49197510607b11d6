"""The PDF files of a version, as a page shows them."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from agreements.enums import PdfKind, PdfState
from agreements.models import Agreement, AgreementPdf, AgreementVersion
from agreements.pdf.content import current_hash
from agreements.pdf.library import unavailable_text
from agreements.pdf.services import kinds_for
from agreements.permissions import role_of
from ui import danish

_WORDS = {
    PdfKind.PREVIEW: (gettext_lazy("Udkastet som PDF"), gettext_lazy("Dan PDF af udkastet")),
    PdfKind.DOCUMENT: (gettext_lazy("Aftalens tekst som PDF"), gettext_lazy("Dan PDF af teksten")),
    PdfKind.SIGNED: (
        gettext_lazy("Den underskrevne aftale med bevis"),
        gettext_lazy("Dan den underskrevne PDF"),
    ),
}


@dataclass(frozen=True, slots=True)
class PdfItem:
    """One kind of file: there, under way, refused, or not asked for. Texts are Danish and finished."""

    kind: str
    heading: str
    state: str  # a value of PdfState, or "" where nobody has asked
    percent: int
    detail: str
    error: str
    ask_label: str
    ask_url: str
    download_url: str

    @property
    def is_working(self) -> bool:
        return self.state in (PdfState.QUEUED, PdfState.WORKING)


@dataclass(frozen=True, slots=True)
class PdfPanel:
    """What `templates/agreements/pdf/_pdf_panel.html` draws. `unavailable`: why this server can make none, or ""."""

    number: int  # the version's; a page may show several panels
    items: tuple[PdfItem, ...]
    url: str
    unavailable: str

    @property
    def heading_id(self) -> str:
        return f"pdf-filer-{self.number}"

    @property
    def is_working(self) -> bool:
        return any(item.is_working for item in self.items)


def version_or_404(actor: Actor, uuid: UUID) -> AgreementVersion:
    """A version of an agreement that the actor's organisation sees; drafts are seen by their drafters alone."""
    version = (
        AgreementVersion.objects.select_related("agreement__company")
        .filter(uuid=uuid, agreement__in=Agreement.objects.visible_to(actor))
        .first()
    )
    if version is None:
        raise Http404
    return version


def pdf_or_404(actor: Actor, pdf_id: UUID, *, with_content: bool = True) -> AgreementPdf:
    """A file that the actor's organisation may have: 404 for all others, also where it exists."""
    rows = AgreementPdf.objects.select_related("version__agreement")
    if not with_content:
        rows = rows.defer("content")
    pdf = rows.filter(pk=pdf_id, version__agreement__in=Agreement.objects.visible_to(actor)).first()
    if pdf is None or not _may_have(actor, pdf):
        raise Http404
    return pdf


def _may_have(actor: Actor, pdf: AgreementPdf) -> bool:
    kinds = kinds_for(role_of(actor, pdf.version.agreement), pdf.version)
    # The last preview may still be fetched by those who draft, also just after sending.
    return pdf.kind in kinds


def pdf_panel(actor: Actor, version: AgreementVersion) -> PdfPanel:
    """The files that the actor may have of a version. At most two queries a kind, and one for the role."""
    kinds = kinds_for(role_of(actor, version.agreement), version)
    return PdfPanel(
        number=version.number,
        items=tuple(_item(version, kind) for kind in kinds),
        url=reverse("agreements:pdf_panel", kwargs={"uuid": version.uuid}),
        unavailable=unavailable_text() if kinds else "",
    )


def signed_copy(version: AgreementVersion, download_url: str) -> PdfItem:
    """The signed PDF for one who has a personal link to it: `download_url` is the link's own."""
    item = _item(version, PdfKind.SIGNED)
    return replace(item, ask_url="", download_url=download_url if item.state == PdfState.DONE else "")


def signed_copy_content(version: AgreementVersion) -> bytes | None:
    """The signed PDF itself; None while there is none."""
    pdf = _of_kind(version, PdfKind.SIGNED).first()
    return bytes(pdf.content) if pdf and pdf.content is not None else None


def _of_kind(version: AgreementVersion, kind: str) -> QuerySet[AgreementPdf]:
    """The files that show what the version shows now, the newest first."""
    shown = current_hash(version, kind)
    return AgreementPdf.objects.filter(version=version, kind=kind, document_hash=shown).order_by("-asked_at")


def _item(version: AgreementVersion, kind: str) -> PdfItem:
    columns = ("id", "state", "percent", "error", "pages", "done_at", "version_id")
    pdf = _of_kind(version, kind).only(*columns).first()
    heading, ask = _WORDS[PdfKind(kind)]
    return PdfItem(
        kind=kind,
        heading=str(heading),
        state=pdf.state if pdf else "",
        percent=pdf.percent if pdf else 0,
        detail=_detail(pdf),
        error=pdf.error if pdf and pdf.state == PdfState.FAILED else "",
        ask_label=str(ask),
        ask_url=reverse("agreements:pdf_ask", kwargs={"uuid": version.uuid, "kind": kind}),
        download_url=reverse("agreements:pdf", kwargs={"uuid": pdf.pk})
        if pdf and pdf.state == PdfState.DONE
        else "",
    )


def _detail(pdf: AgreementPdf | None) -> str:
    if pdf is None:
        return ""
    if pdf.state == PdfState.QUEUED:
        return _("I kø. Det tager normalt få sekunder.")
    if pdf.state == PdfState.WORKING:
        return _("Filen dannes: %s") % danish.percent(pdf.percent)
    if pdf.state == PdfState.DONE and pdf.pages and pdf.done_at:
        return _("%(pages)s, dannet %(when)s") % {
            "pages": danish.count(pdf.pages, _("side"), _("sider")),
            "when": danish.full_time(pdf.done_at, year=True),
        }
    return ""
