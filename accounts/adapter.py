"""allauth's hooks: nobody signs up alone, and every mail leaves through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.module_loading import import_string


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Users are created by an administrator of their organisation."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail in the outbox (the lower app may not import it, so the function is looked up by name)."""
        message = self.render_mail(template_prefix, email, context)
        queue = import_string("notifications.outbox.queue_email")
        queue(
            name=template_prefix.replace("/", "."),
            recipient=email,
            subject=message.subject,
            text=str(message.body),
            confidential=True,
        )
