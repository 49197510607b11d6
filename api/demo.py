"""The demonstration's systems that have access: an OAuth client for a case system, and a key for a report.

Their secrets are made at random and shown to nobody: to try the API, make an access of your own.
"""

import datetime

from accounts.enums import Role, TokenKind
from accounts.models import Membership
from accounts.moment import playing
from accounts.tenancy import acting_as
from api.enums import Scope
from api.services.tokens import token_issue, token_rotate

CASE_SYSTEM, REPORT = "Fagsystemet (leverandør)", "Ledelsens rapport"
CASE_SYSTEM_DOES = (
    Scope.ORDERS_READ,
    Scope.ORDERS_WRITE,
    Scope.REQUESTS_READ,
    Scope.REQUESTS_WRITE,
    Scope.COMPANIES_READ,
    Scope.VISITS_READ,
    Scope.EXCHANGE_READ,
    Scope.EXCHANGE_WRITE,
)


def api_play(now: datetime.datetime) -> None:
    """Horsens's administrator gave two systems access, and changed the secret of one. `now` is aware; as the owner."""
    keeper = (
        Membership.objects.active()
        .filter(organisation__jobcenter__place="Horsens", role=Role.ADMINISTRATOR)
        .select_related("user", "organisation")
        .order_by("id")
        .first()
    )
    if keeper is None:
        return
    actor = keeper.actor()
    with acting_as(actor):
        with playing(now - datetime.timedelta(days=60)):
            token_issue(
                actor=actor,
                name=CASE_SYSTEM,
                scopes=[scope.value for scope in CASE_SYSTEM_DOES],
                days=365,
                kind=TokenKind.CLIENT,
            )
        with playing(now - datetime.timedelta(days=345)):
            report = token_issue(actor=actor, name=REPORT, scopes=[Scope.ORDERS_READ.value], days=365)
        with playing(now - datetime.timedelta(days=9)):
            token_rotate(actor=actor, token=report.token, hours=24)
