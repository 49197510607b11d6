"""The steps that name organisations: tovholders with their areas, and the other parties, one row each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.models import Organisation
from agreements.enums import AgreementKind, Area, PartyRole, Step
from agreements.forms.fields import ContactForm, MunicipalitiesField, PickField
from agreements.forms.steps import StepForm
from agreements.models import AgreementParty, AgreementVersion
from agreements.selectors import suggestions
from agreements.services.drafting import PartyData, draft_save_parties, draft_save_tovholders
from jobcenters.models import Municipality

MOST_ROWS = 15
ROWS, ADD, REMOVE, FILL = "antal", "tilfoej", "fjern", "hent"
RESHAPING = (ADD, REMOVE, FILL)


def party_data(role: str, organisation: Organisation, form: ContactForm) -> PartyData:
    """What a checked form says about a party."""
    values = form.cleaned_data
    return PartyData(
        role=role,
        organisation=organisation,
        contact_name=values["contact_name"],
        contact_email=values["contact_email"],
        contact_title=values["contact_title"],
        contact_phone=values["contact_phone"],
    )


class PartyRow(ContactForm):
    """An organisation with its contact person. A row in which nothing is typed does not exist."""

    organisation = PickField(label=gettext_lazy("Part"), sentence=gettext_lazy("Vælg, hvem parten er."))
    field_order = ("organisation", "area", "municipalities", "role")
    own_label: str = ""

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.uuid): one for one in organisations}
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", _("Vælg")), *((key, one.name) for key, one in self.by_id.items())]
        field.widget.attrs["class"] = "jo-w-full"

    @property
    def chosen(self) -> Organisation | None:
        """The organisation as it stands in the form, judged or not."""
        return self.by_id.get(str(self["organisation"].value() or ""))

    @staticmethod
    def contact_of(party: AgreementParty) -> dict[str, str]:
        return {name: getattr(party, name) for name in ContactForm.base_fields}


class TovholderRow(PartyRow):
    """A tovholder and what it answers for."""

    area = PickField(label=gettext_lazy("Område"), choices=Area.choices, widget=forms.RadioSelect)
    municipalities = MunicipalitiesField(
        label=gettext_lazy("Kommuner"),
        required=False,
        help_text=gettext_lazy("Kun ved “Valgte kommuner”. Skriv navnene med komma imellem: Horsens, Odder."),
    )

    def __init__(self, *args: Any, names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipalities"]
        assert isinstance(field, MunicipalitiesField)  # noqa: S101
        field.names = names
        self.fields["organisation"].label = _("Tovholderjobcenter")

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("area") not in (Area.MUNICIPALITIES, None):
            self.errors.pop("municipalities", None)  # what does not count cannot be wrong
        if values.get("area") == Area.MUNICIPALITIES and values.get("municipalities") == ():
            self.add_error("municipalities", _("Skriv de kommuner, som tovholderen svarer for."))
        return values

    def party(self) -> PartyData:
        values = self.cleaned_data
        chosen = values["area"] == Area.MUNICIPALITIES
        return replace(
            party_data(PartyRole.TOVHOLDER, self.by_id[values["organisation"]], self),
            area=values["area"],
            municipalities=values["municipalities"] if chosen else (),
        )


class PartnerRow(PartyRow):
    """Workindenmark, an a-kasse, a school."""

    role = PickField(
        label=gettext_lazy("Rolle"),
        choices=[(r.value, r.label) for r in (PartyRole.PARTNER, PartyRole.WORKINDENMARK)],
        widget=forms.RadioSelect,
        initial=PartyRole.PARTNER,
    )

    @property
    def is_blank(self) -> bool:
        return not any(
            str(self[name].value() or "").strip() for name in ("organisation", *ContactForm.base_fields)
        )

    def party(self) -> PartyData:
        values = self.cleaned_data
        return party_data(values["role"], self.by_id[values["organisation"]], self)


class RowsForm(StepForm):
    """A step with a changing number of rows. Adding, removing and filling in redraw the form; nothing is saved."""

    prefix_of_rows: str
    row_class: type[PartyRow]
    rows: list[PartyRow]
    least_rows = 0

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, actor: Actor, version: AgreementVersion
    ) -> None:
        super().__init__(data, actor=actor, version=version)
        self.shared = self.shared_of_rows()
        if data is None:
            self.rows = [self.row(n, initial=values) for n, values in enumerate(self.rows_of(version))]
            self._fill_up()
        else:
            self.rows = [self.row(n, data=data) for n in range(self._count(data))]

    def initial_of(self, version: AgreementVersion) -> dict[str, Any]:
        return {}

    def shared_of_rows(self) -> dict[str, Any]:
        """What every row is made with."""
        raise NotImplementedError

    def rows_of(self, version: AgreementVersion) -> list[dict[str, Any]]:
        """What the rows hold of a draft; suggestions where the step was never saved."""
        raise NotImplementedError

    def row(self, n: int, **kwargs: Any) -> PartyRow:
        return self.row_class(prefix=f"{self.prefix_of_rows}-{n}", **self.shared, **kwargs)

    def _count(self, data: Mapping[str, Any]) -> int:
        try:
            return max(0, min(int(data.get(ROWS, "0")), MOST_ROWS))
        except ValueError:
            return 0

    def _fill_up(self) -> None:
        while len(self.rows) < self.least_rows:
            self.rows.append(self.row(len(self.rows), initial={"area": Area.COUNTRY}))

    def reshape(self) -> None:
        """Carry out the button that adds, removes or fills in; all that was typed stays, and nothing is judged."""
        typed = [row.raw() for row in self.rows]
        if REMOVE in self.data:
            typed = [values for n, values in enumerate(typed) if str(n) != self.data[REMOVE]]
        self.rows = [self.row(n, initial=values) for n, values in enumerate(typed)]
        if FILL in self.data:
            self._fill_contacts()
        if ADD in self.data and len(self.rows) < MOST_ROWS:
            self.rows.append(self.row(len(self.rows), initial={"area": Area.MUNICIPALITIES}))
        self._fill_up()
        self.initial = self.raw_own()
        self.data, self.is_bound = MultiValueDict(), False

    def raw_own(self) -> dict[str, Any]:
        """What was typed in the step's own fields."""
        return {
            n: f.widget.value_from_datadict(self.data, {}, self.add_prefix(n)) for n, f in self.fields.items()
        }

    def _fill_contacts(self) -> None:
        for row in self.rows:
            organisation = row.chosen
            if organisation and not any(row.initial.get(name) for name in ContactForm.base_fields):
                row.initial.update(suggestions.contact_for(self.actor, organisation).values())

    @property
    def filled(self) -> list[PartyRow]:
        return [row for row in self.rows if not row.is_blank]

    def is_valid(self) -> bool:
        own = super().is_valid()
        # Every row is asked, so that all that is wrong is told at once. An empty one is no mistake.
        rows = [row.is_valid() for row in self.filled]
        for row in self.rows:
            if row.is_blank:
                row.is_bound = False
        return own and all(rows)

    @property
    def in_page_order(self) -> list[forms.BaseForm | BoundField | str]:
        return [self, *self.rows]

    def bounds(self) -> list[tuple[str, BoundField]]:
        found = super().bounds()
        for n, row in enumerate(self.rows, start=1):
            found += [(f"{self.row_name} {n}: {bound.label}", bound) for bound in row]
        return found

    row_name: Any = gettext_lazy("Part")


