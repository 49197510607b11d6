"""A company is found by who calls or writes too: a whole telephone number or mail address of one of its persons in use.

The number must be known to whoever searches; only the company's key comes back, and its persons are read under policies.
"""

from importlib import import_module

from django.db import migrations

from accounts.rls import Policy

BEFORE = import_module("companies.migrations.0002_row_level_security").SEARCH
BEFORE = BEFORE[: BEFORE.index("revoke all on")].replace("create function", "create or replace function")
NUMBERS = "      select company_id from companies_workplace where p_number >= digits and p_number < digits || ':';\n"
WITH_TELEPHONES = (
    NUMBERS.replace(";\n", "")
    + """
      union
      select company_id from companies_contactperson p
       where length(called) = 8 and p.phone <> '' and p.is_active
         and right(regexp_replace(p.phone, '[^0-9]', '', 'g'), 8) = called;
"""
)
WORDS = "  select array_agg('%' ||"
WITH_MAIL = """  if query like '%_@_%' then
    return query
      select company_id from companies_contactperson p
       where p.email <> '' and p.is_active and lower(p.email) = lower(btrim(query))
         and split_part(lower(p.email), '@', 2) = split_part(lower(btrim(query)), '@', 2);
  end if;
"""
DIGITS = "  patterns text[];\n"
CALLED = "  called text := regexp_replace(digits, '^(\\+|00)45', '');\n"


def _after() -> str:
    text = BEFORE
    for old, new in (
        (DIGITS, CALLED + DIGITS),
        (NUMBERS, WITH_TELEPHONES),
        ("  if digits ~ '^[0-9]+$' then", "  if digits ~ '^\\+?[0-9]+$' then"),
        (WORDS, WITH_MAIL + WORDS),
    ):
        if text.count(old) != 1:
            raise ValueError("The function is not the one that was changed.")
        text = text.replace(old, new)
    return text


class Migration(migrations.Migration):
    dependencies = [("companies", "0007_what_changed")]

    operations = [
        migrations.RunSQL(
            Policy("search_reads", "select", using="true", roles="jo_search").create(
                "companies_contactperson"
            )
            + "grant select (company_id, phone, email, is_active) on companies_contactperson to jo_search;",
            "drop policy search_reads on companies_contactperson;"
            " revoke select (company_id, phone, email, is_active) on companies_contactperson from jo_search;",
        ),
        migrations.RunSQL(_after(), BEFORE),
    ]
