"""CVR and P-numbers as people type them. Pure: no database.

A CVR number is 8 digits of which the last is a check digit; a P-number is 10 digits without one.
"""

from typing import Final

from stdnum import exceptions
from stdnum.dk import cvr as rule

CVR_DIGITS: Final = 8
P_NUMBER_DIGITS: Final = 10


def digits_of(text: str) -> str:
    """The digits of a number typed with spaces, dots, dashes or "DK" in front; "" when it holds anything else."""
    compact = rule.compact(text[:40])
    return compact if compact.isascii() and compact.isdigit() else ""


def cvr_fault(text: str) -> str:
    """What is wrong with a CVR number: "" (nothing), "length", "digits" or "check"."""
    try:
        rule.validate(text[:40])
    except exceptions.InvalidLength:
        return "length"
    except exceptions.InvalidChecksum:
        return "check"
    except exceptions.ValidationError:
        return "digits"
    return "" if digits_of(text) else "digits"


def spaced_cvr(cvr: str) -> str:
    """ "12345674" as it is read aloud and printed: "12 34 56 74", joined by non-breaking spaces."""
    return "\u00a0".join(cvr[i : i + 2] for i in range(0, len(cvr), 2))
