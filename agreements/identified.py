"""What a visitor's session knows of the identity provider: attempts under way, and who one was shown to be.

A personal link and who somebody is are stored nowhere in the clear: an attempt is sealed with its `state`, which only
the visitor's browser and the provider hold.
"""

import base64
import datetime
import hashlib
import json
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpRequest

from agreements.oidc import Secrets

LASTS = datetime.timedelta(minutes=10)
ATTEMPTS = 5  # in one browser at a time; an older one is forgotten
UNDER_WAY, SHOWN, SAID = "signing_attempts", "signing_shown", "signing_said"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to the provider and back for one signer: from a personal link (`token`), or from the page of a member who
    is signed in (`agreement`, its uuid).
    """

    secrets: Secrets
    signer_id: int
    token: str = ""
    agreement: str = ""


def attempt_keep(request: HttpRequest, attempt: Attempt) -> None:
    """Remember the attempt in this browser's session for ten minutes."""
    sealed = _seal(attempt.secrets.state).encrypt(json.dumps(asdict(attempt)).encode()).decode()
    kept = {**request.session.get(UNDER_WAY, {}), _name(attempt.secrets.state): sealed}
    request.session[UNDER_WAY] = dict(list(kept.items())[-ATTEMPTS:])


def attempt_take(request: HttpRequest, state: str) -> Attempt | None:
    """The attempt that `state` belongs to in this browser, once; None for an unknown, used or late one."""
    kept = dict(request.session.get(UNDER_WAY, {}))
    sealed = kept.pop(_name(state), None)
    if sealed is None:
        return None
    request.session[UNDER_WAY] = kept
    try:
        values = json.loads(_seal(state).decrypt(sealed.encode(), ttl=int(LASTS.total_seconds())))
    except InvalidToken:
        return None
    return Attempt(**{**values, "secrets": Secrets(**values["secrets"])})


def _name(state: str) -> str:
    return hashlib.sha256(b"name:" + state.encode()).hexdigest()


def _seal(state: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"seal:" + state.encode()).digest()))


def shown_keep(request: HttpRequest, signer_id: int, name: str, until: datetime.datetime) -> None:
    """This browser's visitor was shown to be `name`. The session gets a new key: a planted one gains nothing."""
    request.session.cycle_key()
    kept = {**request.session.get(SHOWN, {}), str(signer_id): [name, until.isoformat()]}
    request.session[SHOWN] = kept


def was_shown(request: HttpRequest, signer_id: int) -> bool:
    """Whether the visitor was identified in this browser for the signer, however long ago."""
    return str(signer_id) in request.session.get(SHOWN, {})


def shown_name(request: HttpRequest, signer_id: int, now: datetime.datetime) -> str | None:
    """The name (may be "") of the visitor who was identified in this browser for the signer and still counts, or None.

    The signer's row has a time too, but another browser with the same link may have made it later.
    """
    if not was_shown(request, signer_id):
        return None
    name, until = request.session[SHOWN][str(signer_id)]
    return str(name) if now < datetime.datetime.fromisoformat(until) else None


def shown_forget(request: HttpRequest, signer_id: int) -> None:
    kept = dict(request.session.get(SHOWN, {}))
    if kept.pop(str(signer_id), None) is not None:
        request.session[SHOWN] = kept


def say(request: HttpRequest, signer_id: int, text: str) -> None:
    """Show a sentence on the signer's page the next time it is opened in this browser."""
    request.session[SAID] = {str(signer_id): text}


def said(request: HttpRequest, signer_id: int) -> str:
    """The sentence to show, once."""
    text: str = request.session.get(SAID, {}).get(str(signer_id), "")
    if text:
        del request.session[SAID]
    return text
