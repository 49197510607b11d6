"""The API's surfaces, for the matrix of disclosure: what a token of the viewer's organisation with all scopes is told.

Companies and partners can have no token. Names and contact data are told to nobody, not to the own jobcentre either.
"""

from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.actor import Actor
from accounts.models import Organisation
from api.enums import scopes_for
from tests.api.client import ROOT
from tests.candidates.matrix_surfaces import OWN, PARTS
from tests.candidates.placing import PROFILE, SECRETS
from tests.factories import tokens
from tests.helpers.db import as_owner

Reader = Callable[[Any, Actor], str]


def _call(made: Any, viewer: Actor, path: str, query: dict[str, str] | None = None) -> str:
    """The answer to the viewer's organisation; nothing where it can have no token."""
    if not scopes_for(viewer.kind):
        return ""
    secrets: dict[int, str] = vars(made).setdefault("api_secrets", {})
    if viewer.organisation_id not in secrets:
        with as_owner():
            organisation = Organisation.objects.get(pk=viewer.organisation_id)
        secrets[viewer.organisation_id] = tokens.token(organisation).secret
    headers = {"Authorization": f"Bearer {secrets[viewer.organisation_id]}", "Purpose": "Formidling"}
    response = Client().get(f"{ROOT}{path}", query or {}, headers=headers)
    assert response.status_code in (200, 403, 404, 422), response.content
    return response.content.decode()


def _path(path: str) -> Reader:
    def read(made: Any, viewer: Actor) -> str:
        places = {
            "order": made.stage.order.uuid,
            "run": made.around.run.uuid,
            "pseudonym": made.secret.pseudonym,
        }
        return _call(made, viewer, path.format(**places))

    return read


def _profile_for_order(made: Any, viewer: Actor) -> str:
    return _call(made, viewer, f"/candidates/{made.secret.pseudonym}", {"order": str(made.stage.order.uuid)})


def _reference(made: Any, viewer: Actor) -> str:
    """What every secret leads to as a reference, said as that secret."""
    led = []
    for word in (*SECRETS.values(), *PROFILE.values(), *PARTS):
        page = _call(made, viewer, "/candidates", {"reference": word})
        if made.secret.pseudonym in page:
            led += [word, page]
    return "\n".join(led)


def _search(made: Any, viewer: Actor) -> str:
    """The search itself; and all that is secret, where a word of it has led to the candidate."""
    near = {"place": "8300", "radius_km": "100", "hits": "200"}
    said = [_call(made, viewer, "/candidates/search", near)]
    for word in PARTS:
        page = _call(made, viewer, "/candidates/search", {**near, "text": word})
        said += [page, " ".join(SECRETS.values()) if made.secret.pseudonym in page else ""]
    return "\n".join(said)


API: dict[str, Reader] = {
    "api own candidates": _path("/candidates"),
    "api reference": _reference,
    "api search": _search,
    "api profile": _path("/candidates/{pseudonym}"),
    "api profile for the order": _profile_for_order,
    "api nominations": _path("/orders/{order}/nominations"),
    "api imports": _path("/candidates/imports"),
    "api import": _path("/candidates/imports/{run}"),
    "api import faults": _path("/candidates/imports/{run}/faults"),
}
LEVEL_2 = frozenset(PROFILE)
STRANGERS = ("other jobcentre", "other administrator", "jobservice")
# (viewer, surface) -> what is told there. Everything else must be empty.
API_EXPECTED: dict[tuple[str, str], frozenset[str]] = {
    **{(who, "api reference"): frozenset({"reference"}) for who in OWN},
    **{(who, "api profile"): LEVEL_2 for who in (*OWN, "tovholder", *STRANGERS)},
    # Naming an order that one has no part in gives nothing at all.
    **{(who, "api profile for the order"): LEVEL_2 for who in (*OWN, "tovholder")},
}
