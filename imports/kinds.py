"""What one kind of import is: its tables, its columns, who may send a file, and for how long what is told of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from accounts.actor import Actor
from accounts.permissions import NotAllowed
from accounts.personal_data import Rule
from tabular.columns import Columns


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`app` names its audit events and mails ("companies"), its tasks and its pages; `word` is what one row is about.

    The tables are those of `imports.records`, made real. `may` says who imports, `refused` is told to others.
    `undecided` is the rule for a file that nobody decides upon, `explained` the rule for what was wrong in it.
    """

    app: str
    word: str
    model: Any
    piece: Any
    line: Any
    problem: Any
    columns: Columns
    may: Callable[[Actor], bool]
    refused: str | Promise
    lock: int
    undecided: Rule
    explained: Rule

    @property
    def object_type(self) -> str:
        """What a run is called in the audit log."""
        return f"{self.word}_import"

    @property
    def task(self) -> str:
        return f"{self.app}.imports.run"

    @property
    def sweep(self) -> str:
        return f"{self.app}.imports.sweep"

    def check_may(self, actor: Actor) -> None:
        """Raises NotAllowed."""
        if not self.may(actor):
            raise NotAllowed(str(self.refused))
