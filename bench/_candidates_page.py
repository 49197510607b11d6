"""The whole search page, as a consultant of Jobcenter Horsens gets it over HTTP."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from accounts.tenancy import set_context
from bench._candidates_data import Asked
from bench._http import get
from candidates.enums import TermKind

EMAIL = "konsulent@maaling.example"
# How the page's address names the kinds of words.
FIELDS = {
    TermKind.OCCUPATION: "fag",
    TermKind.CERTIFICATE: "certifikat",
    TermKind.SKILL: "kompetence",
    TermKind.LICENCE: "koerekort",
    TermKind.LANGUAGE: "sprog",
    TermKind.FORM: "form",
    TermKind.TARGET: "maalgruppe",
}


def consultant(owner: Any, organisation_id: int) -> int:
    """A user who may search, made by the tables' owner; the user's id. Commits."""
    row = owner.execute(
        "insert into accounts_user (password, email, name, phone, is_active, is_demo, created_at)"
        " values ('!', %s, 'Karen Lind', '', true, true, now()) returning id",
        [EMAIL],
    ).fetchone()
    owner.execute(
        "insert into accounts_membership (user_id, organisation_id, role, title, is_active, created_at)"
        " values (%s, %s, %s, '', true, now())",
        [row[0], organisation_id, Role.CONSULTANT.value],
    )
    owner.commit()
    return int(row[0])


def pages(
    url: str,
    *,
    organisation_id: int,
    user_id: int,
    words: dict[int, tuple[str, str]],
    searches: Sequence[Asked],
) -> list[bytes]:
    """The requests for the searches' pages, as a browser's address line has them. `words`: (kind, name) by term id."""
    cookie = f"sessionid={_session(organisation_id, user_id)}"
    requests = []
    for asked in searches:
        pairs = [("sted", asked.postcode), ("km", str(asked.km)), ("tekst", asked.text)]
        for pk in (*asked.all_of, *asked.any_of):
            kind, name = words[pk]
            pairs += [(FIELDS[TermKind(kind)], name)] if kind in FIELDS else []
        requests.append(get(f"{url}?{urlencode([pair for pair in pairs if pair[1]])}", cookie))
    return requests


def _session(organisation_id: int, user_id: int) -> str:
    with transaction.atomic():
        set_context(organisation_id=organisation_id, user_id=user_id, staff=True)
        user = User.objects.get(pk=user_id)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
    return str(session.session_key)
