"""A file on its way in, for the tests of any kind of import that is built from `imports`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from accounts.tenancy import acting_as
from imports.turns import Turns
from tests.helpers.db import as_owner, as_worker


@dataclass(frozen=True)
class Files:
    """The services of one kind, and what a worker does. `name` is what a file is called where nobody says."""

    name: str
    turns: Turns
    receive: Callable[..., Any]
    begin: Callable[..., Any]

    def upload(self, actor: Actor, content: str | bytes, *, name: str = "") -> Any:
        data = content.encode() if isinstance(content, str) else content
        with acting_as(actor):
            return self.receive(actor=actor, name=name or self.name, pieces=[data])

    def work(self, run: Any) -> Any:
        """What the worker does until it waits for somebody."""
        with as_worker():
            while self.turns.turn(run.pk):
                pass
        return self.fresh(run)

    def fresh(self, run: Any) -> Any:
        with as_owner():
            return type(run).objects.get(pk=run.pk)

    def checked(self, actor: Actor, content: str | bytes, *, name: str = "") -> Any:
        return self.work(self.upload(actor, content, name=name))

    def started(self, actor: Actor, run: Any) -> Any:
        with acting_as(actor):
            return self.begin(actor=actor, run=run)

    def loaded(self, actor: Actor, content: str | bytes, *, name: str = "") -> Any:
        run = self.checked(actor, content, name=name)
        self.started(actor, run)
        return self.work(run)
