"""Works realistic defects into a share of the pages and keeps the key of what was done.

What there is, how often and which rule should speak, stands in ``defects.toml``.
"""

from __future__ import annotations

import copy
import random
import tomllib
from collections import defaultdict
from typing import Any

from coding.page.fields import ROW_ATTRIBUTES
from tools.sample import defect_diagnoses, defect_steps
from tools.sample.defect_done import Done, put
from tools.sample.draft import Draft
from tools.sample.vignette import HERE

#: The share of pages that carry at least one defect.
MARRED = 1 / 3


def load_defects() -> list[dict[str, Any]]:
    """The rows of ``defects.toml``."""
    with (HERE / "defects.toml").open("rb") as file:
        return list(tomllib.load(file)["defect"])


def seed_defects(
    drafts: list[Draft], rng: random.Random, share: float = MARRED, once: bool = False
) -> list[dict[str, str]]:
    """Mar ``share`` of the pages in place; the key, one row a defect, in the order of the pages.

    ``once``: every kind of defect one time. Kinds that fit few pages go first, so that each finds its place.
    """
    kinds = load_defects()
    fits = [sum(_fits(draft, kind) for draft in drafts) for kind in kinds]
    limit = round(len(drafts) * share)
    areas: dict[int, set[str]] = defaultdict(set)
    key: list[tuple[int, dict[str, str]]] = []
    for number in sorted(range(len(kinds)), key=lambda i: fits[i]):
        kind = kinds[number]
        left = 1 if once else kind["count"]
        order = list(range(len(drafts)))
        rng.shuffle(order)
        # untouched pages first until the share is reached, then pages that are touched elsewhere
        order.sort(key=lambda i: (i in areas) if len(areas) < limit else (i not in areas, len(areas.get(i, ()))))
        for i in order:
            if not left:
                break
            if kind["area"] in areas.get(i, ()) or len(areas.get(i, ())) > 2 or not _fits(drafts[i], kind):
                continue
            done = _apply(drafts[i], kind, rng)
            if done is None:
                continue
            areas[i].add(kind["area"])
            key.append((i, _row(drafts[i], kind, done)))
            left -= 1
    return [row for _, row in sorted(key, key=lambda entry: entry[0])]


def _row(draft: Draft, kind: dict[str, Any], done: Done) -> dict[str, str]:
    return {
        "case_no": draft.values["case_no"],
        "rule": kind["rule"],
        "field": done.field,
        "index": "" if done.index is None else str(done.index),
        "needs": kind.get("needs", ""),
        "before": done.before,
        "after": done.after,
        "what": kind["what"],
    }


def _apply(draft: Draft, kind: dict[str, Any], rng: random.Random) -> Done | None:
    if "do" in kind:
        spare = copy.deepcopy((draft.values, draft.diagnoses, draft.procedures))
        step = getattr(defect_steps, kind["do"], None) or getattr(defect_diagnoses, kind["do"])
        done: Done | None
        try:
            done = step(draft, rng)
        except (ValueError, ArithmeticError):
            done = None  # an earlier defect has made unreadable what this one would alter
        if done is None:
            draft.values, draft.diagnoses, draft.procedures = spare
        return done
    key, value = (kind["blank"], "") if "blank" in kind else kind["set"]
    index = _row_to_mar(draft, key)
    if index is None:
        return None
    return put(draft, key, value, index)


def _row_to_mar(draft: Draft, key: str) -> int | None:
    """The row whose field is filled; 0 for single fields; None where there is nothing to mar."""
    place = ROW_ATTRIBUTES.get(key)
    if place is None or key.startswith("principal_"):
        return 0 if draft.text(key) or key == "age_days" else None
    rows = draft.diagnoses if place[0] == "diagnosis" else draft.procedures
    first = 1 if place[0] == "diagnosis" else 0
    return next((i for i in range(first, len(rows)) if rows[i].get(place[1], "").strip("-")), None)


def _fits(draft: Draft, kind: dict[str, Any]) -> bool:
    if "blank" in kind and _row_to_mar(draft, kind["blank"]) is None:
        return False
    return all(_holds(draft, condition) for condition in kind.get("where", ()))


def _holds(draft: Draft, condition: str) -> bool:
    word, _, rest = condition.partition(":")
    match word:
        case "principal":
            return bool(draft.codes) and draft.codes[0].startswith(tuple(rest.split("|")))
        case "filled":
            return bool(draft.text(rest))
        case "is":
            key, value = rest.split("=")
            return draft.text(key) == value
        case "age":
            low, high = rest.split("-")
            age = draft.text("age_years")
            return age.isdigit() and int(low) <= int(age) <= int(high)
        case "op":
            return draft.text("op_code").startswith(tuple(rest.split("|")))
        case "row":
            return _row_to_mar(draft, rest) is not None
    raise ValueError(f"unknown condition {condition!r}")
