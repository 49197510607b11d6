"""What the pages about tokens show."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.enums import TokenKind
from accounts.models import ApiToken
from api.enums import Scope
from ui import danish, parts


@dataclass(frozen=True, slots=True)
class Row:
    """A token in the list."""

    name: str
    url: str
    prefix: str
    scopes: str
    used: str
    ends: str
    status: parts.StatusName
    state: str


def tokens_of(actor: Actor, now: datetime.datetime) -> list[Row]:
    """The organisation's tokens: those that work first, by name."""
    rows = list(ApiToken.objects.visible_to(actor))
    return [_row(row, now) for row in sorted(rows, key=lambda row: not is_living(row, now))]


def token_or_404(actor: Actor, uuid: UUID) -> ApiToken:
    """One's own token. Raises Http404."""
    rows = ApiToken.objects.visible_to(actor).select_related("created_by", "revoked_by")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def is_living(token: ApiToken, now: datetime.datetime) -> bool:
    return token.revoked_at is None and token.expires_at > now


def _row(token: ApiToken, now: datetime.datetime) -> Row:
    status, state = state_of(token, now)
    return Row(
        name=token.name,
        url=reverse("api:token", args=[token.uuid]),
        prefix=token.prefix,
        scopes=scopes_text(token.scopes),
        used=danish.when(token.last_used_at, now) if token.last_used_at else _("aldrig"),
        ends=danish.day_month(danish.local(token.expires_at).date(), year=True),
        status=status,
        state=state,
    )


def state_of(token: ApiToken, now: datetime.datetime) -> tuple[parts.StatusName, str]:
    """The status component's name, and the word."""
    if token.revoked_at is not None:
        return "declined", _("Spærret")
    if token.expires_at <= now:
        return "declined", _("Udløbet")
    if token.expires_at - now < datetime.timedelta(days=14):
        return "soon", _("Udløber snart")
    return "done", _("Virker")


def scopes_text(scopes: Sequence[str]) -> str:
    """ "Indlæse kandidater, se indstillinger på ordrer"."""
    words = [str(Scope(scope).label) for scope in scopes if scope in Scope.values]
    return ", ".join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])


def facts_of(token: ApiToken, now: datetime.datetime) -> list[parts.Fact]:
    """The token's page."""
    is_client = token.kind == TokenKind.CLIENT
    made = danish.day_month(danish.local(token.created_at).date(), year=True)
    facts = [
        parts.Fact(_("Logger ind med"), str(token.get_kind_display()), str(token.uuid) if is_client else ""),
        parts.Fact(
            _("Klientens hemmelighed begynder med") if is_client else _("Nøglen begynder med"),
            f"{token.prefix}…",
            "",
        ),
        parts.Fact(
            _("Sidst brugt"),
            danish.capitalise(danish.when(token.last_used_at, now)) if token.last_used_at else _("Aldrig"),
            "",
        ),
        parts.Fact(_("Udløber"), danish.day_month(danish.local(token.expires_at).date(), year=True), ""),
        parts.Fact(_("Lavet"), made, str(token.created_by or "")),
    ]
    if token.previous_until and token.previous_until > now and is_living(token, now):
        until = danish.when(token.previous_until, now)
        facts.append(parts.Fact(_("Den gamle nøgle virker til"), danish.capitalise(until), ""))
    if token.revoked_at:
        when = danish.capitalise(danish.when(token.revoked_at, now))
        facts.append(parts.Fact(_("Spærret"), when, str(token.revoked_by or "")))
    return facts
