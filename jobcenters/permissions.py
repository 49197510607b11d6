"""Who may change what. `check_can_x` raises a Danish sentence; `can_x` is derived from it."""

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.permissions import NotAllowed
from jobcenters.models import ContactEntry, Jobcenter, Network


def check_can_change_calendar(actor: Actor, jobcenter: Jobcenter) -> None:
    """Opening hours and closing days: the jobcentre's own administrators and managers."""
    if not (actor.is_jobcenter and actor.organisation_id == jobcenter.pk):
        raise NotAllowed(_("I kan kun ændre jeres egne åbningstider og lukkedage."))
    if not (actor.is_administrator or actor.is_manager):
        raise NotAllowed(_("Kun en leder eller administrator kan ændre åbningstider og lukkedage."))


def can_change_calendar(actor: Actor, jobcenter: Jobcenter) -> bool:
    try:
        check_can_change_calendar(actor, jobcenter)
    except NotAllowed:
        return False
    return True


def check_can_confirm_contact(actor: Actor, entry: ContactEntry) -> None:
    """Confirm, change or remove a contact entry: anybody who works at the jobcentre it belongs to."""
    if not (actor.is_jobcenter and actor.organisation_id == entry.jobcenter_id):
        raise NotAllowed(_("I kan kun bekræfte og rette jeres egne kontaktpersoner."))


def can_confirm_contact(actor: Actor, entry: ContactEntry) -> bool:
    try:
        check_can_confirm_contact(actor, entry)
    except NotAllowed:
        return False
    return True


def check_can_ask_contact(actor: Actor, entry: ContactEntry) -> None:
    """Ask the person by mail whether an entry is right: the own jobcentre, who coordinates the network, the country."""
    if actor.is_national or (actor.is_jobcenter and actor.organisation_id == entry.jobcenter_id):
        return
    if entry.network is None or entry.network.coordinator_id != actor.organisation_id:
        raise NotAllowed(
            _("Kun jobcentret selv, netværkets koordinator og Jobservice Danmark kan bede om bekræftelse.")
        )


def can_ask_contact(actor: Actor, entry: ContactEntry) -> bool:
    try:
        check_can_ask_contact(actor, entry)
    except NotAllowed:
        return False
    return True


def check_can_keep_network(actor: Actor, network: Network) -> None:
    """Rules, members and meetings: administrators of the network's coordinator, and Jobservice Danmark."""
    if actor.is_national:
        return
    if network.coordinator_id is None or actor.organisation_id != network.coordinator_id:
        raise NotAllowed(_("Kun netværkets koordinator og Jobservice Danmark kan rette netværkets aftaler."))
    if not actor.is_administrator:
        raise NotAllowed(_("Kun en administrator kan rette netværkets aftaler."))


def can_keep_network(actor: Actor, network: Network) -> bool:
    try:
        check_can_keep_network(actor, network)
    except NotAllowed:
        return False
    return True


def check_can_choose_coordinator(actor: Actor) -> None:
    if not actor.is_national:
        raise NotAllowed(_("Kun Jobservice Danmark kan vælge netværkets koordinator."))
