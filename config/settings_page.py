"""Indstillinger: what an organisation's administrator or manager seldom does, behind one entry of the menu."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.enums import Role
from api.permissions import can_keep_tokens
from candidates.imports.permissions import can_import
from companies.permissions import can_register
from imports.records import may_import
from leaving.permissions import can_export
from notifications.permissions import can_see_outbox
from retention.permissions import answers_people, sees_rules
from visits.models.importing import may_import_visits
from webhooks.permissions import can_keep_webhooks

# Whose work it is. A consultant finds the few pages of these that are open to all in the lists that they belong to.
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.MANAGER})


def _serves(actor: Actor) -> bool:
    return actor.serves_companies


def _keeps_calendar(actor: Actor) -> bool:
    return actor.is_jobcenter


def _everybody(_actor: Actor) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Setting:
    """One page behind the entry: what it is called, what it is for, and who may open it."""

    label: str | Promise
    text: str | Promise
    url_name: str
    opens: Callable[[Actor], bool]


@dataclass(frozen=True, slots=True)
class Group:
    slug: str
    label: str | Promise
    settings: tuple[Setting, ...]


GROUPS = (
    Group(
        "jobcentret",
        _("Åbningstider og frister"),
        (
            Setting(
                _("Kalender"),
                _("Åbningstider og lukkedage. Jeres frister regnes efter dem."),
                "jobcenters:calendar",
                _keeps_calendar,
            ),
            Setting(
                _("Fravær"),
                _("Hvem der er væk, og hvem der svarer imens."),
                "accounts:absences",
                _everybody,
            ),
            Setting(
                _("Hvornår er fristen?"),
                _("Skriv et tidspunkt, og se, hvornår fristen så ville være, og hvorfor."),
                "orders:when_due",
                _everybody,
            ),
            Setting(
                _("Driftsstatus"),
                _("Se, om frister bliver overvåget, og om mails kommer af sted."),
                "orders:watch",
                _everybody,
            ),
        ),
    ),
    Group(
        "post",
        _("Mails"),
        (
            Setting(
                _("Post"),
                _("Mails, I har sendt. Find dem, der ikke nåede frem, og send dem igen."),
                "notifications:outbox",
                can_see_outbox,
            ),
            Setting(
                _("Modtaget post"),
                _("Mails, som virksomheder og jobcentre har skrevet til jer."),
                "inbound:inbox",
                _serves,
            ),
            Setting(
                _("Slags mails"),
                _("Læs teksten i hver mail, der kan blive sendt i jeres navn."),
                "notifications:templates",
                can_see_outbox,
            ),
        ),
    ),
    Group(
        "registre",
        _("Kandidater, virksomheder og besøg"),
        (
            Setting(
                _("Jeres kandidater"),
                _("Indlæs kandidater fra en fil, og se, hvad deres CV'er mangler."),
                "candidates:imports",
                can_import,
            ),
            Setting(
                _("Indlæs virksomheder"),
                _("Hent virksomheder, arbejdspladser og kontaktpersoner ind fra en fil."),
                "companies:imports",
                may_import,
            ),
            Setting(
                _("Indlæs besøg og opkald"),
                _("Hent besøg og opkald ind fra en fil, for eksempel fra jeres gamle system."),
                "visits:imports",
                may_import_visits,
            ),
            Setting(
                _("Mulige dubletter"),
                _("Virksomheder, der ser ud til at stå her to gange."),
                "companies:duplicates",
                can_register,
            ),
        ),
    ),
    Group(
        "systemer",
        _("Andre systemer"),
        (
            Setting(
                _("API-adgang"),
                _("Giv jeres fagsystem lov til at hente og sende oplysninger."),
                "api:tokens",
                can_keep_tokens,
            ),
            Setting(
                _("Webhooks"),
                _("Giv et andet system besked, når der sker noget på en ordre."),
                "webhooks:list",
                can_keep_webhooks,
            ),
        ),
    ),
    Group(
        "oplysninger",
        _("Oplysninger om personer"),
        (
            Setting(
                _("Sletning og rettigheder"),
                _("Hvad der slettes af sig selv og hvornår, og hvad der er holdt tilbage."),
                "retention:overview",
                sees_rules,
            ),
            Setting(
                _("Anmodninger"),
                _("Svar en person, der vil se eller have slettet sine oplysninger."),
                "retention:requests",
                answers_people,
            ),
            Setting(
                _("Jeres data"),
                _("Tag alt, hvad organisationen har her, med som én fil."),
                "leaving:exports",
                can_export,
            ),
        ),
    ),
)

SETTINGS = tuple(setting for group in GROUPS for setting in group.settings)


def open_settings(actor: Actor) -> list[tuple[Group, list[Setting]]]:
    """The groups with what the actor may open; none for those whose work it is not."""
    if not actor.is_staff or actor.role not in KEEPERS:
        return []
    groups = [(group, [row for row in group.settings if row.opens(actor)]) for group in GROUPS]
    return [(group, rows) for group, rows in groups if rows]


@require_safe
def settings_page(request: HttpRequest) -> HttpResponse:
    """The cards, in groups. Raises Http404 for those who have nothing there."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    groups = open_settings(actor) if actor is not None else []
    if not groups:
        raise Http404
    cards = [
        (group, [(row.label, row.text, reverse(row.url_name)) for row in rows]) for group, rows in groups
    ]
    return render(request, "settings.html", {"groups": cards})
