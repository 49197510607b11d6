"""What somebody wrote now, and what they only answer to: the history that mail programs put below. Pure."""

import re

_BEGINS = (
    re.compile(
        r"^-{3,} ?(Oprindelig meddelelse|Original Message|Videresendt meddelelse|Forwarded message)", re.I
    ),
    re.compile(r"^_{10,}$"),
    re.compile(r"^(Den|On) .{4,160}(skrev|wrote)( .{0,120})?:$", re.I | re.S),
    re.compile(r"^\*?(Fra|From):\*? .+", re.I),
)
_FOLLOWS_FROM = re.compile(r"^\*?(Sendt|Sent|Til|To|Dato|Date):\*? ", re.I | re.M)


def split_quoted(text: str) -> tuple[str, str]:
    """(what is new, what is quoted). Where everything is quoted, nothing is taken away."""
    lines = text.split("\n")
    cut = next((n for n in range(len(lines)) if _begins(lines, n)), len(lines))
    while cut == len(lines) and lines and (lines[-1].startswith(">") or not lines[-1].strip()):
        # A quotation below, without a line that says so.
        last = len(lines)
        while last and (lines[last - 1].startswith(">") or not lines[last - 1].strip()):
            last -= 1
        cut = last
        break
    new, quoted = "\n".join(lines[:cut]).strip(), "\n".join(lines[cut:]).strip()
    if not new or not quoted.strip("> \n"):
        return text.strip(), ""
    return new, quoted


def _begins(lines: list[str], n: int) -> bool:
    line = lines[n].strip()
    # "Den 3. marts 2026 skrev Mette Lund" is often broken over two lines.
    joined = f"{line} {lines[n + 1].strip()}" if n + 1 < len(lines) else line
    if _BEGINS[0].match(line) or _BEGINS[1].match(line):
        return True
    if _BEGINS[2].match(line) or _BEGINS[2].match(joined):
        return True
    return bool(_BEGINS[3].match(line)) and bool(_FOLLOWS_FROM.search("\n".join(lines[n + 1 : n + 4])))
