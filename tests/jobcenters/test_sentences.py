"""How "Hvorfor denne frist?" explains the examples X1-X13 of the requirements, word for word. No database.

They have been read aloud. Whoever changes one reads it aloud again.
"""

import pytest

from jobcenters.calendar import Voice, why
from orders.promises import promise
from tests.jobcenters.test_calendar import at, deadline
from ui.danish import plain

SENTENCES = [
    pytest.param(
        "D1",
        "2026-04-01T11:00",
        "Modtaget onsdag 1. april kl. 11.00, mens jobcentret havde åbent, så de 24 timer løber til "
        "samme klokkeslæt næste åbningsdag, tirsdag 7. april kl. 11.00, fordi skærtorsdag, "
        "langfredag, weekenden og 2. påskedag ikke tæller med.",
        id="X1-easter",
    ),
    pytest.param(
        "D1",
        "2026-03-27T12:30",
        "Modtaget fredag 27. marts kl. 12.30, mens jobcentret havde åbent, så de 24 timer løber til "
        "samme klokkeslæt næste åbningsdag, mandag 30. marts kl. 12.30, fordi weekenden ikke tæller "
        "med.",
        id="X2-summer-time-begins",
    ),
    pytest.param(
        "D1",
        "2026-03-27T16:30",
        "Modtaget fredag 27. marts kl. 16.30, hvor jobcentret havde lukket, så de 24 timer løber fra "
        "mandag 30. marts kl. 09.00 til tirsdag 31. marts kl. 09.00.",
        id="X3-received-while-closed",
    ),
    pytest.param(
        "D1",
        "2026-10-23T12:30",
        "Modtaget fredag 23. oktober kl. 12.30, mens jobcentret havde åbent, så de 24 timer løber til"
        " samme klokkeslæt næste åbningsdag, mandag 26. oktober kl. 12.30, fordi weekenden ikke "
        "tæller med.",
        id="X4-summer-time-ends",
    ),
    pytest.param(
        "D3",
        "2026-04-01T23:10",
        "Modtaget onsdag 1. april kl. 23.10, så fristen på 1 arbejdsdag regnes fra dagen efter og "
        "udløber med udgangen af tirsdag 7. april, fordi skærtorsdag, langfredag, weekenden og 2. "
        "påskedag ikke tæller med.",
        id="X5-late-evening",
    ),
    pytest.param(
        "D3",
        "2026-03-21T12:00",
        "Modtaget lørdag 21. marts kl. 12.00, så fristen på 1 arbejdsdag regnes fra dagen efter og "
        "udløber med udgangen af mandag 23. marts, fordi weekenden ikke tæller med.",
        id="X6-weekend-receipt",
    ),
    pytest.param(
        "D4",
        "2026-04-01T09:00",
        "Modtaget onsdag 1. april kl. 09.00, så fristen på 3 arbejdsdage regnes fra dagen efter og "
        "udløber med udgangen af torsdag 9. april, fordi skærtorsdag, langfredag, weekenden og 2. "
        "påskedag ikke tæller med.",
        id="X7-three-working-days",
    ),
    pytest.param(
        "D5",
        "2026-05-08T09:00",
        "Modtaget fredag 8. maj kl. 09.00, så fristen på 14 arbejdsdage regnes fra dagen efter og "
        "udløber med udgangen af mandag 1. juni, fordi weekenderne, Kristi himmelfartsdag og 2. "
        "pinsedag ikke tæller med.",
        id="X8-ascension-and-whitsun",
    ),
    pytest.param(
        "D5",
        "2026-12-10T09:00",
        "Modtaget torsdag 10. december 2026 kl. 09.00, så fristen på 14 arbejdsdage regnes fra dagen "
        "efter og udløber med udgangen af tirsdag 5. januar 2027, fordi weekenderne, juleaftensdag, "
        "1. juledag, nytårsaftensdag og nytårsdag ikke tæller med.",
        id="X9-christmas",
    ),
    pytest.param(
        "D6",
        "2026-07-02T00:00",
        "Startet torsdag 2. juli, så fristen på 21 dage regnes fra dagen efter og udløber med "
        "udgangen af torsdag 23. juli, weekender og helligdage medregnet.",
        id="X10-calendar-days",
    ),
    pytest.param(
        "D6",
        "2026-07-04T00:00",
        "Startet lørdag 4. juli, så fristen på 21 dage regnes fra dagen efter og udløber med udgangen"
        " af lørdag 25. juli, weekender og helligdage medregnet.",
        id="X11-never-rolled",
    ),
    pytest.param(
        "D3",
        "2026-06-04T09:00",
        "Modtaget torsdag 4. juni kl. 09.00, så fristen på 1 arbejdsdag regnes fra dagen efter og "
        "udløber med udgangen af mandag 8. juni, fordi grundlovsdag og weekenden ikke tæller med.",
        id="X12-grundlovsdag",
    ),
    pytest.param(
        "D3",
        "2026-04-30T09:00",
        "Modtaget torsdag 30. april kl. 09.00, så fristen på 1 arbejdsdag regnes fra dagen efter og "
        "udløber med udgangen af fredag 1. maj.",
        id="X13-bededag-abolished",
    ),
    pytest.param(
        "D3",
        "2023-05-04T09:00",
        "Modtaget torsdag 4. maj kl. 09.00, så fristen på 1 arbejdsdag regnes fra dagen efter og "
        "udløber med udgangen af mandag 8. maj, fordi store bededag og weekenden ikke tæller med.",
        id="X13-bededag-in-2023",
    ),
]


@pytest.mark.parametrize(("code", "received", "sentence"), SENTENCES)
def test_the_sentence_of_each_example(code: str, received: str, sentence: str) -> None:
    assert plain(why(deadline(code, received), Voice(promise(code).received_word))) == sentence


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-04-30T09:00", "dagen i morgen"),
        ("2026-05-01T09:00", "dagen i dag"),
        ("2026-05-02T09:00", "dagen i går"),
        ("2026-04-29T09:00", "fredag"),
    ],
)
def test_a_near_end_of_a_day_is_worded_as_people_say_it(now: str, end: str) -> None:
    sentence = plain(why(deadline("D3", "2026-04-30T09:00"), now=at(now)))
    assert sentence.endswith(f"regnes fra dagen efter og udløber med udgangen af {end}.")
