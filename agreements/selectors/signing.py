"""Where the signatures stand, and what a personal link names."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.tokens import token_hash
from agreements.document import DocumentText, GroupText, stored
from agreements.enums import SIGNING_STATES, AgreementState, SignerState
from agreements.models import AgreementVersion, Signature
from jobcenters.calendar import NATIONAL, local_date
from ui import danish

SUMMARY_LINES = 6


# --- links ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkOwner:
    """Whom a personal link is for."""

    signer_id: int
    organisation_id: int


def signer_by_token(token: str) -> LinkOwner | None:
    """Whom the link is for, before anybody acts; None for one that names nobody (any more)."""
    return _owner("select signer_id, organisation_id from agreements_signer_by_token(%s)", token)


def signer_by_copy_token(token: str) -> LinkOwner | None:
    """Whom a link to a signed PDF is for; None for one that names nobody or was closed."""
    return _owner("select signer_id, organisation_id from agreements_signer_by_copy_token(%s)", token)


def _owner(statement: str, token: str) -> LinkOwner | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [token_hash(token)])
        row = cursor.fetchone()
    return LinkOwner(*row) if row else None


# --- the public check -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """What anybody who holds a document may know: never persons, never terms."""

    number: str
    kind: str
    title: str
    version_number: int
    state: str
    concluded_at: datetime.datetime | None
    signatures: int
    pdf_kind: str  # "" when the text's own hash was asked for

    @property
    def is_signed(self) -> bool:
        return self.concluded_at is not None

    @property
    def state_label(self) -> str:
        return str(AgreementState(self.state).label)


def verify(document_hash: str) -> Verified | None:
    """The agreement that a PDF or a document's text has this SHA-256 for; None when none has."""
    with connection.cursor() as cursor:
        cursor.execute("select * from agreements_verify(%s)", [document_hash])
        row = cursor.fetchone()
    return Verified(*row) if row else None


# --- the page that is signed ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SummaryLine:
    label: str
    text: str


def summary(document: DocumentText) -> list[SummaryLine]:
    """What is agreed in at most six lines: the headings' ticks, the service goals, the period and the parties."""
    lines = [
        SummaryLine(group.heading, _ticked(document, group)) for group in document.groups[: SUMMARY_LINES - 2]
    ]
    changed = sum(bool(goal.standard) for goal in document.goals)
    goals = danish.count(len(document.goals), _("servicemål"), _("servicemål"))
    if changed:
        goals = _("%(goals)s, heraf %(n)d med en anden frist end standarden") % {"goals": goals, "n": changed}
    if document.network:
        goals = " ".join(goal.text for goal in document.goals)
    lines.append(SummaryLine(_("Løfter"), goals))
    lines.append(SummaryLine(_("Periode"), document.period))
    if len(lines) < SUMMARY_LINES:
        names = danish.join(_short([party.name for party in document.parties], 3))
        lines.append(SummaryLine(_("Parter"), names))
    return lines


def _ticked(document: DocumentText, group: GroupText) -> str:
    if not group.ticked:
        return _("Intet valgt")
    if document.network:  # whole sentences are counted, not listed
        return danish.count(len(group.ticked), _("punkt"), _("punkter"))
    return danish.join(_short(group.ticked, 4))


def _short(words: Sequence[str], most: int) -> list[str]:
    if len(words) <= most:
        return list(words)
    return [*words[: most - 1], _("%d mere") % (len(words) - most + 1)]


# --- for the agreement's page -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignerStatus:
    """One party's signature. `uuid` is the party's, which the drafter's forms name it by."""

    uuid: UUID
    organisation_id: int
    party: str
    role: str
    contact: str
    email: str
    state: str
    signed: Signature | None
    waited_days: int  # working days since the invitation; 0 when nothing is waited for
    invited_at: datetime.datetime | None
    opened_at: datetime.datetime | None
    reminders: int
    reminded_at: datetime.datetime | None
    copy_sent_at: datetime.datetime | None
    copy_is_open: bool  # whether the link to the signed PDF works
    copy_is_lost: bool

    @property
    def state_label(self) -> str:
        return str(SignerState(self.state).label)

    @property
    def is_bounced(self) -> bool:
        return self.state == SignerState.BOUNCED

    @property
    def is_open(self) -> bool:
        """Whether the drafter can send again or mend the address."""
        return self.state in (SignerState.INVITED, SignerState.OPENED, SignerState.BOUNCED)


@dataclass(frozen=True, slots=True)
class SigningStatus:
    """All signatures of a version, in the order of the document."""

    signers: tuple[SignerStatus, ...]
    sign_by: datetime.date | None
    in_order: bool
    is_open: bool

    @property
    def signed(self) -> int:
        return sum(row.signed is not None for row in self.signers)

    @property
    def total(self) -> int:
        return len(self.signers)

    @property
    def bounced(self) -> list[SignerStatus]:
        return [row for row in self.signers if row.is_bounced]

    @property
    def count_text(self) -> str:
        return _("%(signed)d af %(total)d") % {"signed": self.signed, "total": self.total}


def signing_status(version: AgreementVersion, now: datetime.datetime) -> SigningStatus:
    """Who has signed, who waits and since how many working days. Two queries; the signers' rows decide who may see it:
    covered jobcentres get an empty list.
    """
    document = stored(version.document) if version.document else None
    written = {party.key: party for party in document.parties} if document else {}
    signatures = {row.party_id: row for row in Signature.objects.filter(version_id=version.pk)}
    rows = []
    for signer in version.signers.select_related("party").order_by("party__position", "id"):
        text = written.get(str(signer.party.uuid))
        signed = signatures.get(signer.party_id)
        waits = signer.invited_at is not None and signed is None and version.state in SIGNING_STATES
        rows.append(
            SignerStatus(
                uuid=signer.party.uuid,
                organisation_id=signer.organisation_id,
                party=text.name if text else "",
                role=str(signer.party.get_role_display()),
                contact=signer.party.contact_name,
                email=signer.email,
                state=signer.state,
                signed=signed,
                waited_days=_working_days_since(signer.invited_at, now) if waits and signer.invited_at else 0,
                invited_at=signer.invited_at,
                opened_at=signer.opened_at,
                reminders=signer.reminders,
                reminded_at=signer.reminded_at,
                copy_sent_at=signer.copy_sent_at,
                copy_is_open=signer.copy_expires_at is not None and now < signer.copy_expires_at,
                copy_is_lost=signer.copy_bounced_at is not None,
            )
        )
    return SigningStatus(
        signers=tuple(rows),
        sign_by=version.sign_by,
        in_order=version.sign_in_order,
        is_open=version.state in SIGNING_STATES,
    )


def _working_days_since(first: datetime.datetime, now: datetime.datetime) -> int:
    """Danish working days that have begun after the first one."""
    return max(NATIONAL.working_days_between(local_date(first), local_date(now)), 0)
