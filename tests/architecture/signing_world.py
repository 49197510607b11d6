"""Agreements on their way to signature, for the walk of all routes: one draft, and one that is sent."""

from typing import Any

import pytest

from accounts.tenancy import acting_as
from agreements.services.sending import agreement_send
from companies.models import Company
from tests.agreements.signers import copy_token, sign_all, token
from tests.factories import agreements
from tests.helpers.db import as_owner

# By personal link: whoever holds it needs no sign-in. What a link gives and does not give has its own tests.
LINKS = {"signing:sign", "signing:oidc_start", "signing:copy", "signing:copy_pdf"}
# Answers anybody who comes back from the identity provider, and knows nobody who was not sent there.
PUBLIC = {"signing:oidc_back"}
VISITORS = {
    **{
        f"agreements:{name}": "national"
        for name in (
            *("send", "withdraw", "sign", "sign_identity", "signer_email", "signer_resend"),
            *("copy_again", "copy_close"),
        )
    },
    "signing:copy": "signer",
    "signing:copy_pdf": "signer",
    "signing:sign": "signer",
    "signing:oidc_start": "signer",
}


@pytest.fixture(autouse=True)
def configured(settings: Any) -> None:
    """An identity provider is configured: without one its routes are not there. This one is never up."""
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", "jobordre"


def signing_arguments(company: Company) -> dict[str, dict[str, Any]]:
    """The arguments of the routes around a signature. Jobservice Danmark has drafted; `company` is asked to sign."""
    actor = agreements.national_actor()
    draft = agreements.agreement_draft(company, actor=actor)
    version = agreements.agreement_draft(company, actor=actor)
    with acting_as(actor):
        version = agreement_send(actor=actor, version=version)
    concluded = agreements.agreement_draft(company, actor=actor)
    with acting_as(actor):
        concluded = agreement_send(actor=actor, version=concluded)
    sign_all(concluded)
    with as_owner():
        one = concluded.parties.get(role="tovholder")
        of_concluded = {"uuid": concluded.agreement.uuid, "party": one.uuid}
        party = version.parties.get(role="tovholder")
        uuid, draft_uuid = version.agreement.uuid, draft.agreement.uuid
    return {
        "agreements:send": {"uuid": draft_uuid},
        "agreements:withdraw": {"uuid": uuid},
        "agreements:sign": {"uuid": uuid},
        "agreements:signer_email": {"uuid": uuid, "party": party.uuid},
        "agreements:signer_resend": {"uuid": uuid, "party": party.uuid},
        "signing:sign": {"token": token(version)},
        "signing:oidc_start": {"token": token(version)},
        "agreements:sign_identity": {"uuid": uuid},
        "agreements:copy_again": of_concluded,
        "agreements:copy_close": of_concluded,
        "signing:copy": {"token": copy_token(concluded)},
        "signing:copy_pdf": {"token": copy_token(concluded)},
    }
