"""Mails as other people's programs write them."""

import io
import zipfile
from email.message import EmailMessage
from email.policy import SMTP

# One empty page.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20_000


def mail(
    text: str = "Hej, vi mangler to kokke.",
    *,
    sender: str = "karin@firma.example",
    name: str = "Karin Friis",
    subject: str = "Kokke søges",
    message_id: str = "<1@firma.example>",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """One mail; `headers` by name with _ for -."""
    message = EmailMessage()
    message["From"], message["Subject"] = f'"{name}" <{sender}>', subject
    if message_id:
        message["Message-ID"] = message_id
    for header, value in headers.items():
        message[header.replace("_", "-")] = value
    message.set_content(text)
    for filename, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=filename)
    return message.as_bytes(policy=SMTP)


def office(*names: str) -> bytes:
    """An archive with files of these names."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return held.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")
DOCM = office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
