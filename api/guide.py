"""What the page about the API says of each operation, in Danish. A test sees to it that none is missing."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from api.enums import Scope
from api.openapi import document

SAYS = {
    "imports_list": _("Jeres filer, den nyeste først."),
    "imports_create": _("Send en fil med kandidater. Den læses igennem, og intet ændres endnu."),
    "imports_retrieve": _("Hvor langt en fil er, og hvad dens rækker betyder for bestanden."),
    "imports_faults": _("Hvad der er galt i en fil, linje for linje."),
    "imports_start": _("Indlæs en fil, der er læst igennem."),
    "imports_discard": _("Kassér en fil, før den indlæses."),
    "candidates_list": _("Jeres egne kandidater, eller den ene med en reference fra jeres fagsystem."),
    "candidates_search": _("Søg på tværs af kommunegrænser, uden navne."),
    "candidates_retrieve": _("En profil uden navn. Opslaget står i opslagsloggen."),
    "nominations_list": _("De indstillinger på en ordre, som I må se."),
    "nominations_create": _("Indstil egne kandidater til en linje på en ordre."),
    "orders_list": _("De ordrer, I har del i, eller dem, der er ændret siden et tidspunkt."),
    "orders_create": _("Registrér en virksomheds ordre med arbejdsplads og linjer."),
    "orders_retrieve": _("En ordre med dens linjer, så langt I må se den."),
    "orders_update": _("Skriv mere om, hvad virksomheden har brug for."),
    "orders_lines": _("En ordres linjer."),
    "orders_answer": _("Meld, at I har svaret virksomheden. Det holder løftet om svar."),
    "orders_close": _("Luk en ordre med udfaldet af hver linje."),
    "orders_cancel": _("Annuller en ordre, virksomheden ikke har brug for mere."),
    "orders_searches": _("Jeres egne udsøgninger på en ordre."),
    "orders_search": _("Gem en udsøgning som dokumentation."),
    "requests_list": _("Henvendelser til jer eller fra jer."),
    "requests_create": _("Spørg andre jobcentre om kandidater til en linje."),
    "orders_requests": _("Henvendelserne på en ordre."),
    "requests_retrieve": _("En henvendelse med svaret."),
    "requests_answer": _("Svar et andet jobcenter: ja, nej, et spørgsmål eller en henvisning."),
    "requests_clarify": _("Svar på et spørgsmål, som et jobcenter har stillet."),
    "requests_withdraw": _("Træk en henvendelse tilbage."),
    "deadlines_list": _("Jeres frister, den tidligste først, med forklaringen på hver."),
    "orders_deadlines": _("Fristerne på en ordre."),
    "companies_list": _("Søg efter virksomheder, eller hent dem, der er ændret."),
    "companies_create": _("Registrér en virksomhed med arbejdsplads og kontaktperson."),
    "companies_retrieve": _("En virksomhed med arbejdspladser og kontaktpersoner."),
    "companies_update": _("Ret navn, branche og antal ansatte."),
    "workplaces_list": _("Arbejdspladser, eller dem, der er ændret."),
    "workplaces_create": _("Tilføj en arbejdsplads."),
    "workplaces_retrieve": _("En arbejdsplads."),
    "workplaces_update": _("Ret en arbejdsplads, eller tag den ud af brug."),
    "contacts_list": _("Kontaktpersoner, eller dem, der er ændret."),
    "contacts_create": _("Tilføj en kontaktperson."),
    "contacts_withdrawn": _("Kontaktpersoner, der ikke vil deles: slet, hvad I har gemt."),
    "contacts_retrieve": _("En kontaktperson."),
    "contacts_update": _("Ret en kontaktperson."),
    "jobcenters_list": _("Alle jobcentre. Deres id bruges i henvendelser."),
    "jobcenters_retrieve": _("Et jobcenter."),
    "jobcenters_contacts": _("Hvem man skal spørge, og om oplysningen er bekræftet."),
    "visits_list": _("Jeres besøgsnotater og dem, andre deler."),
    "visits_create": _("Skriv et notat om et besøg, et opkald eller et møde."),
    "visits_withdrawn": _("Delte notater, som andre har trukket tilbage eller slettet."),
    "visits_retrieve": _("Et besøgsnotat."),
    "visits_update": _("Ret et af jeres egne notater."),
    "exchange_create": _("Send en ordre, et besøg eller en kontaktperson fra et andet system."),
    "exchange_order": _("En ordre som udvekslingspost."),
    "exchange_visit": _("Et besøg som udvekslingspost."),
    "exchange_contact": _("En kontaktperson som udvekslingspost."),
    "oauth_token": _("Hent en nøgle, der gælder et kvarter, med klientens id og hemmelighed."),
    "oauth_revoke": _("Spær en nøgle, før den udløber."),
    "agreements_list": _("De aftaler, I har del i."),
    "agreements_retrieve": _("En aftale med parterne og kontrolsummen af den underskrevne."),
}
HEADINGS = {
    "orders": _("Ordrer"),
    "requests": _("Henvendelser mellem jobcentre"),
    "deadlines": _("Frister"),
    "companies": _("Virksomheder, arbejdspladser og kontaktpersoner"),
    "visits": _("Besøgsnotater"),
    "exchange": _("Udvekslingsposter"),
    "jobcenters": _("Jobcentre"),
    "agreements": _("Aftaler"),
    "oauth": _("Log ind med OAuth 2.0"),
    "imports": _("Indlæsning af kandidater"),
    "candidates": _("Kandidater"),
    "nominations": _("Indstillinger"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the page."""

    method: str
    path: str
    says: str
    scope: str
    scope_label: str


@dataclass(frozen=True, slots=True)
class Chapter:
    heading: str
    anchor: str
    rows: list[Operation]


def chapters() -> list[Chapter]:
    """All operations of the OpenAPI document by subject."""
    found: dict[str, list[Operation]] = {tag: [] for tag in HEADINGS}
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            found[operation["tags"][0]].append(_row(method, path, operation))
    return [Chapter(str(HEADINGS[tag]), tag, rows) for tag, rows in found.items()]


def _row(method: str, path: str, operation: dict[str, Any]) -> Operation:
    says = str(SAYS[operation["operationId"]])
    if "security" not in operation:
        return Operation(method.upper(), path, says, "", "")
    scope = Scope(operation["security"][0]["token"][0])
    return Operation(method.upper(), path, says, scope.value, str(scope.label))
