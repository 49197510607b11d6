"""Runs of the rules, readable by all; people's requests, the answering organisation's own."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import ANYONE, ORG, Policy, append_only, protect, worker_all

WAITING = """
create function retention_waiting(the_most int) returns table (id bigint, organisation_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.id, r.organisation_id from retention_rightsrequest r
     where r.state = 'working' and r.tries < 5 order by r.ordered_at, r.id limit the_most
$$;
revoke all on function retention_waiting(int) from public;
grant execute on function retention_waiting(int) to jo_worker;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0007_hold"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("export", "Indsigt: få en kopi af oplysningerne"),
                            ("erase", "Sletning: få oplysningerne slettet"),
                        ],
                        max_length=6,
                        verbose_name="Hvad beder personen om?",
                    ),
                ),
                (
                    "person",
                    models.CharField(
                        choices=[
                            ("citizen", "Borger"),
                            ("contact", "Kontaktperson i en virksomhed"),
                            ("user", "Medarbejder, der har haft adgang"),
                        ],
                        max_length=8,
                        verbose_name="Hvem er det?",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="Navn")),
                ("email", models.CharField(blank=True, max_length=254, verbose_name="E-mail")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="Telefon")),
                (
                    "other_words",
                    models.CharField(blank=True, max_length=300, verbose_name="Andre skrivemåder"),
                ),
                ("candidate_id", models.BigIntegerField(blank=True, null=True)),
                ("pseudonym", models.CharField(blank=True, max_length=12, verbose_name="Kendenavn")),
                ("contact_id", models.BigIntegerField(blank=True, null=True)),
                ("user_subject_id", models.IntegerField(blank=True, null=True)),
                ("asked_by", models.CharField(max_length=200, verbose_name="Hvem har bedt om det?")),
                ("reason", models.CharField(max_length=500, verbose_name="Hvordan og hvorfor?")),
                ("received_on", models.DateField(verbose_name="Modtaget den")),
                ("due_on", models.DateField(verbose_name="Skal besvares senest")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Modtaget"),
                            ("working", "Under udførelse"),
                            ("done", "Udført"),
                            ("refused", "Afvist"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="Hvorfor afvises den?")),
                ("created_at", models.DateTimeField()),
                ("ordered_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "passed_on_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "anmodning",
                "verbose_name_plural": "anmodninger",
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="RightsCopy",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="copy",
                        to="retention.rightsrequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RightsStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "Anmodning registreret"),
                            ("passed_on", "Sendt videre til andre, der har personen"),
                            ("looked", "Fundet steder vist"),
                            ("ordered", "Sat i gang"),
                            ("exported", "Kopi dannet"),
                            ("fetched", "Kopi hentet"),
                            ("erased", "Slettet"),
                            ("refused", "Afvist"),
                            ("failed", "Kunne ikke udføres"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("counts", models.JSONField(default=dict)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="retention.rightsrequest",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("rule", models.CharField(max_length=60)),
                ("before", models.DateTimeField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["-started_at", "-id"],
                "indexes": [models.Index(fields=["rule", "-started_at"], name="retention_run_of_rule")],
            },
        ),
        migrations.AddIndex(
            model_name="rightsrequest",
            index=models.Index(fields=["organisation", "state", "due_on"], name="rights_of_organisation"),
        ),
        migrations.AddIndex(
            model_name="rightsrequest",
            index=models.Index(
                condition=models.Q(("state", "working")), fields=["ordered_at"], name="rights_working"
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["export", "erase"])), name="rights_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__in", ["citizen", "contact", "user"])), name="rights_person_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "working", "done", "refused"])),
                name="rights_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_by", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                ),
                name="rights_says_who_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("state__in", ("open", "working"))),
                    models.Q(
                        models.Q(("state__in", ("open", "working")), _negated=True),
                        ("done_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="rights_done_has_time",
            ),
        ),
        protect(
            "retention_run",
            [Policy("read_acting", "select", using=ANYONE), worker_all()],
        ),
        *(
            protect(
                f"retention_{name}",
                [Policy("own", using=f"organisation_id = {ORG}", check=f"organisation_id = {ORG}")],
            )
            for name in ("rightsrequest", "rightsstep", "rightscopy")
        ),
        append_only("retention_rightsstep"),
        # The worker learns which organisation has a request that waits, and acts for it.
        migrations.RunSQL(WAITING, "drop function retention_waiting(int);"),
    ]
