"""The order's life as a table: which change of state is allowed, who may make it, and what it logs.

`docs/states.md` is generated from TRANSITIONS (`manage.py write_states_doc`); a test fails when it is out of date.
"""

from dataclasses import dataclass

from orders.enums import AccessRole, EventKind, OrderState

S = OrderState
T, N, C = AccessRole.TOVHOLDER, AccessRole.NATIONAL, AccessRole.COMPANY


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed change: `action` is its name in services, `roles` who may make it, `logs` the event it leaves."""

    source: OrderState
    target: OrderState
    action: str
    roles: frozenset[AccessRole]
    logs: EventKind


def _t(
    source: OrderState, target: OrderState, action: str, logs: EventKind, *roles: AccessRole
) -> Transition:
    return Transition(source, target, action, frozenset(roles), logs)


TRANSITIONS: tuple[Transition, ...] = (
    _t(S.UNASSIGNED, S.RECEIVED, "assign", EventKind.ASSIGNED, N),
    _t(S.UNASSIGNED, S.CANCELLED, "cancel", EventKind.CANCELLED, N, C),
    _t(S.RECEIVED, S.CLARIFYING, "answer", EventKind.CALL, T),
    _t(S.RECEIVED, S.CANCELLED, "cancel", EventKind.CANCELLED, T),
    _t(S.CLARIFYING, S.SEARCHING, "clarify", EventKind.CLARIFIED, T),
    _t(S.CLARIFYING, S.PRESENTING, "present", EventKind.PRESENTED, T),
    _t(S.CLARIFYING, S.CLOSED, "close", EventKind.CLOSED, T),
    _t(S.CLARIFYING, S.CANCELLED, "cancel", EventKind.CANCELLED, T),
    _t(S.SEARCHING, S.PRESENTING, "present", EventKind.PRESENTED, T),
    _t(S.SEARCHING, S.CLOSED, "close", EventKind.CLOSED, T),
    _t(S.SEARCHING, S.CANCELLED, "cancel", EventKind.CANCELLED, T),
    _t(S.PRESENTING, S.CLOSED, "close", EventKind.CLOSED, T),
    _t(S.PRESENTING, S.CANCELLED, "cancel", EventKind.CANCELLED, T),
    _t(S.CLOSED, S.RECEIVED, "reopen", EventKind.REOPENED, T),
    _t(S.CANCELLED, S.RECEIVED, "reopen", EventKind.REOPENED, T),
)

_BY_KEY = {(t.source, t.action): t for t in TRANSITIONS}
_BY_PAIR = {(t.source, t.target): t for t in TRANSITIONS}


class NotAllowedError(ValueError):
    """The change does not exist from this state, or not for this role."""


def transition(source: str, action: str, role: str) -> Transition:
    """The transition `action` from `source` for an organisation whose access role is `role`.

    Raises NotAllowedError with a Danish sentence for the user.
    """
    found = _BY_KEY.get((OrderState(source), action))
    if found is None:
        raise NotAllowedError(f"Det kan ikke gøres, når ordren er i tilstanden “{OrderState(source).label}”.")
    if role not in found.roles:
        raise NotAllowedError("Kun ordrens tovholder kan gøre det.")
    return found


def can_go(source: str, target: str) -> bool:
    """Whether any action leads from `source` to `target`."""
    return (OrderState(source), OrderState(target)) in _BY_PAIR


def mermaid() -> str:
    """The states as a diagram in Mermaid's notation, labelled in Danish."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label}" for state in OrderState]
    lines += ["    [*] --> received", "    [*] --> unassigned"]
    lines += [f"    {t.source.value} --> {t.target.value}: {t.action}" for t in TRANSITIONS]
    lines += ["    closed --> [*]", "    cancelled --> [*]"]
    return "\n".join(lines)
