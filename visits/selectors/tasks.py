"""The list of tasks, and this app's own lines of it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from companies.models import Company
from jobcenters.calendar import local_date
from ui import danish
from visits.enums import JointVisitState, TaskKind
from visits.models import CalendarLink, Interaction, JointVisit, JointVisitGuest, Task
from visits.rules import When, when
from visits.sources import Asked, TaskLine, lines_for

# So long after a joint visit its note is asked for.
TO_WRITE = datetime.timedelta(days=14)


def task_get(actor: Actor, uuid: UUID) -> Task:
    """The task with that public id. Raises Task.DoesNotExist, also where it is another organisation's."""
    return Task.objects.visible_to(actor).select_related("company__organisation", "assigned").get(uuid=uuid)


def open_tasks_of(actor: Actor, company: Company, most: int = 10) -> list[Task]:
    """The organisation's own open tasks about the company, the earliest first."""
    rows = Task.objects.visible_to(actor).open().of(company).select_related("round")
    return list(rows.order_by("due_on", "id")[:most])


def own_tasks(actor: Actor, asked: Asked) -> list[TaskLine]:
    """The organisation's open tasks: one query. Those of a round of calls stand singly only for one company."""
    rows = Task.objects.visible_to(actor).open().select_related("company__organisation", "assigned")
    rows = rows.of(asked.company) if asked.company else rows.filter(round__isnull=True)
    if asked.user_id is not None:
        rows = rows.filter(assigned_id=asked.user_id)
    return [
        TaskLine(
            uid=f"opgave-{task.uuid}",
            due_on=task.due_on,
            text=task.text,
            url=reverse("visits:task", args=[task.uuid]),
            about=task.company.name if task.company else "",
            who=task.assigned.name if task.assigned else "",
            done_url=reverse("visits:task_done", args=[task.uuid]),
            label=task.get_kind_display() if task.kind == TaskKind.ROUND else "",
            calendar_text=task.get_kind_display(),
        )
        for task in rows.order_by("due_on", "id")[: asked.most]
    ]


def joint_visits_to_do(actor: Actor, asked: Asked) -> list[TaskLine]:
    """Joint visits: to answer, to wait for, to choose a time of, to hold, and to write about. Three queries."""
    rows = JointVisit.objects.visible_to(actor).with_names().exclude(state=JointVisitState.CANCELLED)
    if asked.company:
        rows = rows.of(asked.company)
    if asked.user_id is not None:
        # Whose a joint visit is: who invited, and who answered for the guest.
        own = Q(author_id=asked.user_id, organisation_id=actor.organisation_id)
        guest = Q(guests__organisation_id=actor.organisation_id, guests__answered_by_id=asked.user_id) | Q(
            guests__organisation_id=actor.organisation_id, guests__answered_at__isnull=True
        )
        rows = rows.filter(own | guest).distinct()
    written = Interaction.objects.filter(
        organisation_id=actor.organisation_id,
        company=OuterRef("company"),
        held_on__gte=OuterRef("on_day"),
    )
    rows = rows.annotate(on_day=TruncDate("starts_at", tzinfo=danish.COPENHAGEN)).annotate(
        is_written=Exists(written)
    )
    guests = JointVisitGuest.objects.select_related("organisation__jobcenter")
    shown = rows.prefetch_related("times", Prefetch("guests", guests)).order_by("-created_at", "-id")
    shown = shown[: asked.most]
    lines = (_joint_line(actor, visit) for visit in shown)
    return [line for line in lines if line is not None]


def _joint_line(actor: Actor, visit: JointVisit) -> TaskLine | None:
    now = moment()
    times = [time.starts_at for time in visit.times.all() if time.round == visit.round]
    guest = next((g for g in visit.guests.all() if g.organisation_id == actor.organisation_id), None)
    hosting = visit.organisation_id == actor.organisation_id
    if visit.state == JointVisitState.AGREED and visit.starts_at:
        if visit.starts_at >= now:
            return _line(visit, visit.starts_at, _("Sambesøg"), minutes_long=visit.minutes_long)
        if visit.is_written or visit.starts_at < now - TO_WRITE:  # type: ignore[attr-defined]
            return None
        url = reverse("visits:note_new", args=[visit.company.uuid])
        return _line(visit, visit.starts_at, _("Skriv notat om sambesøget"), is_day=True, url=url)
    if not times:
        return None
    if max(times) < now:
        text = _("Foreslå nye tider til sambesøget, eller aflys det")
        return _line(visit, max(times), text, is_day=True) if hosting else None
    if guest and guest.answered_round != visit.round:
        return _line(visit, min(times), _("Svar på invitationen til sambesøg"), is_day=True)
    if not hosting:
        return _line(visit, min(times), _("Værten vælger tid til sambesøget"), is_day=True)
    silent = [g.organisation.name for g in visit.guests.all() if g.answered_round != visit.round]
    if not silent:
        return _line(visit, min(times), _("Vælg tid til sambesøget"), is_day=True)
    text = _("Sambesøget venter på svar fra %s") % danish.join(silent)
    return _line(visit, min(times), text, is_day=True, calendar_text=_("Sambesøget venter på svar"))


def _line(
    visit: JointVisit,
    at: datetime.datetime,
    text: str,
    *,
    minutes_long: int = 0,
    is_day: bool = False,
    url: str = "",
    calendar_text: str = "",
) -> TaskLine:
    return TaskLine(
        uid=f"sambesoeg-{visit.uuid}",
        due_on=local_date(at),
        text=text,
        calendar_text=calendar_text or text,
        url=url or reverse("visits:joint_visit", args=[visit.uuid]),
        about=visit.company.name,
        starts_at=None if is_day else at,
        minutes_long=minutes_long,
        label=_("Sambesøg") if is_day else "",
    )


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """One group of the list. `key` is a `visits.rules.When`."""

    key: str
    heading: str
    lines: Sequence[TaskLine]


@dataclass(frozen=True, slots=True)
class TaskList:
    groups: Sequence[TaskGroup] = field(default_factory=list)

    @property
    def many(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def task_list(actor: Actor, *, today: datetime.date, mine: bool) -> TaskList:
    """The actor's own open tasks, or everybody's in the organisation: overdue, this week, later. Constant queries."""
    lines = lines_for(actor, Asked(user_id=actor.user_id if mine else None))
    headings = {
        When.OVERDUE: _("Over tiden"),
        When.THIS_WEEK: _("Denne uge"),
        When.LATER: _("Senere"),
    }
    groups = [
        TaskGroup(key.value, heading, [line for line in lines if when(line.due_on, today) == key])
        for key, heading in headings.items()
    ]
    return TaskList([group for group in groups if group.lines])


def done_lately(actor: Actor, *, mine: bool, most: int = 10) -> list[Task]:
    """The last tasks that were ticked off, newest first."""
    rows = Task.objects.visible_to(actor).filter(done_at__isnull=False, is_given_up=False)
    if mine:
        rows = rows.filter(done_by_id=actor.user_id)
    return list(rows.select_related("company__organisation", "done_by").order_by("-done_at", "-id")[:most])


def open_link(actor: Actor) -> CalendarLink | None:
    """The actor's calendar link that works now; its address cannot be told again."""
    own = CalendarLink.objects.filter(organisation_id=actor.organisation_id, user_id=actor.user_id or 0)
    return own.filter(revoked_at__isnull=True).first()
