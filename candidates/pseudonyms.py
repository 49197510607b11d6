"""Pseudonyms such as "H-48213": the letter of the municipality and a number that says nothing about anybody. Pure."""

import random

DIGITS = 5  # to begin with; where most numbers of a letter are taken, one digit more
MOST_DIGITS = 8
_CHANCE = random.SystemRandom()


def pseudonym(municipality: str, *, digits: int = DIGITS, chance: random.Random = _CHANCE) -> str:
    """A pseudonym for a citizen of the municipality with that name. The table's unique constraint says if it is free.

    The number is drawn, never counted: neighbours in a file are no neighbours here. It does not begin with 0.
    """
    number = chance.randrange(10 ** (digits - 1), 10**digits)
    return f"{municipality[:1].upper()}-{number}"


def more_digits(round_number: int) -> int:
    """How many digits to draw in the given round (from 0): two rounds of each length, as taken ones become common."""
    return min(DIGITS + round_number // 2, MOST_DIGITS)


def first_round(many: int) -> int:
    """The round to begin with where a stock has `many` already: at most one number in twenty is taken."""
    digits = DIGITS
    while digits < MOST_DIGITS and many * 20 > 9 * 10 ** (digits - 1):
        digits += 1
    return 2 * (digits - DIGITS)
