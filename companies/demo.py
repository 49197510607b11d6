"""CVR and P-numbers for demo data and tests: right check digit, recognisable at a glance, always the same.

They start with 999: the register has not given out numbers from that end, so no real company is hit.
"""

from companies.cvr import CVR_DIGITS, P_NUMBER_DIGITS, cvr_fault

# The numbers found so far, in order: looking for the n-th starts where the last search ended.
_given: list[str] = []


def demo_cvr(n: int) -> str:
    """The n-th demo CVR number (n from 1 to about 9,000), for example "99900030". Raises ValueError beyond."""
    if n < 1:
        raise ValueError("Demo numbers count from 1.")
    while len(_given) < n:
        start = int(_given[-1]) + 1 if _given else 99_900_001
        right = (number for number in map(str, range(start, 10**CVR_DIGITS)) if not cvr_fault(number))
        _given.append(next(right, ""))
        if not _given[-1]:
            _given.pop()
            raise ValueError("There are no more demo CVR numbers.")
    return _given[n - 1]


def demo_p_number(n: int) -> str:
    """The n-th demo P-number, for example "9990000001"."""
    number = str(9_990_000_000 + n)
    if n < 1 or len(number) != P_NUMBER_DIGITS:
        raise ValueError("Demo numbers count from 1 and have 10 digits.")
    return number
