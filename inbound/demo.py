"""Mails of the demonstration, each through the very function that the door calls."""

import datetime
from email.message import EmailMessage

from accounts.moment import playing
from companies.models import ContactPerson
from inbound.addresses import address_of
from inbound.services.receiving import mail_receive
from orders.enums import OrderState
from orders.models import Order
from orders.reply_path import ReplyTo, reply_path

PLACE = "Horsens"
OPEN = (OrderState.CLARIFYING, OrderState.SEARCHING)
# One page with one word on it.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj\n"
    b"4 0 obj<</Length 44>>stream\nBT /F 18 Tf 72 760 Td (Jobbeskrivelse) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\nxref\n0 6\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000053 00000 n \n0000000103 00000 n \n0000000213 00000 n \n0000000303 00000 n \n"
    b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n365\n%%EOF\n"
)


def mails_play(now: datetime.datetime) -> None:
    """Bring the mails as they came before `now` (aware), as the tables' owner; nothing without JO_INBOUND_DOMAIN."""
    to = address_of(PLACE)
    if not to:
        return
    orders = list(
        Order.objects.filter(
            tovholder__jobcenter__place=PLACE,
            state__in=OPEN,
            is_inquiry=False,
            contact__email__gt="",
            received_at__lt=now - datetime.timedelta(days=1),
        )
        .select_related("contact")
        .order_by("-received_at")[:2]
    )
    known = (
        ContactPerson.objects.filter(company__workplaces__postcode="8700", is_active=True, email__gt="")
        .order_by("pk")
        .first()
    )
    if known is not None:
        text = (
            "Hej\n\nVi skal bruge to lagermedarbejdere fra den 1. Truckkort er en fordel. "
            "Kan I hjælpe os?\n\nVenlig hilsen\n" + known.name
        )
        _bring(
            now,
            40,
            to,
            _mail(known.name, known.email, "To lagermedarbejdere", text, pdf="Jobbeskrivelse.pdf"),
        )
    text = "Vi har fået travlt i køkkenet og mangler en kok med det samme. Ring gerne efter kl. 14."
    _bring(now, 95, to, _mail("Lone Kjær", "lone@kroen-ved-fjorden.example", "Kok søges", text))
    for number, order in enumerate(orders):
        if order.contact is None:
            continue
        address = reply_path(ReplyTo(order.pk, order.company_id))
        if number:
            mail = _mail(
                order.contact.name,
                order.contact.email,
                "Automatisk svar: Vi har modtaget jeres jobordre",
                "Jeg er på ferie og læser mails igen på mandag.",
            )
            mail["Auto-Submitted"] = "auto-replied"
            _bring(now, 200, address, mail)
        else:
            text = "Mandag passer fint. Vi mødes i receptionen kl. 9.\n\n> Hvornår kan vi komme forbi?"
            subject = f"SV: Jeres jobordre {order.number}"
            _bring(now, 65, address, _mail(order.contact.name, order.contact.email, subject, text))


def _mail(name: str, sender: str, subject: str, text: str, *, pdf: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = f'"{name}" <{sender}>', subject
    mail["Message-ID"] = f"<{sender.partition('@')[0]}.{len(subject)}@demo.example>"
    mail.set_content(text)
    if pdf:
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename=pdf)
    return mail


def _bring(now: datetime.datetime, minutes: int, to: str, mail: EmailMessage) -> None:
    with playing(now - datetime.timedelta(minutes=minutes)):
        mail_receive(address=to, envelope_sender=mail["From"].addresses[0].addr_spec, content=mail.as_bytes())
