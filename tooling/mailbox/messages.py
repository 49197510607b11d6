"""The mail catcher's folder as a list of messages. Pure reading: nothing here writes or deletes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

NAME = re.compile(r"(?P<arrived>\d{8}T\d{6}\.\d{6}Z)-\d+-\d+\.eml", re.ASCII)


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived. `arrived` is an instant in UTC; `name` is its file's."""

    name: str
    arrived: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or self.message["X-Envelope-From"] or "")

    @property
    def recipients(self) -> str:
        """The envelope's recipients: who really gets it, whatever the header says."""
        return str(self.message["X-Envelope-To"] or self.message["To"] or "")

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "")

    @property
    def text(self) -> str:
        """The plain text, or the HTML part's source where there is no plain text."""
        part = self.message.get_body(("plain", "html"))
        return str(part.get_content()) if part else ""

    @property
    def has_html(self) -> bool:
        return self.message.get_body(("html",)) is not None

    @property
    def attachments(self) -> list[str]:
        return [part.get_filename() or part.get_content_type() for part in self.message.iter_attachments()]


def names(folder: Path) -> list[str]:
    """File names of all mails, newest first."""
    return sorted((path.name for path in folder.glob("*.eml") if NAME.fullmatch(path.name)), reverse=True)


def load(folder: Path, name: str) -> Mail | None:
    """The mail in that file; None when the name is not one of ours or the file is gone."""
    found = NAME.fullmatch(name)
    if not found:
        return None
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        return None
    arrived = datetime.strptime(found["arrived"], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    return Mail(name, arrived, message_from_bytes(content, policy=default))


def source(folder: Path, name: str) -> bytes | None:
    """The mail exactly as it was kept; None as in `load`."""
    mail = load(folder, name)
    return (folder / name).read_bytes() if mail else None
