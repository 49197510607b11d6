"""The calendar strip behind "Hvorfor denne frist?" as a model to draw. Pure.

`build_strip` turns a deadline into a `Strip`; templates/components/calendar_strip.html draws it as an SVG
without a viewBox: every x and width is a ready-made percentage ("63.6%", always a full stop, whatever the
locale) and every y and height is in pixels, so the strip stretches while 13 px text stays 13 px. Draw in
this order:

1. `labels`: text at (`x`, LABEL_Y), text-anchor middle. 2. `closed` hatched and `open` filled: rects from
BAND_Y, BAND_HEIGHT high. They do not overlap. 3. `edges`: white lines over the band at `x`, between the
cells. 4. `runs`: rects from RUN_Y, RUN_HEIGHT high, where the clock counts. 5. `marks`: a line from BAND_Y
to `line_to` at `x`, and the text on `baseline` with `anchor` ("start" or "end") and a dx of 5 px away from
the line. Each mark has a text line of its own, so no two can collide; `kind` is "received", "starts" or
"due" (due is red).

`height` is the height of the whole drawing. `title` and `desc` are its text alternative (role="img",
aria-labelledby both); `legend` is drawn as HTML under it. A short deadline has one cell a day with the
hours of the day inside it; closed days in the middle become one cell where there would be more than seven;
a long one has a tick a day.
"""

from orders.strip.build import build_strip
from orders.strip.model import (
    BAND_HEIGHT,
    BAND_Y,
    LABEL_Y,
    RUN_HEIGHT,
    RUN_Y,
    Box,
    Label,
    LegendItem,
    Mark,
    MarkKind,
    Strip,
)

__all__ = [
    "BAND_HEIGHT",
    "BAND_Y",
    "LABEL_Y",
    "RUN_HEIGHT",
    "RUN_Y",
    "Box",
    "Label",
    "LegendItem",
    "Mark",
    "MarkKind",
    "Strip",
    "build_strip",
]
