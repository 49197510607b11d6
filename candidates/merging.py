"""What happens to candidates on orders when a company is merged into another."""

from django.utils.translation import gettext_lazy as _

from companies.merge_rules import moves, never, register, stays

_ONE_JOBCENTRE = (
    "candidate", "candidateprofile", "candidateidentity", "release", "accesslog", "importrun", "importchunk",
    "importrow", "importfault", "importword", "invitation", "projectjobcenter", "participant", "grantdecision",
    "headcount", "saidno",
)  # fmt: skip


def connect() -> None:
    register(
        moves("candidates_upskillingproject", "company_id"),
        never("candidates_upskillingproject", "tovholder_id"),
        never("candidates_upskillingproject", "co_tovholder_id"),
        stays(
            "candidates_release",
            "organisation_id",
            reason=_("Borgeren er frigivet til én virksomhed. Jobcentret kan frigive igen."),
        ),
        stays("candidates_accesslog", "organisation_id", reason=_("Opslagsloggen ændres aldrig.")),
        never("candidates_invitation", "organisation_id"),
        never("candidates_nomination", "organisation_id"),
        stays("candidates_nominationstep", "organisation_id", reason=_("Historikken siger, hvad der skete.")),
        never("candidates_savedsearch", "organisation_id"),
        *(never(f"candidates_{table}", "jobcenter_id") for table in _ONE_JOBCENTRE),
    )
