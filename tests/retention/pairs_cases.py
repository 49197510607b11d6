"""Two real rows for each rule about agreements and citizens (see `pairs`)."""

import datetime
from collections.abc import Callable

from accounts.actor import Actor
from agreements.models import Agreement, AgreementChange, AgreementEvent, AgreementMeeting, TovholderBypass
from candidates.models import GrantDecision, ImportRun, Release, SaidNo, SavedSearch
from tests.factories import agreements, candidates, companies, networks
from tests.factories import orders as make
from tests.retention.pairs import DAY, TIMES, each


def agreement_rows(mette: Actor) -> None:
    """Two agreements that have ended, each with everything."""
    for at in TIMES:
        agreement = agreements.agreement_in_force(companies.company())
        Agreement.objects.filter(pk=agreement.pk).update(state="expired")
        agreement.versions.update(state="expired", ended_at=at)
        AgreementEvent.objects.filter(agreement=agreement).delete()
        AgreementEvent.objects.create(agreement=agreement, at=at, kind="note", title="Karin ringede")
        AgreementChange.objects.create(
            agreement=agreement,
            kind="cancel",
            state="agreed",
            ends_on=DAY,
            reason="Karin rejser",
            proposed_by_id=agreement.owner_id,
            proposed_at=at,
            decided_at=at,
        )
        AgreementMeeting.objects.filter(agreement=agreement).delete()
        AgreementMeeting.objects.create(
            agreement=agreement, starts_at=at, minutes="Karin sagde", invited=["k"]
        )
        TovholderBypass.objects.create(
            agreement=agreement,
            company_id=agreement.company_id,
            organisation_id=mette.organisation_id,
            reason="other",
            text="Karin",
            at=at,
        )
        from agreements.models import Signer

        Signer.objects.filter(version__agreement=agreement).update(
            state="signed", expires_at=at, code_hash="x", earlier_hashes=["y"]
        )


def network_meetings(mette: Actor) -> None:
    made = networks.network()
    each(lambda _at, n: networks.meeting(made, days=30 + n, minutes="Karin sagde"))
    from agreements.models import NetworkMeeting

    for row, at in zip(NetworkMeeting.objects.filter(network=made), TIMES, strict=True):
        NetworkMeeting.objects.filter(pk=row.pk).update(starts_at=at)


def looks(mette: Actor) -> None:
    from candidates.models import AccessLog

    candidate = candidates.candidate()
    each(
        lambda at, _n: AccessLog.objects.create(
            at=at,
            user_id=mette.user_id,
            organisation_id=mette.organisation_id,
            candidate=candidate,
            jobcenter_id=candidate.jobcenter_id,
            level=2,
            surface="page",
            purpose="Job",
        )
    )


def releases(mette: Actor) -> None:
    order = make.order(mette)
    each(
        lambda at, _n: Release.objects.create(
            candidate=candidates.candidate(),
            jobcenter_id=mette.organisation_id,
            organisation_id=make.jobcenter("Odder").pk,
            order=order,
            purpose="Karin",
            released_at=at - datetime.timedelta(days=1),
            expires_at=at,
        )
    )


def grants(mette: Actor) -> None:
    from candidates.models import Participant, UpskillingProject

    project = UpskillingProject.objects.create(
        title="Svejs", state="running", tovholder_id=mette.organisation_id, places=2
    )
    for at in TIMES:
        candidate = candidates.candidate()
        participant = Participant.objects.create(
            project=project,
            candidate=candidate,
            jobcenter_id=candidate.jobcenter_id,
            pseudonym=candidate.pseudonym,
            step=1,
            added_at=at,
        )
        GrantDecision.objects.create(
            participant=participant,
            jobcenter_id=candidate.jobcenter_id,
            grant="refused",
            reason="Karin har allerede",
            at=at,
            user_id=mette.user_id,
        )


def runs(mette: Actor) -> None:
    each(
        lambda at, n: ImportRun.objects.create(
            jobcenter_id=mette.organisation_id,
            state="done",
            file_name=f"karin{n}.csv",
            size=1,
            sha256="x",
            kind="csv",
            encoding="utf-8",
            created_at=at,
            created_by_id=mette.user_id,
            finished_at=at,
            purged_at=at,
        )
    )


def saved(mette: Actor) -> None:
    each(
        lambda at, n: SavedSearch.objects.create(
            organisation_id=mette.organisation_id,
            user_id=mette.user_id,
            name=f"Karin {n}",
            criteria={},
            seen_until=at,
        )
    )


def said_no(mette: Actor) -> None:
    """Of one, a file had the reference last; of the other, none has."""
    said = TIMES[0] - datetime.timedelta(days=900)
    each(
        lambda at, n: SaidNo.objects.create(
            jobcenter_id=mette.organisation_id,
            digest=f"{n}",
            said_no_at=said if n else at,
            seen_at=at if n else None,
        )
    )


OF_AGREEMENTS = frozenset(
    f"agreements.{name}"
    for name in ("versions", "events", "changes", "meetings", "bypasses", "signing_codes")
)
MAKERS: dict[str, Callable[[Actor], object]] = {
    **dict.fromkeys(OF_AGREEMENTS, agreement_rows),
    "agreements.network_meetings": network_meetings,
    "candidates.import_runs": runs,
    "candidates.access_log": looks,
    "candidates.releases": releases,
    "candidates.grant_reasons": grants,
    "candidates.saved_searches": saved,
    "candidates.said_no": said_no,
}
