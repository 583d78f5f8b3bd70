"""``facts_of(page, examination, knowledge, context)``: what the figures of a month count of one page.

Made where the page is examined, in the worker, so that the page itself need not travel. Pure; what stands on which
item of the page is data (``resources/indicators``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from coding.base.numbers import read_number
from coding.base.resources import resource_table
from coding.grouping.case import GroupStatus
from coding.indicators.facts_version import MULTIPLES, OUGHT
from coding.indicators.judged import judged_dimensions, judged_rules
from coding.indicators.limits import in_time, is_operation
from coding.indicators.page_facts import PageFacts
from coding.indicators.page_items import fen, page_items
from coding.indicators.risk import risk_class
from coding.indicators.stays import stays_before
from coding.page.fields import is_blank
from coding.page.finding import Dimension, Finding, Severity, Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.examine.examine import Examination
    from coding.knowledge.knowledge import Knowledge
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.payment.price import Price

_COUNTED = (Severity.ERROR, Severity.WARNING)
_TEN_THOUSANDTHS = Decimal(10_000)
#: A weight of a million and more is no weight; sums stay exact below.
_MOST_WEIGHT = 10**10
_BOTH = frozenset({"高倍率", "低倍率"})
_DIFFERS = "settlement"


def facts_of(page: FrontPage, examination: Examination, knowledge: Knowledge, context: Context) -> PageFacts:
    """One row of facts of a page as it was examined under this Knowledge and context."""
    from coding.rules.kinds.document_kinds import list_of  # a store that reads facts asks no rule

    held = knowledge.of(page)
    items: dict[str, Any] = {fact: read(page) for fact, read in page_items().items()}
    discharged, admitted = page.moment("discharge_datetime"), page.moment("admission_datetime")
    before = stays_before(page, context)
    has_list = list_of(page, context) is not None
    return PageFacts(
        case_no=page.case_no.strip(),
        discharged="" if discharged is None else discharged.isoformat(),
        admitted="" if admitted is None else admitted.isoformat(),
        **items,
        **_grouped(examination, held, items),
        **_quality(page, examination),
        judged=judged_dimensions(page, examination, held, context),
        asked=judged_rules(page, examination, held, context),
        operated=_operated(page, held),
        in_time=in_time(page, held.reference),
        archived=_archived(page),
        has_list=has_list,
        list_differs=_list_differs(examination, held) if has_list else None,
        readmitted_15=before.within_15,
        readmitted_31=before.within_31,
        same_day=before.same_day,
    )


def _grouped(seen: Examination, held: Knowledge, items: Mapping[str, Any]) -> dict[str, Any]:
    """The group, its weight and price, and what the policy makes of the stay."""
    group, price = seen.grouping, seen.price
    excluded = price.excluded is not None
    policy = price.policy
    if group.status is GroupStatus.EXCLUDED:
        ought = False
    else:
        ought = policy.in_scope if policy is not None else not _is_left_out(items)
    return {
        "status": group.status.value,
        "mdc": group.mdc,
        "adrg": group.adrg,
        "drg": group.drg,
        "weight": ten_thousandths(price.weight) if group.is_grouped else None,
        "ought": ought,
        "operative": held.scheme.is_operative(group.drg) if group.is_grouped else None,
        "complication": held.scheme.traits(group.drg).complication.value if group.is_grouped else "",
        "risk": _risk(held, group.drg, items["insured"]),
        "reference_cost": _plain(price.mean_cost),
        "reference_stay": _plain(price.mean_los),
        "payment": fen(price.payment),
        "multiple": _multiples().get(price.band or price.deviation, ""),
        "thresholds": _could_judge(price, is_excluded=excluded),
        "candidate": bool(price.candidates) if policy is not None and policy.asks_candidates else None,
        "excluded": excluded,
    }


def _risk(held: Knowledge, drg: str, insured: str) -> str:
    """The class of risk that the tariff gives a group; the page itself is never asked."""
    line = held.tariff.for_insured(insured).lines.get(drg)
    return "" if line is None or not line.risk else risk_class(line.risk)


def ten_thousandths(weight: float | Decimal | None) -> int | None:
    """A weight in whole ten-thousandths, half of one up; None where there is none."""
    if weight is None:
        return None
    exact = weight if isinstance(weight, Decimal) else Decimal(repr(weight))
    if not exact.is_finite() or abs(exact) * _TEN_THOUSANDTHS > _MOST_WEIGHT:
        return None
    return int((exact * _TEN_THOUSANDTHS).quantize(Decimal(1), ROUND_HALF_UP))


def _plain(figure: float | None) -> str:
    """A figure of the tariff as the table writes it; "" for none, and for one that nothing can be divided by."""
    return f"{Decimal(repr(figure)).normalize():f}" if figure is not None and 0 < figure < float("inf") else ""


def _could_judge(price: Price, *, is_excluded: bool) -> bool:
    """Whether both multiples were looked at, so that a stay that is in neither is within them."""
    if is_excluded:
        return False
    if price.deviation:
        return True
    unknown = () if price.policy is None else price.policy.unjudged
    return price.multiple is not None and _BOTH.issubset(price.thresholds) and _BOTH.isdisjoint(unknown)


def _quality(page: FrontPage, seen: Examination) -> dict[str, Any]:
    """Findings by severity and dimension, score, completeness; what is for others is the page's all the same."""
    from coding.rules.completeness import completeness_of

    findings = (*seen.findings, *seen.for_others)
    severities = [finding.severity for finding in findings]
    whole = completeness_of(page)
    errors, warnings, infos = (severities.count(one) for one in Severity)
    return {
        "state": "error" if errors else "warning" if warnings else "clean",
        "errors": errors,
        "warnings": warnings,
        "infos": infos,
        "defects": _defects(findings),
        "unjudged_rules": len(seen.not_judged),
        "score": int((Decimal(repr(seen.score.points)) * 10).quantize(Decimal(1), ROUND_HALF_UP)),
        "grade": seen.score.grade,
        "items_filled": whole.filled if whole.required else None,
        "items_required": whole.required or None,
        "violations": _violations(findings, Strength.CLEAR),
        "suspected": _violations(findings, Strength.SUSPECTED),
    }