class TovholdersForm(RowsForm):
    """Step 3: one to many tovholders. The first is the primary one."""

    step = Step.TOVHOLDERS
    prefix_of_rows = "tovholder"
    row_class = TovholderRow
    row_name = gettext_lazy("Tovholder")
    least_rows = 1

    def shared_of_rows(self) -> dict[str, Any]:
        self.names = dict(Municipality.objects.order_by("name").values_list("code", "name"))
        return {"organisations": suggestions.jobcentres(self.actor), "names": self.names}

    def rows_of(self, version: AgreementVersion) -> list[dict[str, Any]]:
        parties = [p for p in version.parties.select_related("organisation") if p.is_tovholder]
        if not parties and not version.revisions.get(self.step.value):
            return [
                {
                    "organisation": str(one.organisation.uuid),
                    "area": one.area,
                    "municipalities": MunicipalitiesField.text(self.names, one.codes),
                    **one.contact.values(),
                }
                for one in suggestions.tovholders_for(self.actor, version)
            ]
        parties.sort(key=lambda party: not party.is_primary)
        return [
            {
                "organisation": str(party.organisation.uuid),
                "area": party.area,
                "municipalities": MunicipalitiesField.text(self.names, party.municipalities),
                **PartyRow.contact_of(party),
            }
            for party in parties
        ]

    def save(self, revision: int) -> AgreementVersion:
        rows = [row for row in self.filled if isinstance(row, TovholderRow)]
        return draft_save_tovholders(
            actor=self.actor,
            version=self.version,
            revision=revision,
            tovholders=[row.party() for row in rows],
        )


