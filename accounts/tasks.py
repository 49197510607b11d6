"""The base of every Celery task: it says on whose behalf it runs, or it does not run."""

from typing import Any

from celery import Task

from accounts.actor import Actor
from accounts.enums import Role
from accounts.tenancy import NoActorError, acting_as


class TenantTask(Task):
    """A task for one organisation: called with `organisation_id=…`, it runs in that organisation's context.

    Raises NoActorError when the organisation is not given. The context lives in the task's own transaction, so the
    next task of the same worker starts with none.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        organisation_id = kwargs.pop("organisation_id", None)
        if organisation_id is None:
            raise NoActorError(f"{self.name} was called without organisation_id.")
        actor = system_actor(organisation_id)
        with acting_as(actor):
            return self.run(*args, actor=actor, **kwargs)


class SystemTask(Task):
    """A task that works on deadlines and mail for all: it has no organisation, and other tables show it no rows."""

    abstract = True


def system_actor(organisation_id: int) -> Actor:
    """The system acting for an organisation, with no rights beyond reading and writing that organisation's rows."""
    return Actor(
        user_id=None,
        organisation_id=organisation_id,
        role=Role.CONSULTANT,
        kind="system",
        name="Systemet",
    )
