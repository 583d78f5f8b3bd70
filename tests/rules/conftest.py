"""A rule as a hospital would add it, from the cells that a test names, on a page in the notation of the examples."""

import pytest

from coding.examine.rule_trial import try_example
from coding.page.finding import NotJudged
from coding.rules.local import BLANK_ROW, compile_row


@pytest.fixture(scope="session")
def own_rule():
    """``own_rule(kind, params, fields=…, message=…)`` → the compiled rule."""

    def compiled(kind, params="", fields="los_days", message="提示", **cells):
        named = {"id": "H1-001", "dimension": "accuracy", "hint": "核对", "basis": "本院"}
        row = {**BLANK_ROW, **named, "kind": kind, "params": params, "fields": fields, "message": message, **cells}
        return compile_row(row, "本院规则.csv 第2行")

    return compiled


@pytest.fixture(scope="session")
def found(own_rule, embedded):
    """``found(page, kind, params, …)`` → the findings of that rule, or why it is not judged."""

    def run(text, kind, params="", knowledge=None, **cells):
        return try_example(own_rule(kind, params, **cells), text, knowledge or embedded)

    return run


@pytest.fixture(scope="session")
def told(found):
    """The same in short: ``field row: message`` of each finding, or the reason."""

    def run(text, kind, params="", **cells):
        seen = found(text, kind, params, **cells)
        if isinstance(seen, NotJudged):
            return seen.reason
        return [f"{where(f.place)}: {f.message}" for f in seen]

    return run


def where(place):
    """A place as ``field`` or ``field row``."""
    return place.field if place.index is None else f"{place.field} {place.index}"