def _defects(findings: Iterable[Finding]) -> tuple[int, ...]:
    counted = [finding.dimension for finding in findings if finding.severity in _COUNTED]
    return tuple(counted.count(dimension) for dimension in Dimension)


def _violations(findings: Iterable[Finding], strength: Strength) -> tuple[str, ...]:
    return tuple(sorted({one.violation for one in findings if one.violation and one.strength is strength}))


def _archived(page: FrontPage) -> str | None:
    """When the record came into the archive; "" where its source says that it has not, None where nobody says."""
    if not page.is_supplied("wf_archive_time"):
        return None
    moment = page.moment("wf_archive_time")
    if moment is not None:
        return moment.isoformat()
    return "" if is_blank(page.text("wf_archive_time")) else None


def _operated(page: FrontPage, held: Knowledge) -> bool | None:
    if not page.procedures and not page.is_supplied("op_code"):
        return None
    return any(is_operation(row, held.codes) for row in page.procedures)


def _list_differs(seen: Examination, held: Knowledge) -> bool | None:
    """Whether a rule that compares with the list found it otherwise; None where none of them could compare."""
    rules = held.rules.of_kind(_DIFFERS)
    if any(finding.rule in rules for finding in (*seen.findings, *seen.for_others)):
        return True
    return None if rules <= {one.rule for one in seen.not_judged} else False


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """A page whose fact lies between the two, both included, ought not to be grouped; None = without end."""

    fact: str
    least: int | None
    most: int | None

    def holds(self, value: int | None) -> bool:
        if value is None:
            return False
        return (self.least is None or self.least <= value) and (self.most is None or value <= self.most)


def _is_left_out(items: Mapping[str, Any]) -> bool:
    return any(one.holds(items.get(one.fact)) for one in _left_out())


@cache
def _left_out() -> tuple[_LeftOut, ...]:
    rows = resource_table(OUGHT, "fact", "from", "to", "clause")
    return tuple(_LeftOut(row["fact"], _whole(row["from"]), _whole(row["to"])) for row in rows)


def _whole(text: str) -> int | None:
    number = read_number(text)
    return None if number is None else int(number)


@cache
def _multiples() -> Mapping[str, str]:
    return MappingProxyType({row["word"]: row["multiple"] for row in resource_table(MULTIPLES, "word", "multiple")})
