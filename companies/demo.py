"""CVR and P-numbers for demo data and tests: right check digit, recognisable at a glance, always the same.

They start with 999: the register has not given out numbers from that end, so no real company is hit.
"""

from companies.cvr import CVR_DIGITS, P_NUMBER_DIGITS, cvr_fault


def demo_cvr(n: int) -> str:
    """The n-th demo CVR number (n from 1 to about 9,000), for example "99900030". Raises ValueError beyond."""
    number, found = 99_900_000, 0
    while found < n:
        number += 1
        if number > 99_999_999 or n < 1:
            raise ValueError("There are no more demo CVR numbers.")
        found += not cvr_fault(str(number))
    if n < 1:
        raise ValueError("Demo numbers count from 1.")
    return str(number).zfill(CVR_DIGITS)


def demo_p_number(n: int) -> str:
    """The n-th demo P-number, for example "9990000001"."""
    number = str(9_990_000_000 + n)
    if n < 1 or len(number) != P_NUMBER_DIGITS:
        raise ValueError("Demo numbers count from 1 and have 10 digits.")
    return number
