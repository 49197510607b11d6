from django.db import connection

NEXT = """
insert into agreements_agreementnumber (year, last) values (%s, 1)
on conflict (year) do update set last = agreements_agreementnumber.last + 1 returning last
"""


def agreement_number_next(*, year: int) -> str:
    """The next agreement number of `year`, such as "A2026-0012". Concurrent callers get different numbers."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [year])
        return f"A{year}-{cursor.fetchone()[0]:04d}"
