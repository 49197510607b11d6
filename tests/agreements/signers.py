"""Signing in tests: sent agreements, and what the signers find in their mail."""

import re
from typing import Any

from django.test import Client

from accounts.actor import Actor
from accounts.models import User
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from agreements.enums import SignMethod
from agreements.models import AgreementParty, AgreementVersion, Signature, Signer
from agreements.services.sending import agreement_send
from agreements.services.signing import Identity, agreement_sign
from notifications.models import OutboxMail
from tests.factories import accounts, agreements
from tests.helpers.db import as_owner

TOKEN = re.compile(r"/underskriv/([A-Za-z0-9_-]{43})/")
COPY = re.compile(r"/underskriv/kopi/([A-Za-z0-9_-]{43})/")
CODE = re.compile(r"\b(\d{6})\b")
GOOD = {"name": "Karin Friis", "title": "Direktør", "read": "on"}


def sent(actor: Actor | None = None, *, sign_by: Any = None, **fields: Any) -> AgreementVersion:
    """A version that is sent to signature by the service, with its mails."""
    actor = actor or agreements.national_actor()
    version = agreements.agreement_draft(actor=actor, **fields)
    with acting_as(actor):
        return agreement_send(actor=actor, version=version, sign_by=sign_by)


def party(version: AgreementVersion, role: str = "company") -> AgreementParty:
    with as_owner():
        return AgreementParty.objects.select_related("organisation").filter(version=version, role=role)[0]


def signer(version: AgreementVersion, role: str = "company") -> Signer:
    """As it is in the database now."""
    with as_owner():
        return Signer.objects.select_related("party", "version").filter(version=version, party__role=role)[0]


def fresh(version: AgreementVersion) -> AgreementVersion:
    with as_owner():
        return AgreementVersion.objects.select_related("agreement").get(pk=version.pk)


def mails(name: str, recipient: str = "") -> list[OutboxMail]:
    """The mails of a name, oldest first."""
    with as_owner():
        rows = OutboxMail.objects.filter(name=f"agreements.{name}").order_by("created_at", "dated_at")
        return list(rows.filter(recipient=recipient) if recipient else rows)


def token(version: AgreementVersion, role: str = "company", name: str = "sign_invite") -> str:
    """The token in the newest mail of that name to the party's signer."""
    found = mails(name, signer(version, role).email)
    return TOKEN.search(found[-1].text)[1]  # type: ignore[index]


def copy_token(version: AgreementVersion, role: str = "company") -> str:
    """The token in the newest mail with a link to the signed PDF."""
    found = mails("sign_done", signer(version, role).email)
    return COPY.search(found[-1].text)[1]  # type: ignore[index]


def code(version: AgreementVersion, role: str = "company") -> str:
    return CODE.search(mails("sign_code", signer(version, role).email)[-1].text)[1]  # type: ignore[index]


def link(version: AgreementVersion, role: str = "company") -> str:
    return f"/underskriv/{token(version, role)}/"


def sign_by_link(version: AgreementVersion, role: str = "company", **values: Any) -> Any:
    """The whole way: code, form, sent. Returns the last response."""
    client, address = Client(), link(version, role)
    client.post(address, {"action": "code"})
    return client.post(address, {**GOOD, "code": code(version, role), **values})


def sign(version: AgreementVersion, one: AgreementParty) -> Signature:
    """One party's signature by the service, in the party's own context."""
    actor = system_actor(one.organisation_id)
    with acting_as(actor):
        found = Signer.objects.get(party=one)
        return agreement_sign(
            actor=actor,
            signer_id=found.pk,
            identity=Identity(
                name=one.contact_name, title="Chef", method=SignMethod.MAIL_CODE, address="192.0.2.9"
            ),
        )


def sign_all(version: AgreementVersion) -> None:
    with as_owner():
        parties = list(AgreementParty.objects.filter(version=version))
    for one in parties:
        sign(version, one)


def client_of(actor: Actor) -> Client:
    client = Client()
    with as_owner():
        user = User.objects.get(pk=actor.user_id)
    client.force_login(user)
    return client


def company_user(version: AgreementVersion) -> Actor:
    """A new person who signs in for the company of the agreement."""
    return accounts.actor(party(version).organisation)
