"""A jobcentre leads for a company that it registered, and for one whose orders it is tovholder of: it may merge it."""

from django.db import migrations

BODY = """
create or replace function companies_leads_for(the_org int, the_company int) returns boolean language sql stable
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from companies_company c
                  where c.organisation_id = the_company and c.created_by_organisation_id = the_org)
$$;
"""
WITH_ORDERS = """
create or replace function companies_leads_for(the_org int, the_company int) returns boolean language sql stable
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from companies_company c
                  where c.organisation_id = the_company and c.created_by_organisation_id = the_org)
      or exists (select 1 from orders_order o where o.company_id = the_company and o.tovholder_id = the_org)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("companies", "0004_merge"), ("orders", "0036_posted_and_mail")]

    operations = [migrations.RunSQL(WITH_ORDERS, BODY)]
