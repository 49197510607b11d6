"""What rows are looked up in, read once per turn: vocabulary, postcodes, the jobcentre's municipalities, colleagues."""

import datetime
from collections import defaultdict

from accounts.models import Membership
from candidates.imports.rows import Book
from candidates.models import Term
from jobcenters.models import JobcenterMunicipality, Municipality, Postcode


def book_of(jobcenter_id: int, today: datetime.date) -> Book:
    """The book of one jobcentre on a day; must run on that jobcentre's behalf. Five queries.

    Where two terms share a word, a name goes before a synonym, then the older term.
    """
    words: defaultdict[str, dict[str, int]] = defaultdict(dict)
    kinds: dict[int, str] = {}
    synonyms: list[tuple[str, str, int]] = []
    terms = Term.objects.order_by("-is_current", "id").values_list(
        "id", "kind", "name", "synonyms", "is_current"
    )
    for pk, kind, name, others, is_current in terms:
        kinds[pk] = kind
        if is_current:
            words[kind].setdefault(name.casefold(), pk)
            synonyms += [(kind, word.casefold(), pk) for word in others]
    for kind, word, pk in synonyms:
        words[kind].setdefault(word, pk)
    links = JobcenterMunicipality.objects.on(today).filter(jobcenter_id=jobcenter_id)
    colleagues = Membership.objects.active().filter(organisation_id=jobcenter_id)
    return Book(
        words=words,
        kinds=kinds,
        postcodes={
            code: place or "" for code, place in Postcode.objects.values_list("code", "municipality_id")
        },
        own=frozenset(links.values_list("municipality_id", flat=True)),
        places=dict(Municipality.objects.values_list("code", "name")),
        people={email.lower(): pk for email, pk in colleagues.values_list("user__email", "user_id")},
        today=today,
    )
