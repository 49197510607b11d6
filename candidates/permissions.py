"""Who may do what with candidates on an order. `check_*` raises PermissionDenied with a Danish sentence."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor
from candidates.models import Candidate, Nomination, Participant, UpskillingProject
from candidates.workflow import Part
from orders.enums import AccessRole
from orders.models import Order

NOMINATES = frozenset({AccessRole.TOVHOLDER.value, AccessRole.ASKED.value})


def parts_of(actor: Actor, nomination: Nomination) -> frozenset[Part]:
    """What the actor's organisation has to do with the nomination, whose `order` is read already."""
    mine, order = actor.organisation_id, nomination.order
    parts = {
        Part.RESIDENCE: nomination.organisation_id == mine,
        Part.TOVHOLDER: order.tovholder_id == mine,
        Part.COMPANY: actor.is_company and order.company_id == mine,
    }
    return frozenset(part for part, holds in parts.items() if holds)


def check_can_nominate(actor: Actor, order: Order, role: str) -> None:
    """A jobcentre that leads the order or was asked about it (access role `role`), while it is open."""
    if not actor.is_jobcenter or role not in NOMINATES:
        raise PermissionDenied(_("Kun tovholderen og de jobcentre, der er spurgt, kan indstille kandidater."))
    if not order.is_open:
        raise PermissionDenied(_("Ordren er lukket."))


def check_is_ours(actor: Actor, candidate: Candidate) -> None:
    """Only the jobcentre of residence disposes of a candidate."""
    if candidate.jobcenter_id != actor.organisation_id:
        raise PermissionDenied(_("Kun kandidatens eget jobcenter kan gøre det."))


def check_order_is_open(nomination: Nomination) -> None:
    if not nomination.order.is_open:
        raise PermissionDenied(_("Ordren er lukket."))


def check_leads_project(actor: Actor, project: UpskillingProject) -> None:
    """One of the project's tovholders; there may be two, and both may do the same (R68)."""
    if not actor.is_jobcenter or not project.is_led_by(actor.organisation_id):
        raise PermissionDenied(_("Kun projektets tovholdere kan gøre det."))


def check_project_is_open(project: UpskillingProject) -> None:
    if not project.is_open:
        raise PermissionDenied(_("Projektet er slut."))


def check_moves(actor: Actor, participant: Participant) -> None:
    """The participant's own jobcentre and the tovholders move it along, while `participant.project` is open."""
    ours = participant.jobcenter_id == actor.organisation_id
    if not ours and not participant.project.is_led_by(actor.organisation_id):
        raise PermissionDenied(_("Kun deltagerens eget jobcenter og tovholderne kan gøre det."))
    check_project_is_open(participant.project)


def check_is_home(actor: Actor, participant: Participant) -> None:
    """Only the jobcentre of residence grants a course, and says how it went (R74)."""
    if participant.jobcenter_id != actor.organisation_id:
        raise PermissionDenied(_("Kun deltagerens eget jobcenter kan gøre det."))
