"""What happens to people's own requests when a company is merged into another."""

from django.utils.translation import gettext_lazy as _

from companies.merge_rules import register, stays

_ASKED = _("En anmodning bliver hos den, der blev spurgt.")


def connect() -> None:
    register(
        stays("retention_rightsrequest", "organisation_id", reason=_ASKED),
        stays("retention_rightsrequest", "passed_on_by_id", reason=_ASKED),
        stays("retention_rightsstep", "organisation_id", reason=_ASKED),
        stays("retention_rightscopy", "organisation_id", reason=_ASKED),
    )
