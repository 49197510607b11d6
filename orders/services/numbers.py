from django.db import connection

NEXT = """
insert into orders_ordernumber (year, last) values (%s, 1)
on conflict (year) do update set last = orders_ordernumber.last + 1 returning last
"""


def order_number_next(*, year: int) -> str:
    """The next order number of `year`, such as "2026-0147". Concurrent callers get different numbers."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [year])
        return f"{year}-{cursor.fetchone()[0]:04d}"
