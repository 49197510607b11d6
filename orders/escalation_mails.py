"""The mails of the ladder: to those who owe an answer, to those who wait for it, and to those who look after both.

A sweep may write 20,000 of them. Each kind (promise, step, role) is therefore rendered once from its template, with
marks where a case's own words go, and these are filled in without the template engine. Plain text only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import get_language, gettext, gettext_noop

from notifications.rendering import render_mail
from orders.ladder import Phase, Role, Step
from orders.promises import PromiseCode, promise
from ui import danish

# What a case puts into a letter: `who` waits, `owner` owes, `person` is responsible there.
SLOTS = ("hello", "who", "owner", "person", "phone", "case", "due", "received", "link", "why", "answer")

# A private-use character is in no name and no template.
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000(\\w+)\ue001")


@dataclass(frozen=True, slots=True)
class Words:
    """How a promise is spoken of. All are Danish msgids with the slots as %(…)s."""

    todo: str  # verb first: "Ring til …"
    promised: str
    act: str  # what keeps the promise
    missing: str  # for the manager: what has not happened


_CALL = Words(
    todo=gettext_noop("Ring til %(who)s"),
    promised=gettext_noop("I har lovet at handle på henvendelsen fra %(who)s."),
    act=gettext_noop(
        "Ring eller skriv til %(who)s, eller aftal et møde. Et internt notat stopper ikke fristen."
    ),
    missing=gettext_noop("%(who)s har ikke hørt fra jer"),
)
_DELIVER = Words(
    todo=gettext_noop("Find kandidater til %(who)s"),
    promised=gettext_noop("I har lovet %(who)s screenede kandidater eller en anden løsning."),
    act=gettext_noop("Lever mindst én screenet kandidat, eller aftal en anden løsning med %(who)s."),
    missing=gettext_noop("%(who)s mangler kandidater"),
)
WORDS: Mapping[PromiseCode, Words] = {
    PromiseCode.D1: _CALL,
    PromiseCode.D2: Words(
        todo=gettext_noop("Svar %(who)s"),
        promised=gettext_noop("I skylder %(who)s et svar på en henvendelse om kandidater."),
        act=gettext_noop("Svar ja med antal og dato, nej med en grund, eller skriv, hvad I mangler at vide."),
        missing=gettext_noop("%(who)s har ikke fået svar"),
    ),
    PromiseCode.D3: Words(
        todo=gettext_noop("Svar %(who)s"),
        promised=gettext_noop("I har lovet at vende tilbage til %(who)s."),
        act=_CALL.act,
        missing=gettext_noop("%(who)s har ikke fået svar"),
    ),
    PromiseCode.D4: _DELIVER,
    PromiseCode.D5: Words(
        todo=_DELIVER.todo,
        promised=gettext_noop("I har lovet %(who)s screenede flygtninge eller en anden løsning."),
        act=_DELIVER.act,
        missing=_DELIVER.missing,
    ),
    PromiseCode.D6: Words(
        todo=gettext_noop("Aftal opkvalificering med %(who)s"),
        promised=gettext_noop("I har lovet %(who)s, at opkvalificering af de nyansatte er aftalt."),
        act=gettext_noop("Aftal dato og udbyder, eller notér, at %(who)s takker nej."),
        missing=gettext_noop("%(who)s mangler en aftale om opkvalificering"),
    ),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered mail with slots: `name` as the outbox has it, subject and text as %-formats over SLOTS."""

    name: str
    subject: str
    text: str

    def fill(self, slots: Mapping[str, str]) -> tuple[str, str]:
        """Subject and text of one mail. Every slot must be there, on one line."""
        return self.subject % slots, self.text % slots


# Whose voice a role is spoken to in: a stand-in owes what the owner owes.
OBSERVERS = frozenset({Role.COORDINATOR, Role.NATIONAL})
_VOICE: Mapping[Role, str] = {role: role.value for role in Role} | {
    Role.STAND_IN: Role.OWNER.value,
    **dict.fromkeys(OBSERVERS, "observer"),
}


def mail_name(phase: Phase, role: Role) -> str:
    """ "orders.escalation_breach_owner": the mail's name is its template's name."""
    return f"orders.escalation_{phase.value}_{_VOICE[role]}"


def after_words(step: Step) -> str:
    """ "en åbningsdag", "3 åbningsdage": how long after the deadline a later step fires."""
    return after_words_of(step.n)


def after_words_of(days: int) -> str:
    """The same of a number of opening days."""
    return gettext("en åbningsdag") if days == 1 else gettext("%s åbningsdage") % danish.number(days)


def answering(*, is_one_case: bool) -> str:
    """What becomes of an answer to the mail, in words: it is laid on its order where the mail is about one."""
    if is_one_case and settings.INBOUND_DOMAIN:
        return gettext("Du kan svare på denne mail. Svaret lægges på ordren, men det stopper ikke fristen.")
    return gettext("Et svar på denne mail bliver ikke læst. Åbn den sag, det gælder, og skriv dér.")


def letter(code: str, step: Step, role: Role) -> Letter:
    """The letter to `role` at `step` of a ladder about promise `code`, in the active language."""
    words = answering(is_one_case=True)
    return _letter(code, step.phase, step.n, role, get_language() or "", settings.BASE_URL, words)


@cache
def _letter(
    code: str, phase: Phase, n: int, role: Role, language: str, base_url: str, answers: str
) -> Letter:
    marks = {slot: _MARK.format(slot) for slot in SLOTS}
    words = WORDS[PromiseCode(code)]
    context = {
        **marks,
        "todo": gettext(words.todo) % marks,
        "promised": gettext(words.promised) % marks,
        "act": gettext(words.act) % marks,
        "missing": gettext(words.missing) % marks,
        "received_word": promise(code).received_text,
        "promise": promise(code).short_text,
        "after": after_words_of(n) if phase is Phase.LATER else "",
        "by_link": code == PromiseCode.D2,
        "answers": answers,
    }
    name = mail_name(phase, role)
    rendered = render_mail(name, context)
    return Letter(name, _as_format(rendered.subject), _as_format(rendered.text))


def _as_format(text: str) -> str:
    return _MARKED.sub(r"%(\1)s", text.replace("%", "%%"))


def one_line(text: str) -> str:
    """`text` on one line: what somebody typed must not add lines of its own to a mail."""
    return " ".join(text.split())
