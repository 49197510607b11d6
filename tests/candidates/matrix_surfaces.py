"""The surfaces of inviting, importing, keeping searches and finding, for the matrix of disclosure."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.tenancy import acting_as
from candidates.criteria import Criteria
from candidates.enums import ContactChannel
from candidates.models import Candidate, CandidateIdentity, ImportRun, Invitation, SavedSearch
from candidates.services.invitations import invitation_reply
from candidates.services.saved import news_tell, saved_search_add
from orders.calendars import calendar_of
from tests.candidates.import_files import checked, person, sheet
from tests.candidates.placing import SECRETS, Stage
from tests.candidates.searching import address
from tests.candidates.test_invitations import ReplyKind, deliver, mails, send, token_of
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.orders.pages import client_of

# Words of what is hidden, none of them the whole of it: a page may say again what was typed.
PARTS = ("Zenobia", "hydraulik", "Hemmelig", "SAG-HEM", "9988")


@dataclass
class Around:
    """What has happened beside the nomination: invited twice, a search that told, a file that was read."""

    administrator: Actor
    tray: Invitation
    token: str
    run: ImportRun
    saved: SavedSearch


def around(stage: Stage, secret: Candidate) -> Around:
    """The secret candidate is invited by mail to the stage's order and answers, and by tray to another."""
    send(stage.mette, stage.order, secret)
    deliver()
    token = token_of(mails()[-1])
    invitation_reply(token=token, reply=ReplyKind.INTERESTED)
    with as_owner():
        CandidateIdentity.objects.filter(pk=secret.pk).update(channel=ContactChannel.MESSAGE)
    other = make.order(stage.mette)
    send(stage.mette, other, secret)
    deliver()
    with as_owner():
        tray = Invitation.objects.get(order=other)
        assert tray.state == "to_pass_on"
    administrator = accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR)
    return Around(administrator, tray, token, _file(administrator), _saved(stage.mette))


def _file(actor: Actor) -> ImportRun:
    """A file in which the secret case stands twice, with a fault in each of its cells."""
    cells = {"reference": SECRETS["reference"], "navn": SECRETS["name"], "telefon": SECRETS["phone"]}
    rows = [person(n, **cells, postnummer="0999", kontaktvej="due") for n in range(2)]
    run = checked(actor, sheet(rows))
    assert run.wrong == 2
    return run


def _saved(actor: Actor) -> SavedSearch:
    """A kept search whose owner has just been told of the secret candidate."""
    criteria = Criteria(postcode="8300", radius_km=50)
    with acting_as(actor):
        saved = saved_search_add(actor=actor, name="Alle ved Odder", criteria=criteria, tells=True)
        calendar = calendar_of(actor.organisation_id)
    with as_owner():
        before = timezone.now() - datetime.timedelta(hours=1)
        SavedSearch.objects.filter(pk=saved.pk).update(seen_until=before)
    now = timezone.now()
    with as_worker():
        assert news_tell(now=now if calendar.is_open(now) else calendar.next_opening(now)) == 1
    assert mails("candidates.saved_search_news")
    return saved


def text(response: HttpResponse) -> str:
    """The whole answer, also of one that is written while it is sent."""
    return (
        b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    ).decode()


Reader = Callable[[Any, Actor], str]


def _get(name: str, what: Callable[[Any], object] | None = None, *, post: bool = False) -> Reader:
    def read(made: Any, viewer: Actor) -> str:
        url = reverse(f"candidates:{name}", args=[what(made)] if what else [])
        client = client_of(viewer)
        return text(client.post(url) if post else client.get(url, follow=True))

    return read


def _invite(made: Any, viewer: Actor) -> str:
    url = reverse("candidates:invite", args=[made.stage.order.uuid])
    return text(client_of(viewer).post(url, {"kandidat": str(made.secret.uuid), "sted": "8300", "km": "50"}))


def _led_to(made: Any, page: str, everything: str) -> str:
    """The page itself; and all that is secret, where a word of it has led to the candidate."""
    return page + (everything if made.secret.pseudonym in page else "")


def _search(made: Any, viewer: Actor) -> str:
    pages = [text(client_of(viewer).get(address(sted="8300", km=100)))]
    for word in PARTS:
        page = text(client_of(viewer).get(address(sted="8300", km=100, tekst=word)))
        pages.append(_led_to(made, page, " ".join(SECRETS.values())))
    return "\n".join(pages)


def _hints(made: Any, viewer: Actor) -> str:
    said = []
    for name in ("sted", "fag", "certifikat", "kompetence", "sprog", "maalgruppe", "tekst"):
        for word in PARTS:
            typed = {"felt": name, name: word, f"{name}-ny": word}
            said.append(text(client_of(viewer).get(reverse("candidates:suggest"), typed)))
    return "\n".join(said)


def _header(made: Any, viewer: Actor) -> str:
    """Whatever secret leads to the candidate, said as that secret."""
    led = []
    for word in (*SECRETS.values(), *PARTS):
        page = text(client_of(viewer).get(reverse("orders:list"), {"q": word}, follow=True))
        if str(made.secret.uuid) in page or made.secret.pseudonym in page:
            led.append(word)
    return "\n".join(led)


AROUND: dict[str, Reader] = {
    "page invite": _invite,
    "page invitations": _get("invitations", lambda made: made.stage.order.uuid),
    "page invitation": _get("invitation", lambda made: made.around.tray.uuid),
    "page message_tray": _get("message_tray"),
    "page message": _get("message", lambda made: made.around.tray.uuid),
    "message passed on": _get("message", lambda made: made.around.tray.uuid, post=True),
    "page reply": _get("reply", lambda made: made.around.token),
    "page search": _search,
    "page saved": _get("saved"),
    "page saved_run": _get("saved_run", lambda made: made.around.saved.uuid),
    "search hints": _hints,
    "header search": _header,
    "page imports": _get("imports"),
    "page import_run": _get("import_run", lambda made: made.around.run.uuid),
    "page import_faults": _get("import_faults", lambda made: made.around.run.uuid),
    "csv import faults": _get("import_faults_sheet", lambda made: made.around.run.uuid),
}
# The vocabulary belongs to nobody: that the word exists says nothing about anybody. A search may be chosen from it.
WORD_LISTS = frozenset({"page search", "page saved_run"})
KEEPERS = ("own manager", "own administrator")
OWN = ("own", *KEEPERS)
# (viewer, surface) -> what is read there. Everything else must be empty.
AROUND_EXPECTED: dict[tuple[str, str], frozenset[str]] = {
    **{(who, "message passed on"): frozenset({"name", "reference"}) for who in OWN},
    **{(who, "header search"): frozenset({"reference"}) for who in OWN},
    # Whoever has sent the file sees its first rows by reference, until the file is taken in or thrown away. What is
    # wrong with a row is told by its line, and quotes nobody.
    **{(who, "page import_run"): frozenset({"reference"}) for who in KEEPERS},
    **{(who, "sql: tables"): frozenset({"reference"}) for who in OWN},
}
