"""What is printed besides the wording itself: who has signed, how, and how anybody can check it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from agreements.document import DocumentText, PartyText, document_hash, role_label
from agreements.enums import PdfKind
from agreements.models import AgreementVersion, Signature
from agreements.selectors.drafting import document_draft, document_of
from ui import danish


@dataclass(frozen=True, slots=True)
class SignedText:
    """One signature in words. `moment` is Danish time with its distance from UTC, to the second."""

    party: str
    name: str
    title: str
    organisation: str
    role: str
    day: str
    moment: str
    email: str
    address: str
    method: str
    level: str
    hash: str


@dataclass(frozen=True, slots=True)
class Block:
    """A signature block: the party, and its signature once it is there."""

    party: PartyText
    signed: SignedText | None


@dataclass(frozen=True, slots=True)
class Printed:
    """Everything that the template prints."""

    kind: str
    document: DocumentText
    hash: str
    rows: tuple[tuple[Block, ...], ...]  # two blocks beside each other
    signatures: tuple[SignedText, ...]
    status: str
    check_url: str

    @property
    def is_preview(self) -> bool:
        return self.kind == PdfKind.PREVIEW

    @property
    def need_short(self) -> str:
        return _without_trailing_space(self.document.need_short)

    @property
    def need_long(self) -> str:
        return _without_trailing_space(self.document.need_long)

    @property
    def extra_terms(self) -> str:
        return _without_trailing_space(self.document.extra_terms)

    @property
    def title(self) -> str:
        """The file's title, as readers of PDF files show and read it aloud."""
        return f"{self.document.title} ({self.document.number}, {_('version')} {self.document.version})"


class WordingChanged(ValueError):
    """A stored document is not the one whose hash was stored with it: nothing may be printed from it."""


def current_hash(version: AgreementVersion, kind: str) -> str:
    """The hash of what a PDF of `kind` would show now: the stored one, or the draft's as it stands."""
    if kind == PdfKind.PREVIEW:
        return document_hash(document_draft(version).data())
    return version.document_hash


def printed_of(version: AgreementVersion, kind: str) -> Printed:
    """What to print. Six queries at most beyond the draft's own. Raises WordingChanged."""
    if kind == PdfKind.PREVIEW:
        document = document_draft(version)
    else:
        if document_hash(version.document or {}) != version.document_hash:
            raise WordingChanged(f"Version {version.pk} does not have the wording that was hashed.")
        document = document_of(version)
    signatures: list[Signature] = []
    if kind == PdfKind.SIGNED:
        signatures = list(
            Signature.objects.filter(version=version)
            .select_related("party", "organisation")
            .order_by("signed_at")
        )
    return printed(kind=kind, document=document, signatures=[_signed_text(one) for one in signatures])


def printed(*, kind: str, document: DocumentText, signatures: Iterable[SignedText] = ()) -> Printed:
    """Blocks in the order of the document's parties, two in a row."""
    signed = tuple(signatures)
    by_party: Mapping[str, SignedText] = {one.party: one for one in signed}
    blocks = [Block(party, by_party.get(party.key)) for party in document.parties]
    return Printed(
        kind=kind,
        document=document,
        hash=document_hash(document.data()),
        rows=tuple(tuple(blocks[n : n + 2]) for n in range(0, len(blocks), 2)),
        signatures=signed,
        status=_status(kind, signed),
        check_url=f"{settings.BASE_URL.rstrip('/')}/underskriv/kontrol/",
    )


def _without_trailing_space(text: str) -> str:
    """A space after the last word can cost a line: WeasyPrint breaks a line that is full to the brim before it."""
    return "\n".join(line.rstrip() for line in text.splitlines())


def _status(kind: str, signed: tuple[SignedText, ...]) -> str:
    if kind == PdfKind.PREVIEW:
        return _("Udkast, ikke til underskrift")
    if kind == PdfKind.SIGNED and signed:
        return _("Underskrevet %s") % signed[-1].day
    return _("Til underskrift")


def _signed_text(signature: Signature) -> SignedText:
    return SignedText(
        party=str(signature.party.uuid),
        name=signature.name,
        title=signature.title,
        organisation=signature.organisation.name,
        role=role_label(signature.party.role),
        day=danish.day_month(danish.local(signature.signed_at).date(), year=True),
        moment=moment_text(signature.signed_at),
        email=signature.email,
        address=signature.address or "",
        method=signature.method_text,
        level=signature.level,
        hash=signature.document_hash,
    )


def moment_text(instant: datetime.datetime) -> str:
    """ "22. november 2026 kl. 14.05.09 (dansk tid, UTC+1)" of an aware instant."""
    local = danish.local(instant)
    hours = int((local.utcoffset() or datetime.timedelta()).total_seconds() // 3600)
    return _("%(day)s kl. %(time)s (dansk\u00a0tid,\u00a0UTC%(offset)+d)") % {
        "day": danish.day_month(local.date(), year=True),
        "time": f"{local:%H.%M.%S}",
        "offset": hours,
    }


def file_name(version: AgreementVersion, kind: str) -> str:
    """ "Jobserviceaftale A2026-0012 version 2 underskrevet.pdf": no text of a user's is in it."""
    words: dict[str, Any] = {
        PdfKind.PREVIEW: _("udkast"),
        PdfKind.DOCUMENT: _("til underskrift"),
        PdfKind.SIGNED: _("underskrevet"),
    }
    agreement = version.agreement
    kind_label = str(agreement.get_kind_display())
    return f"{kind_label} {agreement.number} {_('version')} {version.number} {words[kind]}.pdf"
