"""Every mail of the product with made-up words in it, for whoever wants to see what is sent. Nothing real is read.

What a template needs is found in the template itself, so a new mail is there by itself: each variable gets a word by
its last name (`order.company.name`: a name), an instant where a filter asks for one, and a row where there is a list.
"""

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Node, NodeList
from django.template.base import FilterExpression, Token, Variable
from django.template.defaulttags import ForNode
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode
from django.utils import timezone

from notifications.rendering import Rendered, render_mail, template_path

# Filters that want an instant, and those that want a day.
_INSTANT = {"due_text", "due_second", "full_time", "full_time_year", "clock_time", "ago_text"}
_DAY = {"day_text", "full_day", "full_day_year"}
_WORDS = {
    "name": "Nordisk Byg A/S",
    "title": "2 tømrere til Horsens",
    "number": "2026-0042",
    "link": "https://jobordre.example/eksempel/",
    "answer": "https://jobordre.example/besvar/eksempel/",
    "verify": "https://jobordre.example/underskriv/kontrol/",
    "page": "https://jobordre.example/eksempel/",
    "path": "/eksempel/",
    "email": "karin@nordiskbyg.example",
    "contact_name": "Karin Holm",
    "contact_email": "karin@nordiskbyg.example",
    "phone": "12 34 56 78",
    "code": "123456",
    "hello": "Mette",
    "ask_name": "Odder",
    "ask_where": "erhverv@odder.example eller 12 34 56 78",
    "answers": "Du kan svare på denne mail. Svaret lægges på ordren, men det stopper ikke fristen.",
    "who": "Nordisk Byg A/S",
    "owner": "Jobcenter Horsens",
    "asker": "Jobcenter Horsens",
    "sender": "Jobcenter Horsens",
    "proposer": "Jobcenter Horsens",
    "person": "Mette Madsen",
    "by_name": "Karin Holm",
    "reader_name": "Mette Madsen",
    "place": "Horsens",
    "reader_place": "Horsens",
    "postcode": "8700 Horsens",
    "case": "2 tømrere til Nordisk Byg A/S",
    "wanted": "2 tømrere",
    "what": "2 tømrere",
    "occupation": "tømrere",
    "due": "mandag 30. marts kl. 12.30",
    "received": "fredag 27. marts kl. 12.30",
    "received_word": "Modtaget",
    "todo": "Ring til Nordisk Byg A/S",
    "promised": "I har lovet at handle på henvendelsen fra Nordisk Byg A/S.",
    "act": "Ring eller skriv til Nordisk Byg A/S, eller aftal et møde.",
    "missing": "Nordisk Byg A/S har ikke hørt fra jer",
    "why": "Du får mailen, fordi du er ansvarlig for sagen.",
    "reason": "Vi mangler kandidater i nærheden",
    "question": "Kræver I kørekort B?",
    "subject": "Job som tømrer hos Nordisk Byg A/S",
    "pseudonym": "K-4711",
    "file_name": "kandidater.csv",
    "document_hash": "9f86d081884c7d65…",
    "level": "Personligt link og engangskode",
    "how_to_apply": "Ring til Karin Holm",
    "agenda": "Status på ordrerne",
    "minutes_long": "60",
    "radius_km": "50",
    "hits": "38",
    "suitable": "2",
    "counted": "3 kandidater",
    "total": "3",
    "days": "3",
    "deadlines": "3 frister",
    "left": "3",
    "news": "3 nye",
    "criteria": "tømrer",
    "about": "Sygemelding, uden for aftalen",
    "answer_by": "mandag 6. april",
    "changed": "12",
    "new": "38",
    "unchanged": "950",
    "wrong": "3",
    "consent_by": "Karin Holm",
    "consent_channel": "telefon",
    "decision_text": "Vi har den faste kontakt til virksomheden",
    "error": "550 postkassen findes ikke",
    "method_text": "Personligt link og engangskode",
    "months": "3",
    "organisation_name": "Nordisk Byg A/S",
    "problem": "Filen kunne ikke læses",
    "state": "afsluttet",
    "decided_by_name": "Karin Holm",
    "kind": "virksomhedspraktik",
    "promise": "Kandidater til ordinære job",
    "counterpart": "Nordisk Byg A/S",
    "after": "en åbningsdag",
    "month": "november 2026",
    "report": "Jobcenter Horsens",
    "lead": "38 af 41 holdt, 93 %. Mål 95 %.",
    "label": "Holdt",
    "value": "38 af 41",
    "head": "Holdt",
    "more": "3",
    "my_day": "https://jobordre.example/min-dag/",
    "host_email": "virksomhed@horsens.example",
    "purpose": "De mangler svejsere, og vi har for få",
    "cancel_reason": "Virksomheden har travlt",
    "stop_link": "https://jobordre.example/rapporter/",
}
# A word that means something else in one mail.
_OWN_WORDS: dict[str, dict[str, Any]] = {"orders.escalation_digest": {"number": "7"}}
ROW = "[]"  # the step from a list to its row
_SENTENCE = "En kort tekst, som den, der sendte, har skrevet."
# Whose name it is decides what it is called.
_AUTHORITIES = {
    *(
        "from_organisation",
        "to_organisation",
        "tovholder",
        "host",
        "guest",
        "answers",
        "organisation",
        "jobcenter",
    ),
}
_SENTENCES = {"text", "note", "answer_text", "adjustments", "body", "message"}


