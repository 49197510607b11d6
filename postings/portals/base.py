"""What a portal outside must be able to do, whichever it is. An adapter knows nothing of orders or of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the portal calls the vacancy, and where it stands there."""

    portal_id: str
    url: str


class PortalError(Exception):
    """It did not work this time, and may another time. The text is Danish and can be shown."""


class PortalRefused(PortalError):
    """The portal has looked and says no: trying again changes nothing. The text is Danish and can be shown."""


class PortalAdapter(Protocol):
    """One portal. Both calls may be made again with the same arguments and then change nothing more."""

    def post(self, *, key: str, number: int, document: Mapping[str, Any]) -> Receipt:
        """Show edition `number` of the vacancy that we call `key`. Raises PortalError."""

    def remove(self, *, key: str, number: int) -> None:
        """Show it no longer; what is not there is removed already. Raises PortalError."""
