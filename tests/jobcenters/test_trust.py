"""When a contact entry is yellow or red, why in words, and when its owner is asked (N8)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcenters.enums import Freshness
from jobcenters.trust import (
    ASK_AGAIN_DAYS,
    MOST_ASKED,
    Ground,
    Heard,
    Signs,
    reason,
    should_ask,
    silent_in_row,
    trust,
)

TODAY = date(2026, 3, 27)
YELLOW, RED = Freshness.AGEING, Freshness.STALE


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def signs(**known: object) -> Signs:
    return Signs(created_on=ago(400), **{"last_confirmed_on": ago(10), **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "state", "ground", "words"),
    [
        (signs(), Freshness.FRESH, None, "Bekræftet 17. marts 2026"),
        (signs(last_confirmed_on=ago(90)), Freshness.FRESH, None, "Bekræftet 27. december 2025"),
        (signs(last_confirmed_on=ago(91)), YELLOW, Ground.UNCONFIRMED, "Sidst bekræftet 26. december 2025"),
        (signs(last_confirmed_on=ago(180)), YELLOW, Ground.UNCONFIRMED, "Sidst bekræftet"),
        (signs(last_confirmed_on=ago(181)), RED, Ground.UNCONFIRMED, "Sidst bekræftet"),
        (signs(last_confirmed_on=None), RED, Ground.NEVER, "Aldrig bekræftet"),
        (Signs(ago(90)), Freshness.NEW, None, "Ikke bekræftet endnu"),
        (Signs(ago(91)), RED, Ground.NEVER, "Aldrig bekræftet"),
        (signs(silent=1), Freshness.FRESH, None, "Bekræftet"),
        (signs(silent=2), YELLOW, Ground.SILENT, "Har ikke svaret på 2 henvendelser i træk"),
        (signs(silent=3), RED, Ground.SILENT, "Har ikke svaret på 3 henvendelser i træk"),
        (signs(bounced_on=ago(2)), RED, Ground.BOUNCED, "Mail kom retur 25. marts 2026"),
        (signs(bounced_on=ago(10)), RED, Ground.BOUNCED, "Mail kom retur"),
        (signs(bounced_on=ago(11)), Freshness.FRESH, None, "Bekræftet"),
        (signs(left_on=ago(1)), RED, Ground.LEFT, "Er ikke længere kontaktperson, oplyst 26. marts 2026"),
        (signs(left_on=ago(1), bounced_on=ago(1)), RED, Ground.LEFT, "Er ikke længere"),
    ],
)
def test_state_and_reason(found, state, ground, words):
    got = trust(found, TODAY)
    assert (got.state, got.ground) == (state, ground)
    assert reason(got, found).replace("\xa0", " ").startswith(words)
    assert got.is_living == (state is not RED)


days = st.none() | st.integers(0, 400).map(ago)


@given(st.integers(0, 400), days, days, days, st.integers(0, 9))
def test_a_confirmation_today_makes_every_entry_green(created, confirmed, bounced, left, silent):
    """Whatever has happened: confirming takes away every reason, and no day that passes makes an entry better."""
    found = Signs(ago(created), confirmed, bounced, left, silent)
    order = [Freshness.FRESH, Freshness.NEW, YELLOW, RED]
    later = [order.index(trust(found, TODAY + timedelta(n)).state) for n in range(0, 400, 20)]
    assert later == sorted(later)
    assert trust(Signs(ago(created), TODAY), TODAY).state is Freshness.FRESH


@pytest.mark.parametrize(
    ("found", "more", "asked"),
    [
        (signs(last_confirmed_on=ago(79)), {}, False),
        (signs(last_confirmed_on=ago(80)), {}, True),
        (signs(last_confirmed_on=ago(300)), {"last_asked_on": ago(ASK_AGAIN_DAYS - 1)}, False),
        (signs(last_confirmed_on=ago(300)), {"last_asked_on": ago(ASK_AGAIN_DAYS)}, True),
        (signs(last_confirmed_on=ago(300)), {"asked_in_vain": MOST_ASKED}, False),
        (signs(silent=2), {}, True),
        (signs(bounced_on=ago(1)), {}, False),
        (signs(left_on=ago(1), last_confirmed_on=ago(300)), {}, False),
        (Signs(ago(0)), {}, False),
        (Signs(ago(80)), {}, True),
    ],
)
def test_who_is_asked(found, more, asked):
    assert should_ask(found, TODAY, **more) is asked


def test_silence_is_counted_in_a_row_and_from_the_last_confirmation():
    silent, answered = Heard(ago(3), True, False), Heard(ago(4), True, True)
    waiting, old = Heard(ago(-1), False, False), Heard(ago(20), True, False)
    assert silent_in_row([], None) == 0
    assert silent_in_row([waiting, silent, silent], None) == 2
    assert silent_in_row([silent, answered, silent], None) == 1
    assert silent_in_row([silent, old], ago(20)) == 1
    assert silent_in_row([silent, old], None) == 2
