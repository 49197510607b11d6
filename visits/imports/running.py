"""Files with visits and calls, worked through in turns (`imports.turns`)."""

from imports.running import sweep, turns_of
from imports.turns import TURN_SECONDS
from visits.imports.checking import Check
from visits.imports.kind import KIND
from visits.imports.loading import load_next

TURNS = turns_of(KIND, Check, load_next)
import_turn = TURNS.turn


def import_sweep(*, seconds: float = TURN_SECONDS) -> int:
    """Do what nobody is doing, and remove what is no longer needed; how many runs were worked on."""
    return sweep(KIND, TURNS, seconds=seconds)
