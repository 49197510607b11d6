"""The printed report, and the same as JSON."""

import json
from typing import Any

from bench.chaos.checker import KINDS, Verdict

SHOWN = 12  # violations of a kind


def as_data(setting: dict[str, Any], faults: dict[str, int], verdict: Verdict) -> dict[str, Any]:
    """Everything of the report as plain values."""
    return {
        "setting": setting,
        "faults": faults,
        "numbers": verdict.numbers,
        "violations": {kind: len(verdict.found[kind]) for kind in KINDS},
        "examples": {kind: verdict.found[kind][:SHOWN] for kind in KINDS if verdict.found[kind]},
        "good": verdict.is_good,
    }


def printed(data: dict[str, Any]) -> str:
    """The report for people."""
    lines = ["Chaos report", ""]
    lines += [f"  {name:<52} {value}" for name, value in data["setting"].items()]
    lines += ["", "What was done to it"]
    lines += [f"  {name:<52} {number:>7}" for name, number in data["faults"].items()]
    lines += ["", "What there was to lose"]
    lines += [f"  {name:<52} {_number(number):>7}" for name, number in data["numbers"].items()]
    lines += ["", "What the checker found"]
    lines += [f"  {kind:<52} {number:>7}" for kind, number in data["violations"].items()]
    for kind, examples in data["examples"].items():
        lines += ["", f"{kind}:", *(f"  {example}" for example in examples)]
    lines += ["", "GOOD: nothing was violated." if data["good"] else "VIOLATED."]
    return "\n".join(lines)


def as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _number(value: float) -> str:
    return f"{value:.2f}" if isinstance(value, float) else f"{value}"
