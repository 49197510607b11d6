"""The world of the chaos: the reference data's jobcentres, six people at each, one company, and open doors always.

    python -m bench.chaos.data

It writes as the server's own login, before the product starts, and prints as JSON who takes part: [user, organisation,
organisation's name, user's name] of one consultant each.
"""

import json
import os
from typing import Any

import psycopg

from bench.clock_rows import make_company, make_people

# It is opening time everywhere, whatever day and hour the run takes place at: mail leaves at once.
ALWAYS_OPEN = """
delete from jobcenters_openinghours;
insert into jobcenters_openinghours (jobcenter_id, weekday, opens, closes, valid_from)
select organisation_id, weekday, '00:00', '23:59:59.999999', '2000-01-01'
  from jobcenters_jobcenter, generate_series(0, 6) weekday;
update jobcenters_jobcenter set calendar_version = calendar_version + 1;
"""
_CONSULTANTS = """
select u.id, o.id, o.name, u.name
  from accounts_membership m
  join accounts_organisation o on o.id = m.organisation_id and o.kind = 'jobcenter'
  join accounts_user u on u.id = m.user_id
 where u.email like 'p2.%%' order by o.id limit %s
"""
OFFICES = 24  # jobcentres that take part


def prepare(dsn: str) -> list[tuple[Any, ...]]:
    """Write it; who takes part."""
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        make_people(cursor)
        make_company(cursor)
        cursor.execute(ALWAYS_OPEN)
        return cursor.execute(_CONSULTANTS, [OFFICES]).fetchall()


if __name__ == "__main__":
    print(json.dumps(prepare(os.environ["DATABASE_URL"])))
