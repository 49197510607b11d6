"""The icons: own drawings on a 24 x 24 grid that take the colour of the text around them.

Drawn inline rather than fetched: a page uses four to eight of them, 0.2 KB each, and background images cannot follow
`currentColor` or forced colours. Always decorative: the word beside the icon carries the meaning.
"""

from typing import Final

_LINE: Final = (
    '<g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
)
_RING: Final = '<circle cx="12" cy="12" r="8.5"/>'


def _line(drawing: str) -> str:
    return f"{_LINE}{drawing}</g>"


ICONS: Final[dict[str, str]] = {
    "tick-circle": _line(_RING + '<path d="M8.4 12.3l2.5 2.5 4.8-5.2"/>'),
    "clock": _line(_RING + '<path d="M12 7.4V12l3 2.2"/>'),
    "exclamation": _line(_RING + '<path d="M12 7.6v5"/>') + '<circle cx="12" cy="15.9" r="1.3"/>',
    "hourglass": _line(
        '<path d="M6.5 3.5h11M6.5 20.5h11M8 3.8c0 4.4 1.6 5.9 3 7.3.5.5.5 1.3 0 1.8-1.4 1.4-3 2.9-3 7.3'
        'M16 3.8c0 4.4-1.6 5.9-3 7.3-.5.5-.5 1.3 0 1.8 1.4 1.4 3 2.9 3 7.3"/>'
    ),
    "moon": '<path d="M10.6 3.6a8.6 8.6 0 1 0 9.8 10.6 6.6 6.6 0 0 1-9.8-10.6z"/>',
    "cross-circle": _line(_RING + '<path d="M9.2 9.2l5.6 5.6M14.8 9.2l-5.6 5.6"/>'),
    "cross": _line('<path d="M7.5 7.5l9 9M16.5 7.5l-9 9"/>'),
    "tick": _line('<path d="M5.5 12.8l4.2 4.2 8.8-9.6"/>'),
    "search": _line('<circle cx="10.4" cy="10.4" r="5.9"/><path d="M14.9 14.9l5.1 5.1"/>'),
    "plus": _line('<path d="M12 5.5v13M5.5 12h13"/>'),
    "arrow-left": _line('<path d="M19.5 12h-14M11 6l-6 6 6 6"/>'),
    "arrow-right": _line('<path d="M4.5 12h14M13 6l6 6-6 6"/>'),
    "chevron": _line('<path d="M6 9.2l6 6 6-6"/>'),
    "send": _line('<path d="M4.5 5l16 7-16 7 2-7-2-7zM6.5 12h6"/>'),
    "phone": _line(
        '<path d="M8.2 4H5.4A1.6 1.6 0 0 0 3.8 5.8 15.6 15.6 0 0 0 18.2 20.2 1.6 1.6 0 0 0 20 18.6v-2.8'
        "l-4.4-1.5-2 2.2a12.6 12.6 0 0 1-6.1-6.1l2.2-2L8.2 4z"
        '"/>'
    ),
    "menu": _line('<path d="M4 7h16M4 12h16M4 17h16"/>'),
    "calendar": _line(
        '<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/><path d="M4 10h16M8 3.5v3.5M16 3.5v3.5"/>'
    ),
    "download": _line('<path d="M12 4v10.5M7.5 10.5L12 15l4.5-4.5M4.5 16.5V20h15v-3.5"/>'),
    "mail": _line('<rect x="3.5" y="5.5" width="17" height="13" rx="1.5"/><path d="M4 7l8 6 8-6"/>'),
    "clip": _line(
        '<path d="M18 10.8l-7 7a3.9 3.9 0 0 1-5.6-5.5l8-8a2.6 2.6 0 0 1 3.8 3.7l-7.6 7.6'
        'a1.2 1.2 0 0 1-1.8-1.8l6.6-6.6"/>'
    ),
    "info": _line(_RING + '<path d="M12 11.2v5"/>') + '<circle cx="12" cy="8.1" r="1.3"/>',
    "key": _line('<circle cx="8" cy="15.5" r="4"/><path d="M11 12.6L19 4.6M15.6 8l2.8 2.8M18 5.6l2 2"/>'),
    "external": _line('<path d="M13.5 4.5h6v6M19 5l-8.5 8.5M10 5.5H5v13.5h13.5V14"/>'),
}
