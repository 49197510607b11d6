"""A first search from an order's line: its title, form and target group as words of the vocabulary."""

from candidates.asked import Asked, words_by_field
from candidates.enums import TermKind
from candidates.models import Term
from candidates.selectors.words import How, terms_suggest
from orders.enums import EmploymentForm, TargetGroup
from orders.models import OrderLine

# An order's target group as the vocabulary names it.
TARGET_WORDS = {TargetGroup.REFUGEE: "flygtning"}
ENDINGS = ("erne", "er", "ere", "e", "r", "s")


def asked_of_line(line: OrderLine) -> Asked:
    """The search that the line is about; its place is left to the order's workplace."""
    terms = [
        *filter(None, [_occupation(line.occupation), _form(line), _target(line)]),
        *_certificates(line.requirements),
    ]
    # A certificate that the line wishes for can often be had in days: who lacks it is shown with what it takes.
    by_course = any(term.kind == TermKind.CERTIFICATE and term.days for term in terms)
    return Asked(words=words_by_field(terms), by_course=by_course)


def _best(text: str, kind: TermKind, worst: How) -> Term | None:
    found = terms_suggest(text, [kind], 1)
    return found[0].term if found and found[0].how <= worst else None


def _occupation(text: str) -> Term | None:
    """ "montører" is read as written, then as one of them, then as what looks alike."""
    text = text.strip()
    ways = [text, *(text[: -len(end)] for end in ENDINGS if text.endswith(end) and len(text) - len(end) > 2)]
    for way in ways:
        if term := _best(way, TermKind.OCCUPATION, How.SYNONYM):
            return term
    for way in ways[:2]:
        if term := _best(way, TermKind.OCCUPATION, How.WORD_BEGINS):
            return term
    return _best(text, TermKind.OCCUPATION, How.ALIKE)


def _form(line: OrderLine) -> Term | None:
    """Ordinary employment is what everybody is looking for: it narrows nothing."""
    if line.form == EmploymentForm.ORDINARY:
        return None
    return Term.objects.filter(
        kind=TermKind.FORM, name=EmploymentForm(line.form).label, is_current=True
    ).first()


def _target(line: OrderLine) -> Term | None:
    word = TARGET_WORDS.get(TargetGroup(line.target_group)) if line.target_group else None
    return _best(word, TermKind.TARGET, How.SYNONYM) if word else None


def _certificates(text: str) -> list[Term]:
    """Certificates that the requirements name: "Svejsecertifikat, kørekort B"."""
    found = []
    for part in text.replace(";", ",").replace(" og ", ",").replace(".", ",").split(",")[:6]:
        if part.strip() and (term := _best(part.strip(), TermKind.CERTIFICATE, How.NAME_BEGINS)):
            found.append(term)
    return list({term.pk: term for term in found}.values())
