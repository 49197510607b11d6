"""The wizard's steps on a network's agreement, where they differ from those on a company's."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from accounts.actor import Actor
from agreements.enums import PartyRole, Step
from agreements.forms.fields import ContactForm
from agreements.forms.parties import PartyRow, party_data
from agreements.forms.steps import ContentForm, NeedForm, PeriodForm, StepForm
from agreements.models import AgreementVersion
from agreements.selectors.drafting import goal_lengths
from agreements.selectors.network_agreements import (
    Member,
    contacts_of,
    member_changes,
    members_of,
)
from agreements.services.drafting import draft_save_content, draft_save_need
from agreements.services.network_drafting import draft_save_members

HALF_YEAR = "6"  # how often the leaders meet ([003], R143)


class NetworkNeedForm(NeedForm):
    """Step 1: why the jobcentres go together, and what they want to reach."""

    places_expected = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = _(
            "Skriv en titel, for eksempel: Rekrutteringsaftale for netværket."
        )
        self.fields["need_short"].label = _("Hvorfor går jobcentrene sammen?")
        self.fields["need_long"].label = _("Hvad vil I opnå i perioden?")

    def save(self, revision: int) -> AgreementVersion:
        return draft_save_need(
            actor=self.actor,
            version=self.version,
            revision=revision,
            places_expected=None,
            **self.cleaned_data,
        )


class NetworkContentForm(ContentForm):
    """Step 2: the ticks. How long the promises are is the network's rules of play, and is shown beside them."""

    def add_promises(self) -> None:
        """None: they are read, not typed."""

    def initial_of(self, version: AgreementVersion) -> dict[str, Any]:
        values: dict[str, Any] = {"extra_terms": version.extra_terms}
        if not version.revisions.get(self.step.value) and not version.ticks.exists():
            # All of it is what jobcentres agree on; what does not fit is taken away.
            return values | {item.code: True for item in self.items if not item.takes_text}
        for tick in version.ticks.all():
            values |= {tick.code: True, f"{tick.code}-text": tick.text}
        return values

    @property
    def promised(self) -> list[str]:
        """The promises in words, by the rules of play."""
        lengths = goal_lengths(self.version)
        return [goal.sentence(lengths.get(goal.promise)) for goal in self.template.goals]

    def save(self, revision: int) -> AgreementVersion:
        return draft_save_content(
            actor=self.actor,
            version=self.version,
            revision=revision,
            ticks=self.chosen(),
            lengths={},
            search_promise_starts=self.version.search_promise_starts,
            extra_terms=self.cleaned_data["extra_terms"],
        )


class MemberRow(ContactForm):
    """A member jobcentre with the person who signs for it. `shown`: it stood on the page that was sent."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"jobcenter-{member.organisation.uuid}", **kwargs)
        self.member = member


class MembersForm(StepForm):
    """Step 3: every member on the day that the agreement begins. Who is one is decided on the network's page."""

    step = Step.MEMBERS

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, actor: Actor, version: AgreementVersion
    ) -> None:
        super().__init__(data, actor=actor, version=version)
        members = members_of(version)
        network = version.agreement.network
        assert network is not None  # noqa: S101
        proposed = contacts_of(actor, network, members)
        saved = {
            party.organisation_id: PartyRow.contact_of(party)
            for party in version.parties.all()
            if party.role == PartyRole.MEMBER
        }
        self.joined: list[Member] = []
        self.rows = []
        for member in members:
            pk = member.organisation.pk
            values = saved.get(pk) or proposed[pk].values()
            row = MemberRow(data, member=member, initial={**values, "shown": "1"})
            if data is not None and row.add_prefix("shown") not in data:
                # Joined after the page was opened: what is known of it is filled in, and somebody looks at it.
                self.joined.append(member)
                row = MemberRow(member=member, initial={**values, "shown": "1"})
            self.rows.append(row)

    def initial_of(self, version: AgreementVersion) -> dict[str, Any]:
        return {}

    @property
    def notices(self) -> list[str]:
        """Who has joined or left since the step was saved."""
        if not self.version.revisions.get(self.step.value):
            return []
        return [change.text for change in member_changes(self.version)]

    def clean(self) -> dict[str, Any]:
        here = {row.add_prefix("shown") for row in self.rows}
        gone = [
            name
            for name in self.data
            if name.startswith("jobcenter-") and name.endswith("-shown") and name not in here
        ]
        if gone:
            self.add_error(
                None, _("Et jobcenter er ikke længere medlem og er taget ud. Se listen efter, og gem igen.")
            )
        for member in self.joined:
            self.add_error(
                None,
                _("%s er blevet medlem, efter at du åbnede siden. Se kontaktpersonen efter, og gem igen.")
                % member.organisation.name,
            )
        return self.cleaned_data

    def is_valid(self) -> bool:
        own = super().is_valid()
        rows = [row.is_valid() for row in self.rows if row.is_bound]
        return own and all(rows)

    @property
    def in_page_order(self) -> list[forms.BaseForm | BoundField | str]:
        return [self, *self.rows]

    def bounds(self) -> list[tuple[str, BoundField]]:
        return [
            (f"{row.member.organisation.name}: {bound.label}", bound)
            for row in self.rows
            for bound in row
            if not bound.is_hidden
        ]

    def save(self, revision: int) -> AgreementVersion:
        return draft_save_members(
            actor=self.actor,
            version=self.version,
            revision=revision,
            members=[party_data(PartyRole.MEMBER, row.member.organisation, row) for row in self.rows],
        )


class NetworkPeriodForm(PeriodForm):
    """Step 5: as for a company, with follow-up every half year to begin with."""

    FIRST_INTERVAL = HALF_YEAR

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = self.fields["sign_in_order"]
        assert isinstance(order, forms.ChoiceField)  # noqa: S101
        order.choices = [
            ("alle", _("Alle på én gang (hurtigst)")),
            ("orden", _("I rækkefølge: jobcentrene først, så de andre parter")),
        ]
