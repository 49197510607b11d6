"""The barometer's page as a spreadsheet: what stands in its tables, and nothing else."""

from __future__ import annotations

from django.utils.translation import gettext as _

from barometer.selectors.figures import Overview


def sheet(page: Overview) -> list[list[object]]:
    """The page's tables as rows of a spreadsheet."""
    head: list[object] = [
        *(_("Tabel"), _("Navn"), _("Virksomheder"), _("Nettotal om 3 måneder"), _("Nettotal om 12 måneder")),
        *(_("Personer inden for 3 måneder"), _("Personer inden for 12 måneder")),
        *(_("Svært at finde, procent"), _("Kandidater i udsøgningen"), _("Flaskehals")),
    ]
    rows: list[list[object]] = [
        [_("Runde"), page.round.title, page.round.opens_on, page.round.closes_on],
        head,
    ]
    for table, lines in (
        (_("I alt"), [page.total]),
        (_("Kommune"), page.areas),
        (_("Branche"), page.industries),
    ):
        for one in lines:
            part = one.part
            rows.append(
                [
                    table,
                    one.title,
                    part.companies,
                    part.net_3,
                    part.net_12,
                    part.people_3 or one.people_3,
                    part.people_12 or one.people_12,
                ]
            )
    for job in page.occupations:
        rows.append(
            [
                _("Fag"),
                job.name,
                job.companies,
                job.demand.net_3,
                job.demand.net_12,
                job.people_3 or job.wanted_3,
                job.people_12 or job.wanted_12,
                "" if job.demand.hard_percent is None else job.demand.hard_percent,
                job.demand.candidates or job.candidates,
                job.risk.label,
            ]
        )
    return rows
