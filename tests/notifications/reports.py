"""Mails that come back, as mail servers write them."""

from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

NO_SUCH_USER = "smtp; 550 5.1.1 <aase@virksomhed.example>: Recipient address rejected: Ingen Åse her"


def report(
    action: str = "failed",
    status: str = "5.1.1",
    said: str = NO_SUCH_USER,
    *,
    kind: str = "delivery-status",
    groups: int = 1,
    headers: dict[str, str] | None = None,
) -> bytes:
    """A report (RFC 3464) as Postfix writes it, its `Auto-Submitted: auto-replied` included."""
    mail = MIMEMultipart("report", **{"report-type": kind})
    for name, value in {
        "From": "MAILER-DAEMON@mx.example (Mail Delivery System)",
        "Subject": "Undelivered Mail Returned to Sender",
        "Auto-Submitted": "auto-replied",
        **(headers or {}),
    }.items():
        mail[name] = value
    mail.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered."))
    about = Message()
    about["Reporting-MTA"] = "dns; mx.example"
    status_part = Message()
    status_part["Content-Type"] = f"message/{kind}"
    recipients = []
    for n in range(groups):
        one = Message()
        one["Final-Recipient"] = f"rfc822; aase{n}@virksomhed.example"
        for name, value in (("Action", action), ("Status", status), ("Diagnostic-Code", said)):
            if value:
                one[name] = value
        recipients.append(one)
    status_part.set_payload([about, *recipients])
    mail.attach(status_part)
    original = EmailMessage()
    original["Subject"] = "Underskriv"
    original.set_content("Teksten")
    mail.attach(MIMEMessage(original))
    return mail.as_bytes()


def plain(subject: str, text: str, **headers: str) -> bytes:
    """A mail of a person or of a person's program."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Åse <aase@virksomhed.example>", subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


OUT_OF_OFFICE = plain(
    "Automatisk svar: Underskriv",
    "Jeg er på ferie. Final-Recipient: x\nAction: failed\nStatus: 5.1.1\n",
    Auto_Submitted="auto-replied",
    X_Failed_Recipients="aase@virksomhed.example",
)
