"""The mails about signing. One function per mail; its name is its template's (templates/agreements/emails/).

A mail with a personal link or a code is confidential: nobody reads it in the outbox, and its text is removed when it
has been sent. The others are seen by the administrators of the organisation that drafted the agreement.
"""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.moment import moment
from agreements.models import Agreement, AgreementParty, AgreementVersion, Signature, Signer
from jobcenters.calendar import local_date
from notifications.outbox import queue_email


def link(name: str, *args: object) -> str:
    """The full address of a page, for a mail."""
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def page_of(agreement: Agreement) -> str:
    return link("agreements:agreement", agreement.uuid)


def name_of(version: AgreementVersion, party: AgreementParty) -> str:
    """The party's name as the sent document has it: a party without authority may not look the others up."""
    for written in (version.document or {}).get("parties", []):
        if written["key"] == str(party.uuid):
            return str(written["name"])
    return party.organisation.name


def link_key(signer: Signer) -> str:
    """Names the mail that carried the signer's newest link: by it a mail that came back is found."""
    return _key(signer, signer.token_hash or "")


def link_keys(signer: Signer) -> list[str]:
    """The names of all the mails whose link works, the newest last."""
    return [*(_key(signer, earlier) for earlier in signer.earlier_hashes), link_key(signer)]


def _key(signer: Signer, token_hash: str) -> str:
    return f"sign:{signer.pk}:{token_hash[:24]}"


def _send(
    name: str,
    *,
    agreement: Agreement,
    to: str,
    context: dict[str, Any],
    key: str | None = None,
    organisation_id: int | None = None,
    confidential: bool = False,
) -> None:
    if not to:
        return
    queue_email(
        name=f"agreements.{name}",
        recipient=to,
        context={"now": moment(), "agreement": agreement, **context},
        organisation_id=agreement.owner_id,
        recipient_organisation_id=organisation_id,
        dedupe_key=key,
        confidential=confidential,
    )


def _with_link(name: str, signer: Signer, token: str, **context: Any) -> None:
    version = signer.version
    _send(
        name,
        agreement=version.agreement,
        to=signer.email,
        organisation_id=signer.organisation_id,
        context={
            "signer": signer,
            "party": signer.party,
            "name": name_of(version, signer.party),
            "version": version,
            "sender": version.agreement.owner.name,
            "link": link("signing:sign", token),
            **context,
        },
        key=link_key(signer),
        confidential=True,
    )


def sign_invite(*, signer: Signer, token: str) -> None:
    """To one signer: the personal link, until when, and what it is."""
    _with_link("sign_invite", signer, token)


def sign_reminder(*, signer: Signer, token: str, days: int) -> None:
    """To a signer who has not signed `days` working days after the invitation."""
    _with_link("sign_reminder", signer, token, days=days)


def sign_code(*, signer: Signer, code: str) -> None:
    """To the address on file: the one-time code."""
    _send(
        "sign_code",
        agreement=signer.version.agreement,
        to=signer.email,
        organisation_id=signer.organisation_id,
        context={"code": code, "name": name_of(signer.version, signer.party)},
        confidential=True,
    )


def sign_receipt(*, signature: Signature, party: AgreementParty, version: AgreementVersion) -> None:
    """To the one who signed: what was signed, when, and how to check the document."""
    _send(
        "sign_receipt",
        agreement=version.agreement,
        to=signature.email,
        organisation_id=party.organisation_id,
        context={
            "signature": signature,
            "name": name_of(version, party),
            "version": version,
            "verify": link("signing:verify"),
        },
        key=f"sign_receipt:{signature.pk}",
    )


def copy_key(signer: Signer) -> str:
    """Names the mail that carried the signer's newest link to the signed PDF."""
    return f"sign_done:{signer.pk}:{(signer.copy_hash or '')[:24]}"


def sign_done(*, signer: Signer, token: str) -> None:
    """To one signer, at the address that was signed from: all have signed, and a personal link to the PDF."""
    version = signer.version
    _send(
        "sign_done",
        agreement=version.agreement,
        to=signer.email,
        organisation_id=signer.organisation_id,
        context={
            "version": version,
            "party": signer.party,
            "sender": version.agreement.owner.name,
            "link": link("signing:copy", token),
            "until": local_date(signer.copy_expires_at) if signer.copy_expires_at else None,
            "page": page_of(version.agreement),
            "verify": link("signing:verify"),
        },
        key=copy_key(signer),
        confidential=True,
    )


def sign_closed(*, version: AgreementVersion, signer: Signer, reason: str, at: datetime.datetime) -> None:
    """To a party that had been asked to sign: it was withdrawn, or the time ran out. The link is closed."""
    _send(
        "sign_closed",
        agreement=version.agreement,
        to=signer.email,
        organisation_id=signer.organisation_id,
        context={
            "version": version,
            "party": signer.party,
            "name": name_of(version, signer.party),
            "reason": reason,
            "sender": version.agreement.owner.name,
        },
        key=f"sign_closed:{version.uuid}:{signer.pk}:{at:%Y%m%d%H%M%S}",
    )


def _drafter(agreement: Agreement) -> str:
    return (agreement.created_by.email if agreement.created_by else "") or agreement.owner.email


def sign_bounced(*, signer: Signer, error: str, key: str, is_copy: bool = False) -> None:
    """To the drafter: an invitation, or with `is_copy` the signed agreement, did not arrive, and what to do.

    `key` is the lost mail's own: of each the drafter is told once.
    """
    agreement = signer.version.agreement
    _send(
        "sign_bounced",
        agreement=agreement,
        to=_drafter(agreement),
        organisation_id=agreement.owner_id,
        context={
            "signer": signer,
            "party": signer.party,
            "name": name_of(signer.version, signer.party),
            "error": error,
            "is_copy": is_copy,
            "link": page_of(agreement),
        },
        key=f"sign_bounced:{key}",
    )


def sign_expired(*, version: AgreementVersion, missing: list[str]) -> None:
    """To the drafter: the time to sign is over, and who had not signed."""
    agreement = version.agreement
    _send(
        "sign_expired",
        agreement=agreement,
        to=_drafter(agreement),
        organisation_id=agreement.owner_id,
        context={"version": version, "missing": missing, "link": page_of(agreement)},
        key=f"sign_expired:{version.uuid}:{version.sign_by}",
    )
