"""A key without a rule stops every merge, in the database."""

import pytest
from django.db import DatabaseError, connection

from tests.companies.merging import Twins
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def test_no_merge_while_a_key_has_no_rule() -> None:
    twins = Twins(orders=0)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "create table unruled (id bigint primary key, company_id int references companies_company)"
        )
    with pytest.raises(DatabaseError, match=r"unruled\.company_id"):
        twins.merge()
