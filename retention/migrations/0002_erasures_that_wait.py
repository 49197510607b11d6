"""An erasure that something blocks waits, says for what, and is found again when the block may be gone."""

from django.db import migrations, models
from django.db.models import Q

STATES = ("open", "working", "waiting", "done", "refused")
OPEN = ("open", "working", "waiting")
NAMES = {
    "open": "Modtaget",
    "working": "Under udførelse",
    "waiting": "Delvist udført",
    "done": "Udført",
    "refused": "Afvist",
}
STEPS = [
    ("received", "Anmodning registreret"),
    ("passed_on", "Sendt videre til andre, der har personen"),
    ("looked", "Fundet steder vist"),
    ("ordered", "Sat i gang"),
    ("exported", "Kopi dannet"),
    ("fetched", "Kopi hentet"),
    ("erased", "Slettet"),
    ("partly", "Delvist slettet"),
    ("still", "Venter af en anden grund"),
    ("refused", "Afvist"),
    ("failed", "Kunne ikke udføres"),
]

BLOCKED = """
create function retention_blocked(the_most int, seen_before timestamptz)
returns table (id bigint, organisation_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.id, r.organisation_id from retention_rightsrequest r
     where r.state = 'waiting' and r.tries < 5 and r.rechecked_at <= seen_before
     order by r.rechecked_at, r.id limit the_most
$$;
revoke all on function retention_blocked(int, timestamptz) from public;
grant execute on function retention_blocked(int, timestamptz) to jo_worker;
"""


def known(states: tuple[str, ...]) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(state__in=list(states)), name="rights_state_known")


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_initial")]

    operations = [
        migrations.AddField("rightsrequest", "remains", models.CharField(blank=True, max_length=500)),
        migrations.AddField("rightsrequest", "rechecked_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "rightsrequest",
            "state",
            models.CharField(choices=[(key, NAMES[key]) for key in STATES], default="open", max_length=8),
        ),
        migrations.AlterField("rightsstep", "kind", models.CharField(choices=STEPS, max_length=10)),
        migrations.RemoveConstraint("rightsrequest", "rights_state_known"),
        migrations.AddConstraint("rightsrequest", known(STATES)),
        migrations.RemoveConstraint("rightsrequest", "rights_done_has_time"),
        migrations.AddConstraint(
            "rightsrequest",
            models.CheckConstraint(
                condition=Q(state__in=OPEN, done_at__isnull=True)
                | ~Q(state__in=OPEN) & Q(done_at__isnull=False),
                name="rights_done_has_time",
            ),
        ),
        migrations.AddConstraint(
            "rightsrequest",
            models.CheckConstraint(
                condition=~Q(state="waiting") | ~Q(remains="") & Q(rechecked_at__isnull=False),
                name="rights_waits_for_something",
            ),
        ),
        migrations.AddIndex(
            "rightsrequest",
            models.Index(fields=["rechecked_at"], condition=Q(state="waiting"), name="rights_waiting"),
        ),
        migrations.RunSQL(BLOCKED, "drop function retention_blocked(int, timestamptz);"),
    ]