class PartnersForm(RowsForm):
    """Step 4: the company's signer, Jobservice Danmark's, and other partners."""

    step = Step.PARTNERS
    prefix_of_rows = "partner"
    row_class = PartnerRow
    row_name = gettext_lazy("Partner")
    with_national = forms.BooleanField(label=gettext_lazy("Jobservice Danmark er part"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, actor: Actor, version: AgreementVersion
    ) -> None:
        parties = {party.role: party for party in version.parties.all()}
        super().__init__(data, actor=actor, version=version)
        self.national_organisation = suggestions.national()
        self.company: ContactForm | None = None  # a network's agreement has none
        if version.agreement.company is not None:
            self.company = ContactForm(
                data, prefix="virksomhed", initial=self._company_contact(parties.get(PartyRole.COMPANY))
            )
        self.national = ContactForm(
            data, prefix="jobservice", initial=self._national_contact(parties.get(PartyRole.NATIONAL))
        )

    @property
    def asks_national(self) -> bool:
        """Jobservice Danmark is part of its own agreements; of a local one or a network's it may be."""
        return self.version.agreement.kind in (AgreementKind.PARTNERSHIP, AgreementKind.RECRUITMENT)

    @property
    def has_national(self) -> bool:
        return not self.asks_national or bool(self["with_national"].value())

    def initial_of(self, version: AgreementVersion) -> dict[str, Any]:
        return {"with_national": version.parties.filter(role=PartyRole.NATIONAL).exists()}

    def _company_contact(self, party: AgreementParty | None) -> dict[str, str]:
        if party:
            return PartyRow.contact_of(party)
        return suggestions.contact_of_company(self.actor, self.version.agreement).values()

    def _national_contact(self, party: AgreementParty | None) -> dict[str, str]:
        if party:
            return PartyRow.contact_of(party)
        if self.national_organisation is None:
            return {}
        return suggestions.contact_for(self.actor, self.national_organisation).values()

    def shared_of_rows(self) -> dict[str, Any]:
        return {"organisations": suggestions.partners(self.actor)}

    @property
    def has_partners(self) -> bool:
        """Whether any organisation could be chosen."""
        return bool(self.shared["organisations"])

    def rows_of(self, version: AgreementVersion) -> list[dict[str, Any]]:
        others = (PartyRole.WORKINDENMARK, PartyRole.PARTNER)
        return [
            {
                "organisation": str(party.organisation.uuid),
                "role": party.role,
                **PartyRow.contact_of(party),
            }
            for party in version.parties.select_related("organisation")
            if party.role in others
        ]

    def reshape(self) -> None:
        company, national = self.company.raw() if self.company else None, self.national.raw()
        super().reshape()
        if company is not None:
            self.company = ContactForm(prefix="virksomhed", initial=company)
        self.national = ContactForm(prefix="jobservice", initial=national)

    def is_valid(self) -> bool:
        return all(
            [
                super().is_valid(),
                self.company is None or self.company.is_valid(),
                not self.has_national or self.national.is_valid(),
            ]
        )

    @property
    def in_page_order(self) -> list[forms.BaseForm | BoundField | str]:
        national: list[forms.BaseForm | BoundField | str] = [self.national] if self.has_national else []
        own = [str(message) for message in self.non_field_errors()]
        company: list[forms.BaseForm | BoundField | str] = [self.company] if self.company else []
        return [*own, *company, *national, *self.rows]

    def bounds(self) -> list[tuple[str, BoundField]]:
        company, national = _("Virksomheden"), _("Jobservice Danmark")
        return [
            *((f"{company}: {bound.label}", bound) for bound in self.company or ()),
            *((f"{national}: {bound.label}", bound) for bound in self.national),
            *super().bounds(),
        ]

    def save(self, revision: int) -> AgreementVersion:
        company, parties = self.version.agreement.company, []
        if company and self.company:
            parties.append(party_data(PartyRole.COMPANY, company.organisation, self.company))
        if self.has_national and self.national_organisation:
            parties.append(party_data(PartyRole.NATIONAL, self.national_organisation, self.national))
        parties += [row.party() for row in self.filled if isinstance(row, PartnerRow)]
        return draft_save_parties(actor=self.actor, version=self.version, revision=revision, parties=parties)
