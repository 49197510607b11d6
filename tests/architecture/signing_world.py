"""Agreements on their way to signature, for the walk of all routes: one draft, and one that is sent."""

from typing import Any

import pytest

from accounts.tenancy import acting_as
from agreements.services.sending import agreement_send
from companies.models import Company
from tests.agreements.signers import token
from tests.factories import agreements
from tests.helpers.db import as_owner

# By personal link: whoever holds it needs no sign-in. What a link gives and does not give has its own tests.
LINKS = {"signing:sign", "signing:oidc_start"}
# Answers anybody who comes back from the identity provider, and knows nobody who was not sent there.
PUBLIC = {"signing:oidc_back"}
VISITORS = {
    **{
        f"agreements:{name}": "national"
        for name in ("send", "withdraw", "sign", "signer_email", "signer_resend")
    },
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
    with as_owner():
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
    }
