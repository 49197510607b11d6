"""The second level that networks have agreed becomes a ladder, and running clocks get their timers.

Nothing here is taken from today's code: the standard of the day on which this was written is spelled out.
"""

from hashlib import blake2s
from typing import Any

from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def ladder(across: bool, second: list[str]) -> list[dict[str, Any]]:
    at_breach = ["owner", "owner_manager", *(["counterpart"] if across else [])]
    return [
        {"when": "shortly_before", "n": 0, "who": ["owner"]},
        {"when": "at", "n": 0, "who": at_breach},
        {"when": "days_after", "n": 1, "who": second},
    ]


def version(steps: list[dict[str, Any]]) -> str:
    return blake2s(repr(steps).encode(), digest_size=8).hexdigest()


STANDARD = {
    "company": ladder(False, ["owner_manager"]),
    "jobcenter": ladder(True, ["owner_manager", "counterpart", "counterpart_manager"]),
}
ROLES = ("owner", "owner_manager", "counterpart", "counterpart_manager")
TIMERS = """
insert into orders_timer (clock_id, level, owner_id, fire_at)
select c.id, l.level, c.owner_organisation_id,
       case when l.level = c.level + 1 then c.next_fire_at else l.at end
  from orders_clock c
 cross join lateral (values (1, c.warn_at), (2, c.due_at), (3, c.second_at)) as l (level, at)
 where c.state = 'open' and c.next_fire_at is not null and l.level > c.level
"""
FIRINGS = """
insert into orders_firing (clock_id, level, owner_id, due_at, detected_at, tell_at)
select c.id, l.level, c.owner_organisation_id, l.at,
       coalesce((select min(e.detected_at) from orders_escalation e where e.clock_id = c.id and e.level = l.level), l.at),
       null
  from orders_clock c
 cross join lateral (values (1, c.warn_at), (2, c.due_at), (3, c.second_at)) as l (level, at)
 where l.level <= c.level
"""


def carry(apps: Any, schema_editor: Any) -> None:
    Clock, Version, Term = (
        apps.get_model("orders", name) for name in ("Clock", "LadderVersion", "LadderTerm")
    )
    Terms, Member = (apps.get_model("jobcenters", name) for name in ("NetworkTerms", "NetworkMember"))
    for owed_to, steps in STANDARD.items():
        mine = Q(promise="D2") if owed_to == "jobcenter" else ~Q(promise="D2")
        Clock.objects.filter(mine).update(ladder=version(steps))
    today = timezone.localdate()
    holds = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    # The network that a jobcentre joined first decides for it, so it comes last.
    members = list(
        Member.objects.filter(holds).order_by("-valid_from").values_list("network_id", "jobcenter_id")
    )
    order = {network_id: place for place, (network_id, _jobcenter) in enumerate(members)}
    for terms in sorted(Terms.objects.all(), key=lambda row: (order.get(row.network_id, -1), row.valid_from)):
        for owed_to, second in (
            ("company", terms.second_to_company),
            ("jobcenter", terms.second_to_jobcenter),
        ):
            steps = ladder(owed_to == "jobcenter", [role for role in ROLES if role in second])
            if steps == STANDARD[owed_to]:
                continue
            found, _made = Version.objects.get_or_create(version=version(steps), defaults={"steps": steps})
            Term.objects.create(
                network_id=terms.network_id,
                owed_to=owed_to,
                version=found,
                valid_from=terms.valid_from,
                valid_to=terms.valid_to,
            )
            if terms.valid_from <= today and (terms.valid_to is None or terms.valid_to >= today):
                owners = [jobcenter for network, jobcenter in members if network == terms.network_id]
                mine = Q(promise="D2") if owed_to == "jobcenter" else ~Q(promise="D2")
                Clock.objects.filter(mine, state="open", owner_organisation_id__in=owners).update(
                    ladder=found.version
                )


class Migration(migrations.Migration):
    dependencies = [("orders", "0021_ladder_policies"), ("jobcenters", "0006_network_terms")]

    operations = [
        migrations.RunPython(carry, migrations.RunPython.noop),
        migrations.RunSQL(TIMERS, "delete from orders_timer;"),
        migrations.RunSQL(FIRINGS, "delete from orders_firing;"),
    ]