class Thing(dict[str, Any]):
    """Something with parts that is also said as a whole: `{{ order.contact }}` beside `{{ order.contact.name }}`."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def __str__(self) -> str:
        return self.word

    def __iter__(self) -> Iterator[Any]:
        """The rows, where it is listed; there is one."""
        return iter([self[ROW]] if ROW in self else [])


def mail_names() -> list[str]:
    """The names of all mails that have a template, as `queue_email` knows them."""
    found = set()
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    for folder in folders:
        for path in Path(folder).glob("*/emails/**/*.txt"):
            app, _emails, *rest = path.relative_to(folder).with_suffix("").parts
            if not rest[-1].startswith("_"):
                found.add(f"{app}.{'.'.join(rest)}")
    return sorted(found)


def example(name: str) -> Rendered:
    """The mail called `name` with made-up words. Raises TemplateDoesNotExist."""
    now = timezone.now()
    template = get_template(f"{template_path(name)}.txt").template  # type: ignore[attr-defined]
    context = Thing("")
    for path, filters in _uses(template.nodelist, {}):
        _put(context, path, filters, now)
    return render_mail(name, {**dict(context.items()), **_OWN_WORDS.get(name, {}), "now": now})


Use = tuple[tuple[str, ...], frozenset[str]]
Aliases = dict[str, tuple[str, ...]]


def _uses(part: Any, aliases: Aliases) -> Iterator[Use]:
    """The variables that a part of a template reads, and through which filters. `aliases`: names that loops give."""
    if isinstance(part, FilterExpression):
        yield from _of_expression(part, aliases)
    elif isinstance(part, ForNode):
        listed: Any = part.sequence
        row = _path(listed.var, aliases)
        yield from _uses(part.sequence, aliases)
        names = dict.fromkeys(part.loopvars, (*row, ROW)) if row else {}
        yield from _uses([part.nodelist_loop, part.nodelist_empty], {**aliases, **names})
    elif isinstance(part, BlockTranslateNode):
        own = set(part.extra_context) | {part.countervar or ""}
        yield from _uses([*part.extra_context.values(), part.counter], aliases)
        tokens: Iterable[Token] = [*part.singular, *(part.plural or [])]
        for token in tokens:
            if token.token_type.name == "VAR" and token.contents not in own:
                yield (aliases.get(token.contents) or (token.contents,)), frozenset()
    elif isinstance(part, Node):
        included = getattr(part, "template", None)
        if isinstance(included, FilterExpression) and isinstance(included.var, str):
            yield from _uses(get_template(included.var).template.nodelist, aliases)  # type: ignore[attr-defined]
        yield from _uses(list(vars(part).values()), aliases)
    elif isinstance(part, dict):
        yield from _uses(list(part.values()), aliases)
    elif isinstance(part, (list, tuple, NodeList)):
        for one in part:
            yield from _uses(one, aliases)
    elif type(part).__module__ in ("django.template.defaulttags", "django.template.smartif"):
        yield from _uses([value for name, value in vars(part).items() if name != "parser"], aliases)


def _of_expression(expression: FilterExpression, aliases: Aliases) -> Iterator[Use]:
    filters = frozenset(function.__name__ for function, _arguments in expression.filters)
    path = _path(expression.var, aliases)
    if path:
        yield path, filters


def _path(variable: object, aliases: Aliases) -> tuple[str, ...]:
    if not isinstance(variable, Variable) or variable.lookups is None:
        return ()
    first, *rest = variable.lookups
    if first in ("forloop", "base_url", "now"):
        return ()
    return (*aliases.get(first, (first,)), *rest)


def _put(context: Thing, path: tuple[str, ...], filters: frozenset[str], now: datetime.datetime) -> None:
    """Give what stands at `path` a word; what is there already stays, unless an instant is asked for."""
    place: Any = context
    for step in path[:-1]:
        place = _step(place, step)
    last = path[-1]
    if last == "name" and len(path) > 1 and path[-2] in _AUTHORITIES:
        place[last] = _WORDS["owner"]
    elif last == ROW:
        _step(place, last)
    elif filters & _INSTANT:
        place[last] = now + datetime.timedelta(days=3)
    elif filters & _DAY:
        if not isinstance(place.get(last), datetime.date):
            place[last] = (now + datetime.timedelta(days=3)).date()
    else:
        place.setdefault(last, _word(last))


def _step(place: Any, name: str) -> Any:
    found = place.get(name)
    if not isinstance(found, Thing):
        found = place[name] = Thing(_word(name))
    return found


def _word(name: str) -> str:
    if name in _SENTENCES or name == ROW:
        return _SENTENCE
    plain = name.removeprefix("get_").removesuffix("_display")
    return _WORDS.get(plain) or plain.replace("_", " ")
