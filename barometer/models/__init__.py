from barometer.models.answers import BarometerAnswer, BarometerAsk, BarometerDecline, BarometerNeed
from barometer.models.figures import (
    BarometerCounted,
    BarometerCountedNeed,
    BarometerFigure,
    BarometerOccupation,
)
from barometer.models.rounds import BarometerRound

__all__ = [
    "BarometerAnswer",
    "BarometerAsk",
    "BarometerCounted",
    "BarometerCountedNeed",
    "BarometerDecline",
    "BarometerFigure",
    "BarometerNeed",
    "BarometerOccupation",
    "BarometerRound",
]
