"""The life of an agreement's version as a table: which change is allowed, who may make it, what it logs.

Pure data and functions. Consent of all parties (R110) and all signatures are conditions that the services test; here
stands who can set a change in motion. `docs/states.md` is generated from TRANSITIONS.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.enums import AccessRole, AgreementState, LogKind

S = AgreementState
SYSTEM = "system"  # the last signature, the last consent or the calendar
OWNER, NATIONAL, PARTY = AccessRole.OWNER, AccessRole.NATIONAL, AccessRole.PARTY
DRAFTERS = frozenset({OWNER, NATIONAL})


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed change: `action` is its name in services, `roles` who may make it, `logs` the event it leaves."""

    source: AgreementState
    target: AgreementState
    action: str
    roles: frozenset[str]
    logs: LogKind


def _t(source: AgreementState, target: AgreementState, action: str, logs: LogKind, *roles: str) -> Transition:
    return Transition(source, target, action, frozenset(roles), logs)


TRANSITIONS: tuple[Transition, ...] = (
    _t(S.DRAFT, S.SENT, "send", LogKind.SENT, *DRAFTERS),
    _t(S.DRAFT, S.CANCELLED, "discard", LogKind.CANCELLED, *DRAFTERS),
    _t(S.SENT, S.DRAFT, "withdraw", LogKind.WITHDRAWN, *DRAFTERS),
    _t(S.PARTLY_SIGNED, S.SUPERSEDED, "withdraw_signed", LogKind.WITHDRAWN, *DRAFTERS),
    _t(S.SENT, S.PARTLY_SIGNED, "sign", LogKind.SIGNED, PARTY),
    _t(S.SENT, S.IN_FORCE, "sign_last", LogKind.IN_FORCE, PARTY),
    _t(S.PARTLY_SIGNED, S.PARTLY_SIGNED, "sign", LogKind.SIGNED, PARTY),
    _t(S.PARTLY_SIGNED, S.IN_FORCE, "sign_last", LogKind.IN_FORCE, PARTY),
    _t(S.SENT, S.EXPIRED, "expire_unsigned", LogKind.EXPIRED, SYSTEM),
    _t(S.PARTLY_SIGNED, S.EXPIRED, "expire_unsigned", LogKind.EXPIRED, SYSTEM),
    _t(S.IN_FORCE, S.EXTENDED, "extend", LogKind.EXTENDED, SYSTEM),
    _t(S.EXTENDED, S.EXTENDED, "extend", LogKind.EXTENDED, SYSTEM),
    _t(S.IN_FORCE, S.CANCELLED, "cancel", LogKind.CANCELLED, SYSTEM),
    _t(S.EXTENDED, S.CANCELLED, "cancel", LogKind.CANCELLED, SYSTEM),
    _t(S.IN_FORCE, S.EXPIRED, "expire", LogKind.EXPIRED, SYSTEM),
    _t(S.EXTENDED, S.EXPIRED, "expire", LogKind.EXPIRED, SYSTEM),
    _t(S.IN_FORCE, S.SUPERSEDED, "supersede", LogKind.SUPERSEDED, SYSTEM),
    _t(S.EXTENDED, S.SUPERSEDED, "supersede", LogKind.SUPERSEDED, SYSTEM),
)

_BY_KEY = {(t.source, t.action): t for t in TRANSITIONS}


class NotAllowedError(ValueError):
    """The change does not exist from this state, or not for this role. The text is Danish and can be shown."""


def transition(source: str, action: str, role: str) -> Transition:
    """The transition `action` from `source` for an organisation whose access role is `role` (or SYSTEM).

    Raises NotAllowedError with a Danish sentence for the user.
    """
    found = _BY_KEY.get((AgreementState(source), action))
    if found is None:
        raise NotAllowedError(
            _("Det kan ikke gøres, når aftalen er i tilstanden “%s”.") % AgreementState(source).label
        )
    if role not in found.roles:
        raise NotAllowedError(_("Det kan kun gøres af den, der har oprettet aftalen, eller af dens parter."))
    return found


def can_go(source: str, target: str) -> bool:
    """Whether any action leads from `source` to `target`."""
    return any(t.source == source and t.target == target for t in TRANSITIONS)


def mermaid() -> str:
    """The states as a diagram in Mermaid's notation, labelled in Danish."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label}" for state in AgreementState]
    lines += ["    [*] --> draft"]
    lines += [f"    {t.source.value} --> {t.target.value}: {t.action}" for t in TRANSITIONS]
    lines += [f"    {state.value} --> [*]" for state in (S.CANCELLED, S.EXPIRED, S.SUPERSEDED)]
    return "\n".join(lines)
