"""What is looked for when somebody asks about a person, and when the answer is due. Pure."""

import calendar
import datetime
import re

SHORTEST = 4  # characters; shorter words would find everybody
_NOT_DIGIT = re.compile(r"\D")


def ways_of_writing(phone: str) -> list[str]:
    """A Danish telephone number as people write it: together, in pairs, in fours, with the country's code."""
    digits = _NOT_DIGIT.sub("", phone)
    if len(digits) == 10 and digits.startswith("45"):
        digits = digits[2:]
    if len(digits) == 12 and digits.startswith("0045"):
        digits = digits[4:]
    if len(digits) != 8:
        return [phone.strip()] if len(digits) >= SHORTEST else []
    pairs = " ".join(digits[at : at + 2] for at in range(0, 8, 2))
    return [digits, pairs, f"{digits[:4]} {digits[4:]}", f"45{digits}", f"0045{digits}"]


def marks(*, email: str, phone: str) -> list[str]:
    """What belongs to one person alone: address and telephone number."""
    found = [email.strip().lower()] if "@" in email else []
    return found + ways_of_writing(phone)


def words(*, name: str, email: str, phone: str, other: str) -> list[str]:
    """All that names the person, longest first. `other` holds more ways of writing the name, one per line or comma."""
    found = [name.strip(), *marks(email=email, phone=phone)]
    found += [part.strip() for part in re.split(r"[,;\n]", other)]
    return sorted({word for word in found if len(word) >= SHORTEST}, key=lambda word: (-len(word), word))


def due(received: datetime.date) -> datetime.date:
    """One month after the Danish day of receipt (GDPR art. 12(3)); the month's last day where it has no such day."""
    year, month = divmod(received.year * 12 + received.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return received.replace(year=year, month=month + 1, day=min(received.day, last))
