"""Every indicator once more, in plain Python over the facts, without frame and without the language of the table.

Each gives numerator, denominator (None: a figure of its own) and the pages that could not be judged, as fractions.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

GROUPED = ("分组成功", "核心病种", "综合病种")
CLASSES = {
    1: {"重复收费", "超标准收费", "分解项目收费"},
    2: {"串换"},
    3: {"低标准入院"},
    4: set(),
    5: {"分解住院"},
    6: {"高套", "虚构服务"},
}
DISEASES = {
    "ami": lambda p: p.principal.startswith("I21"),
    "hf": lambda p: p.principal.startswith(("I11.0", "I13.0", "I13.2", "I50")),
    "pneumonia_adult": lambda p: _is_pneumonia(p) and p.age is not None and p.age >= 18,
    "pneumonia_child": lambda p: _is_pneumonia(p) and p.age is not None and 2 <= p.age <= 17,
    "stroke": lambda p: p.principal.startswith("I63"),
}
DIMENSIONS = ("completeness", "timeliness", "accuracy", "standardisation", "coding", "drg")
FOUR = range(4)


def _is_pneumonia(page):
    return page.principal[:3] in ("J13", "J14", "J15", "J18")


def is_grouped(page):
    return page.status in GROUPED


def payer(page):
    if not page.insured:
        return ""
    if page.insured.startswith(("1", "01")):
        return "职工"
    if page.insured.startswith(("2", "3", "02", "03")):
        return "居民"
    return "其他" if page.insured in ("7", "09") else ""


def balance(page):
    return None if page.payment is None or page.cost is None else page.payment - page.cost


def n(pages, *tests):
    return Fraction(sum(all(test(p) for test in tests) for p in pages))


def total(pages, read, *tests, over=1):
    """The sum of what is said, None where nothing is."""
    found = [value for p in pages if all(test(p) for test in tests) and (value := read(p)) is not None]
    return Fraction(sum(found), over) if found else None


def _attr(name):
    return lambda page: getattr(page, name)


def _known(name):
    return lambda page: getattr(page, name) not in (None, "")


def _is(name, value=True):
    return lambda page: getattr(page, name) is not None and getattr(page, name) == value


def share(pages, name, *tests):
    """Yes ÷ yes and no of a flag among the pages that meet the tests."""
    return (
        n(pages, _is(name), *tests),
        n(pages, _known(name), *tests),
        n(pages, *tests) - n(pages, _known(name), *tests),
    )


def reference(text):
    """A figure of the tariff; the frame keeps six places."""
    return Fraction(Decimal(text).quantize(Decimal("0.000001"), ROUND_HALF_UP)) if text else None


def index(pages, own, ref, over):
    """By groups, as the definition says: n × (own mean ÷ reference mean); cases of one reference have one mean."""
    cells = defaultdict(list)
    for p in pages:
        if is_grouped(p) and getattr(p, own) is not None and getattr(p, ref):
            cells[p.drg, getattr(p, ref)].append(Fraction(getattr(p, own), over))
    above = sum((len(x) * ((sum(x) / len(x)) / reference(text)) for (_, text), x in cells.items()), Fraction(0))
    below = sum(map(len, cells.values()))
    return above, Fraction(below), n(pages, is_grouped) - below


def _mean(pages, name, *tests, over=1):
    below = n(pages, _known(name), *tests)
    return total(pages, _attr(name), *tests, over=over) or Fraction(0), below, n(pages, *tests) - below


def _fee_share(pages, name):
    both = (_known("cost"), _known(name))
    above, below = (total(pages, _attr(x), *both, over=100) or Fraction(0) for x in (name, "cost"))
    return above, below, len(pages) - n(pages, *both)


def _by_weight(pages, name, over):
    tests = (is_grouped, _known("weight"), _known(name))
    above, below = total(pages, _attr(name), *tests, over=over), total(pages, _attr("weight"), *tests, over=10_000)
    return above or Fraction(0), below or Fraction(0), n(pages, is_grouped) - n(pages, *tests)


def _expected(pages, name, ref, over):
    tests = (is_grouped, _known(name), _known(ref))
    above = total(pages, _attr(name), *tests, over=over)
    below = sum((reference(getattr(p, ref)) for p in pages if all(test(p) for test in tests)), Fraction(0))
    return above or Fraction(0), below, n(pages, is_grouped) - n(pages, *tests)


def _grouping(pages, test):
    ought = [p for p in pages if p.ought and p.status]
    return n(ought, test), n(ought), n(pages, lambda p: not p.status)


def _weights(pages):
    return total(pages, _attr("weight"), is_grouped, over=10_000), n(pages, is_grouped) - n(
        pages, is_grouped, _known("weight")
    )


def _risk(pages, risk):
    of = [p for p in pages if is_grouped(p) and p.risk == risk]
    silent = n(pages, is_grouped, lambda p: not p.risk) + n(of, lambda p: p.died is None)
    return n(of, _is("died")), n(of, _known("died")), silent


def _level(pages, test):
    of = [p for p in pages if p.operated]
    silent = n(of, lambda p: p.level is None) + n(pages, lambda p: p.operated is None)
    return n(of, _known("level"), test), n(of, _known("level")), silent


def _operated_share(pages, name):
    above, below, silent = share([p for p in pages if p.operated], name)
    return above, below, silent + n(pages, lambda p: p.operated is None)


def _day_surgery(pages):
    of = [p for p in pages if p.operated and p.elective]
    above, below, _ = share(of, "day_surgery")
    unknown = [p for p in pages if p.operated and (p.elective is None or (p.elective and p.day_surgery is None))]
    return above, below, Fraction(len(unknown)) + n(pages, lambda p: p.operated is None)


def _insured(pages, kind):
    of = [p for p in pages if is_grouped(p)]
    return n(of, lambda p: payer(p) == kind), n(of, lambda p: payer(p) != ""), n(of, lambda p: payer(p) == "")


def _dimension(pages, at):
    of = [p for p in pages if p.judged[at]]
    return n(of, lambda p: p.defects[at] == 0), n(of), n(pages) - n(of)


def _per_100(pages, at):
    of = [p for p in pages if p.judged[at]]
    return Fraction(sum(p.defects[at] for p in of)), n(of), n(pages) - n(of)


def _of_defects(pages, at):
    return Fraction(sum(p.defects[at] for p in pages)), Fraction(sum(sum(p.defects[x] for x in FOUR) for p in pages)), 0


def _in_time(pages, limit):
    verdicts = [dict(p.in_time).get(limit) for p in pages]
    told = [v for v in verdicts if v is not None]
    return Fraction(sum(told)), Fraction(len(told)), len(pages) - len(told)


def _operation_notes(pages):
    above, below, _ = _in_time(pages, "operation_24h")
    of = [p for p in pages if p.operated]
    return above, below, n(of) - n(of, lambda p: dict(p.in_time).get("operation_24h") is not None)


def _multiple(pages, which):
    of = [p for p in pages if is_grouped(p) and p.thresholds]
    return n(of, lambda p: p.multiple == which), n(of), n(pages, is_grouped) - n(of)


def _money(pages, read):
    told = [p for p in pages if read(p) is not None]
    return total(pages, read, over=100), None, len(pages) - len(told)


def _losing(pages, below):
    of = [p for p in pages if balance(p) is not None]
    lost = Fraction(sum(p.cost - p.payment for p in of), 100)
    under = {"cost": Fraction(sum(p.cost for p in of), 100), "pages": n(of)}[below]
    return lost, under, len(pages) - len(of)


def _loss_pages(pages):
    of = [p for p in pages if balance(p) is not None]
    return n(of, lambda p: balance(p) < 0), n(of), len(pages) - len(of)


def _loss_amount(pages):
    of = [p for p in pages if balance(p) is not None]
    lost = Fraction(sum(max(0, -balance(p)) for p in of), 100)
    return (lost if of else None), None, len(pages) - len(of)


def _wounds(pages):
    of = [p for p in pages if p.clean_wounds and p.infected_wounds is not None]
    return Fraction(sum(p.infected_wounds for p in of)), Fraction(sum(p.clean_wounds for p in of)), 0


def _coverage(pages, own, ref):
    return n(pages, is_grouped, _known(own), _known(ref)), n(pages, is_grouped), 0


def _complications(pages):
    of = [p for p in pages if is_grouped(p) and p.complication in ("mcc", "cc", "none")]
    return n(of, lambda p: p.complication != "none"), n(of), 0


def _rw(pages, test):
    of = [p for p in pages if is_grouped(p) and p.weight is not None]
    return n(of, lambda p: test(Fraction(p.weight, 10_000))), n(of), n(pages, is_grouped) - n(of)


def _mean_score(pages):
    return _mean(pages, "score", over=10)


def _items(pages):
    of = [p for p in pages if p.items_required is not None]
    above, below = (Fraction(sum(getattr(p, x) for p in of)) for x in ("items_filled", "items_required"))
    return above, below, len(pages) - len(of)


def _whole_pages(pages):
    of = [p for p in pages if p.items_required is not None]
    return n(of, lambda p: p.items_filled == p.items_required), n(of), len(pages) - len(of)


def _grade_a(pages):
    return n(pages, _is("grade", "甲")), n(pages, _known("grade")), n(pages, _is("grade", ""))


SECOND = {
    "cases": lambda p: (n(p, is_grouped), None, n(p, lambda x: not x.status)),
    "pages": lambda p: (n(p), None, 0),
    "groups": lambda p: (Fraction(len({x.drg for x in p if is_grouped(x)})), None, 0),
    "grouping_rate": lambda p: _grouping(p, is_grouped),
    "ambiguous": lambda p: _grouping(p, lambda x: x.status == "歧义病案"),
    "ungrouped": lambda p: _grouping(p, lambda x: x.status != "歧义病案" and not is_grouped(x)),
    "total_weight": lambda p: (_weights(p)[0], None, _weights(p)[1]),
    "cmi": lambda p: (_weights(p)[0] or Fraction(0), n(p, is_grouped, _known("weight")), _weights(p)[1]),
    "cost_index": lambda p: index(p, "cost", "reference_cost", 100),
    "cost_index_coverage": lambda p: _coverage(p, "cost", "reference_cost"),
    "time_index": lambda p: index(p, "stay", "reference_stay", 1),
    "time_index_coverage": lambda p: _coverage(p, "stay", "reference_stay"),
    "rw_ge_2_share": lambda p: _rw(p, lambda weight: weight >= 2),
    "rw_lt_0_5_share": lambda p: _rw(p, lambda weight: weight < Fraction(1, 2)),
    "operative_share": lambda p: (*share([x for x in p if is_grouped(x)], "operative")[:2], 0),
    "complication_share": _complications,
    "low_risk_mortality": lambda p: _risk(p, "low"),
    "mid_low_risk_mortality": lambda p: _risk(p, "mid_low"),
    "mid_high_risk_mortality": lambda p: _risk(p, "mid_high"),
    "high_risk_mortality": lambda p: _risk(p, "high"),
    "mortality": lambda p: share(p, "died"),
    "readmission_15d": lambda p: share(p, "readmitted_15"),
    "readmission_31d": lambda p: share(p, "readmitted_31"),
    "same_day": lambda p: share(p, "same_day"),
    "wound_infection": _wounds,
    "mean_cost": lambda p: _mean(p, "cost", over=100),
    "mean_los": lambda p: _mean(p, "stay"),
    "drug_share": lambda p: _fee_share(p, "drugs"),
    "consumable_share": lambda p: _fee_share(p, "consumables"),
    "service_share": lambda p: _fee_share(p, "services"),
    "cost_per_weight": lambda p: _by_weight(p, "cost", 100),
    "stay_per_weight": lambda p: _by_weight(p, "stay", 1),
    "cost_observed_expected": lambda p: _expected(p, "cost", "reference_cost", 100),
    "stay_observed_expected": lambda p: _expected(p, "stay", "reference_stay", 1),
    "operated_share": lambda p: share(p, "operated"),
    "level34_share": lambda p: _level(p, lambda x: x.level in (3, 4)),
    "level4_share": lambda p: _level(p, lambda x: x.level == 4),
    "minimally_invasive_share": lambda p: _operated_share(p, "minimally_invasive"),
    "pathway_share": lambda p: share(p, "pathway"),
    "day_surgery_share": _day_surgery,
    "insured_employees": lambda p: _insured(p, "职工"),
    "insured_residents": lambda p: _insured(p, "居民"),
    "insured_other": lambda p: _insured(p, "其他"),
    "mandatory_pages": lambda p: (n(p, lambda x: x.errors > 0), None, 0),
    "mandatory_share": lambda p: (n(p, lambda x: x.errors > 0), n(p), 0),
    "first_pass_rate": lambda p: share(p, "first_pass"),
    "defect_pages_share": lambda p: (n(p, lambda x: sum(x.defects) > 0), n(p), 0),
    "defects_per_page": lambda p: (Fraction(sum(sum(x.defects) for x in p)), n(p), 0),
    "mean_score": _mean_score,
    "grade_a_share": _grade_a,
    "grade_a_share_2016": _grade_a,
    "whole_pages_share": _whole_pages,
    "items_filled_share": _items,
    "checked_share": lambda p: (n(p, _known("state")), n(p), 0),
    "list_differs": lambda p: share(p, "list_differs"),
    "list_agrees": lambda p: (n(p, _is("list_differs", False)), *share(p, "list_differs")[1:]),
    "high_multiple_share": lambda p: _multiple(p, "high"),
    "low_multiple_share": lambda p: _multiple(p, "low"),
    "special_candidates": lambda p: share(p, "candidate"),
    "payment": lambda p: _money(p, _attr("payment")),
    "cost": lambda p: _money(p, _attr("cost")),
    "balance": lambda p: _money(p, balance),
    "loss_share": lambda p: _losing(p, "cost"),
    "loss_per_case": lambda p: _losing(p, "pages"),
    "loss_pages": _loss_pages,
    "loss_amount": _loss_amount,
    "operation_24h": _operation_notes,
}


def _time(limit):
    return lambda pages: _in_time(pages, limit)


def _dimensions():
    for at, name in enumerate(DIMENSIONS):
        yield name if at < 4 else f"{name}_clean", lambda p, at=at: _dimension(p, at)
        yield f"{name}_per_100", lambda p, at=at: _per_100(p, at)
        if at < 4:
            yield f"{name}_of_defects", lambda p, at=at: _of_defects(p, at)


def _violations():
    for number, names in CLASSES.items():
        yield f"violation_{number}", lambda p, x=names: (n(p, lambda y: bool(x & set(y.violations))), None, 0)
        yield f"violation_{number}_suspected", lambda p, x=names: (n(p, lambda y: bool(x & set(y.suspected))), None, 0)


def _diseases():
    for key, test in DISEASES.items():
        yield f"{key}_cases", lambda p, x=test: (n(p, x), None, 0)
        yield f"{key}_mean_los", lambda p, x=test: (*_mean(p, "stay", x)[:2], 0)
        yield f"{key}_mean_cost", lambda p, x=test: (*_mean(p, "cost", x, over=100)[:2], 0)
        yield f"{key}_mortality", lambda p, x=test: (*share(p, "died", x)[:2], 0)


SECOND.update(_dimensions())
SECOND.update(_violations())
SECOND.update(_diseases())
SECOND.update(
    (limit, _time(limit))
    for limit in ("first_note_8h", "admission_24h", "discharge_24h", "front_page_24h", "archive_2wd", "archive_3d")
)
SECOND["archive_7d"] = _time("archive_7d")


def value(numerator, denominator, unit, digits):
    """Divided once, rounded half up once, by Decimal."""
    if numerator is None or denominator == 0:
        return None
    found = numerator / (1 if denominator is None else denominator) * (100 if unit in ("%", "条/百份") else 1)
    exact = Decimal(found.numerator) / Decimal(found.denominator)
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
