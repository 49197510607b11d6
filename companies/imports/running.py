"""Files with companies, worked through in turns (`imports.turns`)."""

from companies.imports.checking import Check
from companies.imports.kind import KIND
from companies.imports.loading import load_next
from imports.running import sweep, turns_of
from imports.turns import TURN_SECONDS

TURNS = turns_of(KIND, Check, load_next)
import_turn = TURNS.turn


def import_sweep(*, seconds: float = TURN_SECONDS) -> int:
    """Do what nobody is doing, and remove what is no longer needed; how many runs were worked on."""
    return sweep(KIND, TURNS, seconds=seconds)
