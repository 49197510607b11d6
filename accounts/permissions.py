"""A refusal in words. Each app's `permissions` raises it with a Danish sentence."""

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """A refusal whose text is a sentence for the user."""

    is_for_user = True
