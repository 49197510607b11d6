"""Giving another system access, changing its secret, and taking it back."""

import datetime
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.enums import TokenKind
from accounts.models import ApiToken
from accounts.moment import moment
from accounts.tokens import token_hash
from api.enums import scopes_for
from api.limits import MOST_TOKENS
from api.permissions import check_can_keep_tokens

# What a secret begins with says what it is: a token, a client's secret (an access token begins with "ja_").
PREFIXES = {TokenKind.TOKEN: "jo_", TokenKind.CLIENT: "jc_"}
SECRET_BYTES = 32
SHOWN = 9  # characters by which a secret is known again


@dataclass(frozen=True, slots=True)
class Issued:
    """A token with its secret, which exists here and in the administrator's hands alone."""

    token: ApiToken
    secret: str


def _secret(kind: str) -> str:
    return PREFIXES[TokenKind(kind)] + secrets.token_urlsafe(SECRET_BYTES)


@transaction.atomic
def token_issue(
    *, actor: Actor, name: str, scopes: Collection[str], days: int, kind: str = TokenKind.TOKEN
) -> Issued:
    """Make a token, or an OAuth client, that lives `days` calendar days.

    Raises PermissionDenied, and ValidationError (Danish, by field) for no name, none or foreign scopes, or too many
    tokens.
    """
    check_can_keep_tokens(actor)
    allowed = [scope.value for scope in scopes_for(actor.kind)]
    chosen = [scope for scope in allowed if scope in scopes]
    if not name.strip():
        raise ValidationError({"name": _("Skriv, hvilket system adgangen er til.")})
    if not chosen or set(scopes) - set(allowed):
        raise ValidationError({"scopes": _("Vælg mindst én rettighed.")})
    now = moment()
    living = ApiToken.objects.visible_to(actor).filter(revoked_at__isnull=True, expires_at__gt=now)
    if living.count() >= MOST_TOKENS:
        raise ValidationError(_("I har allerede %d adgange. Spær en, I ikke bruger.") % MOST_TOKENS)
    secret = _secret(kind)
    token = ApiToken.objects.create(
        organisation_id=actor.organisation_id,
        kind=kind,
        name=name.strip()[:80],
        scopes=chosen,
        prefix=secret[:SHOWN],
        secret_hash=token_hash(secret),
        created_at=now,
        created_by_id=actor.user_id,
        expires_at=now + datetime.timedelta(days=days),
    )
    _audit(actor, "api.token_issue", token, scopes=chosen, kind=kind)
    return Issued(token, secret)


@transaction.atomic
def token_rotate(*, actor: Actor, token: ApiToken, hours: int) -> Issued:
    """Give the token a new secret; the old one works `hours` more. An older one that still did works no longer.

    Raises PermissionDenied, and ValidationError (Danish) for a token that is revoked or expired.
    """
    check_can_keep_tokens(actor)
    row = _living(actor, token)
    now, secret = moment(), _secret(row.kind)
    row.previous_hash = row.secret_hash if hours else None
    row.previous_until = now + datetime.timedelta(hours=hours) if hours else None
    row.secret_hash, row.prefix, row.rotated_at = token_hash(secret), secret[:SHOWN], now
    row.save(update_fields=["previous_hash", "previous_until", "secret_hash", "prefix", "rotated_at"])
    _audit(actor, "api.token_rotate", row, hours=hours)
    return Issued(row, secret)


@transaction.atomic
def token_revoke(*, actor: Actor, token: ApiToken) -> ApiToken:
    """Nobody gets in with it from now on. Revoking twice changes nothing. Raises PermissionDenied."""
    check_can_keep_tokens(actor)
    row = ApiToken.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=token.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by_id = moment(), actor.user_id
        row.previous_hash = row.previous_until = None
        row.save(update_fields=["revoked_at", "revoked_by", "previous_hash", "previous_until"])
        _audit(actor, "api.token_revoke", row)
    return row


def _living(actor: Actor, token: ApiToken) -> ApiToken:
    living = Q(revoked_at__isnull=True, expires_at__gt=moment())
    rows = ApiToken.objects.visible_to(actor).select_for_update(of=("self",))
    row = rows.filter(living, pk=token.pk).first()
    if row is None:
        raise ValidationError(_("Adgangen er spærret eller udløbet. Lav en ny."))
    return row


def _audit(actor: Actor, action: str, token: ApiToken, **detail: object) -> None:
    audit_write(actor=actor, action=action, object_type="api_token", object_id=token.uuid, detail=detail)
