"""A note, an internal note, a task, a joint visit and a calendar link, for the walk of all routes."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from companies.models import Company
from jobcenters.calendar import local_date
from tests.factories import orders as make
from visits.services.interactions import InteractionData, interaction_add, internal_note_add
from visits.services.joint_visits import JointVisitData, joint_visit_invite
from visits.services.rounds import round_make
from visits.services.tasks import calendar_link_make, task_add

# The calendar's address is all that it takes. What it gives and does not give has its own tests.
LINKS = {"visits:calendar_feed"}
# About a company: every jobcentre and Jobservice Danmark writes about any, each for itself.
STAFF_MAY_SEE = {
    "visits:note_new",
    "visits:notes",
    "visits:internal_note",
    "visits:joint_visit_new",
    "visits:sheet",
    "companies:consent",
}
# Where companies are looked up.
LOOK_UP = "visits:round"


def visit_arguments(tovholder: Actor, company: Company, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the routes; the note is kept, not shared, and everything in it is secret."""
    now = timezone.now()
    today = local_date(now)
    days = [now + datetime.timedelta(days=n) for n in (9, 10, 11)]
    with acting_as(tovholder):
        person = company.contacts.get()
        note = interaction_add(
            actor=tovholder,
            company=company,
            data=InteractionData(kind="visit", held_on=today, text=secret, campaign=secret),
        )
        internal = internal_note_add(actor=tovholder, company=company, text=secret)
        task = task_add(actor=tovholder, text=secret, due_on=today, company=company)
        joint = joint_visit_invite(
            actor=tovholder,
            company=company,
            data=JointVisitData(purpose=secret),
            guests=[make.jobcenter("Odder")],
            times=days,
        )
        called = round_make(actor=tovholder, companies=[company.pk], name=secret, due_on=today).round
        token = calendar_link_make(actor=tovholder)
    of_company, of_task, of_joint = {"uuid": company.uuid}, {"uuid": task.uuid}, {"uuid": joint.uuid}
    return {
        **{
            f"visits:{name}": of_company for name in ("note_new", "notes", "internal_note", "joint_visit_new")
        },
        **{f"visits:{name}": {"uuid": note.uuid} for name in ("note", "note_edit")},
        "visits:internal_note_delete": {"uuid": internal.uuid},
        "visits:internal_note_restore": {"uuid": internal.uuid},
        **{f"visits:{name}": of_task for name in ("task", "task_done", "task_reopen")},
        **{
            f"visits:{name}": of_joint
            for name in (
                *("joint_visit", "joint_visit_pick", "joint_visit_times"),
                *("joint_visit_edit", "joint_visit_end"),
            )
        },
        **{
            f"visits:{name}": {"uuid": called.uuid}
            for name in ("call_round", "call_round_edit", "call_round_end", "call_round_resume")
        },
        "visits:calendar_feed": {"token": token},
        "visits:sheet": {"ending": "csv"},
        "companies:consent": {"uuid": company.uuid, "contact": person.uuid},
    }
