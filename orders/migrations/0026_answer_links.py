"""Links in mails by which an asked jobcentre answers without signing in, and by which way an answer came."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.rls import ORG, Policy, protect, worker_all

# A link names its jobcentre before anybody acts: this one look-up passes the policies and tells two numbers.
BY_HASH = """
create function orders_answer_link_by_hash(hash text) returns table (link_id bigint, organisation_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select l.id, l.organisation_id from orders_answerlink l where l.token_hash = hash
$$;
revoke all on function orders_answer_link_by_hash(text) from public;
grant execute on function orders_answer_link_by_hash(text) to jo_web;
"""
# Whoever asks gives a link for a deadline that it sees, to the jobcentre that owes the answer, and to nobody else.
OWED = (
    "exists (select 1 from orders_clock c where c.id = clock_id and c.request_id = orders_answerlink.request_id"
    " and c.owner_organisation_id = organisation_id)"
)
OWN = f"organisation_id = {ORG}"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_register_partner"),
        ("orders", "0025_watch"),
    ]

    operations = [
        migrations.AddField(
            "request",
            "answer_channel",
            models.CharField(
                blank=True,
                choices=[("app", "Logget ind"), ("link", "Linket i mailen")],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "request",
            "answered_by_email",
            models.CharField(blank=True, db_default="", default="", max_length=254),
        ),
        migrations.CreateModel(
            name="AnswerLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("email", models.CharField(max_length=254, verbose_name="Sendt til")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_links",
                        to="orders.clock",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_links",
                        to="orders.request",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", ""), _negated=True)
                        & models.Q(("token_hash", ""), _negated=True),
                        name="answer_link_is_somebodys",
                    )
                ],
            },
        ),
        protect(
            "orders_answerlink",
            [
                Policy("give", "insert", check=OWED, roles="jo_web"),
                Policy("see_own", "select", using=OWN, roles="jo_web"),
                Policy("use_own", "update", using=OWN, check=OWN, roles="jo_web"),
                worker_all("insert"),
            ],
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on orders_answerlink from jo_web, jo_worker;"
            " grant update (used_at) on orders_answerlink to jo_web;",
            "revoke update (used_at) on orders_answerlink from jo_web;"
            " grant update, delete on orders_answerlink to jo_web, jo_worker;",
        ),
        migrations.RunSQL(BY_HASH, "drop function orders_answer_link_by_hash(text);"),
    ]
