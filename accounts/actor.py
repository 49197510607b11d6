"""Who acts: one person for one organisation in one role. Everything that reads or writes takes an actor."""

from dataclasses import dataclass
from uuid import UUID

from accounts.enums import STAFF_KINDS, OrganisationKind, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for an organisation. `user_id` is None for the system itself (a worker's task) and for another
    system, which acts by its token (`token_id`) and is called what the token is called.
    """

    user_id: int | None
    organisation_id: int
    role: str
    kind: str
    name: str = ""
    organisation_name: str = ""
    organisation_uuid: UUID | None = None
    is_demo: bool = False
    token_id: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the organisation is a public authority that may look companies up."""
        return self.kind in STAFF_KINDS

    @property
    def is_jobcenter(self) -> bool:
        return self.kind == OrganisationKind.JOBCENTER

    @property
    def is_company(self) -> bool:
        return self.kind == OrganisationKind.COMPANY

    @property
    def is_national(self) -> bool:
        return self.kind == OrganisationKind.NATIONAL

    @property
    def serves_companies(self) -> bool:
        """Whether the organisation answers companies: a jobcentre or Jobservice Danmark."""
        return self.is_jobcenter or self.is_national

    @property
    def is_manager(self) -> bool:
        return self.role == Role.MANAGER

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def is_consultant(self) -> bool:
        return self.role == Role.CONSULTANT
