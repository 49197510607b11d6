"""What is typed about a workplace and a contact person, before it is checked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkplaceInput:
    """`postcode` is four digits. An empty `name` means the company's own; an empty `p_number` that none is known."""

    address: str
    postcode: str
    name: str = ""
    p_number: str = ""


@dataclass(frozen=True, slots=True)
class ContactInput:
    """At least one of `phone` and `email`. `user_id` is the person's own sign-in, a member of the company."""

    name: str
    phone: str = ""
    email: str = ""
    title: str = ""
    user_id: int | None = None
