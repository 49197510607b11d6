"""Tokens for tests: made by an administrator, as the page makes them."""

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import ApiToken, Organisation
from accounts.tenancy import acting_as
from api.enums import scopes_for
from api.services.tokens import Issued, token_issue
from tests.factories import accounts
from tests.helpers.db import as_owner


def token(
    organisation: Organisation,
    *scopes: str,
    name: str = "Fagsystemet",
    days: int = 30,
    by: Actor | None = None,
) -> Issued:
    """A token of the organisation; without scopes it has every one that there is for it."""
    keeper = by or accounts.actor(organisation, role=Role.ADMINISTRATOR)
    wanted = scopes or tuple(scope.value for scope in scopes_for(organisation.kind))
    with acting_as(keeper):
        return token_issue(actor=keeper, name=name, scopes=wanted, days=days)


def token_of(row: ApiToken) -> ApiToken:
    """As it is stored now."""
    with as_owner():
        return ApiToken.objects.get(pk=row.pk)
