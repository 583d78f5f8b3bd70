"""How well the names of published groups tell their conditions, and what a scheme made of them groups.

    python -m tools.measure_region ../shared/reference/drg

For three regional packs, their ``drg.csv`` taken as the published list: the condition that each name gives beside the
pack's own rule, by what the rule asks; then the region's own cases under the scheme that is made of a national base
and the list, and under one made of the region's own ADRGs and lists without their division.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeKind
from coding.codes.library import embedded_library
from coding.drg.atoms import Rule, atoms_of
from coding.drg.compiled import CompiledPack
from coding.drg.condition_points import holds, points_for
from coding.drg.families import Family, families_of, rule_of, rules_of
from coding.drg.group_code import is_ambiguous, is_rest
from coding.drg.region_answers import Answers
from coding.drg.scheme import Scheme, load_scheme
from coding.grouping.case import Case
from coding.payment.group_list import read_group_list
from coding.work.region_files import save_pack
from coding.work.region_scheme import RegionSource, RegionWork, accept_derived, planned

REGIONS = ("zhejiang_2022", "foshan_2022", "changzhou_2022")
BASES = ("chs_drg_10", "chs_drg_11")
#: What a rule asks, by the first that fits: the name of the class and the atoms that make it.
_CLASSES = (
    ("list", None),
    ("age", {"age", "age_days"}),
    ("stay", {"los", "leaving"}),
    ("weight", {"birth_weight"}),
    ("icu", {"icu_hours"}),
)
_PLAIN = {"number", "leaving", "all", "not", "ALWAYS", "NEVER", "MCC", "CC", "MCC_OR_CC"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("drg", type=Path, help="the folder of the packs and of cases_dev.csv")
    folder = parser.parse_args().drg
    tables = CodeTables(embedded_library(CodeKind.DIAGNOSIS), embedded_library(CodeKind.PROCEDURE))
    for region in REGIONS:
        own = load_scheme(folder / region)
        published = read_group_list(folder / region / "drg.csv")
        print(f"== {region}: {len(published.groups)} groups")
        for base in BASES:
            _conditions(own, load_scheme(folder / base), published.names, base)
        cases = [pair for pair in _cases(folder / "cases_dev.csv") if pair[0]["scheme"] == region]
        for base in BASES:
            _grouped(load_scheme(folder / base).pack, base, published, cases, tables)
        _grouped(_undivided(own.pack), "own ADRGs, undivided", published, cases, tables)
    return 0


def _conditions(own: Scheme, base: Scheme, names: dict[str, str], title: str) -> None:
    counts: dict[str, Counter[str]] = {}
    wrong: list[str] = []
    for family in families_of(base.pack, names, Answers()):
        if family.is_same or not family.groups:
            continue
        theirs = _rules_of_pack(own.pack, family.adrg)
        ours = _ours(family)
        node = next((n for n in own.pack.nodes if n[2] == family.adrg), None)
        points = points_for([rule for _, rule in (*theirs, *ours)], rule_of(node[4]) if node else ())
        for group in family.groups:
            kind = _class(dict(theirs).get(group.code, ()))
            said = _said(group.code, family, ours, theirs, points)
            counts.setdefault(kind, Counter())[said] += 1
            if said == "different":
                wrong.append(f"{group.code} {group.name} | {group.condition}")
    print(f"  names beside the pack's own rules (ADRGs divided otherwise than {title}):")
    words = ("equal", "different", "asked one by one", "open")
    for kind, found in sorted(counts.items()):
        print(f"    {kind:10} " + "  ".join(f"{word} {found[word]}" for word in words))
    for line in wrong[:12]:
        print(f"      different: {line}")


def _ours(family: Family) -> list[tuple[str, Rule]]:
    """The rows as they would be with a yes to everything."""
    groups = tuple(replace(g, is_made=bool(g.condition)) for g in family.groups)
    return [(row.drg, rule_of(row.rule)) for row in rules_of(replace(family, groups=groups))]


def _rules_of_pack(pack: CompiledPack, adrg: str) -> list[tuple[str, Rule]]:
    node = next((n[1] for n in pack.nodes if n[2] == adrg), "")
    return [(drg, rule_of(rule)) for drg, _, rule, _ in pack.drgs.get(node, ())]


def _said(code: str, family: Family, ours: list, theirs: list, points: tuple) -> str:
    group = next(g for g in family.groups if g.code == code)
    if not group.condition:
        return "open"
    if not (family.is_consistent and group.reading.is_sure):
        return "asked one by one"
    same_cases = _takes(code, ours, points) == _takes(code, theirs, points)
    return "equal" if same_cases or _alone(code, ours, points) == _alone(code, theirs, points) else "different"


def _takes(code: str, rows: list, points: tuple) -> frozenset[int]:
    return frozenset(
        at for at, p in enumerate(points) if next((drg for drg, rule in rows if holds(rule, p)), None) == code
    )


def _alone(code: str, rows: list, points: tuple) -> frozenset[int]:
    rule = dict(rows).get(code)
    return frozenset(at for at, p in enumerate(points) if rule is not None and holds(rule, p))


def _class(rule: Rule) -> str:
    atoms = list(atoms_of(rule))
    if any(atom.kind not in _PLAIN for atom in atoms):
        return "list"
    asked = {atom.name if atom.kind == "number" else atom.kind for atom in atoms}
    for name, wanted in _CLASSES:
        if wanted and asked & wanted:
            return name
    return "severity" if asked & {"MCC", "CC", "MCC_OR_CC"} else "always"


def _undivided(pack: CompiledPack) -> CompiledPack:
    """The region's own ADRGs and lists as a base that divides nothing."""
    drgs = {}
    for _, node, adrg, name, _, _ in pack.nodes:
        if not is_ambiguous(adrg) and not is_rest(adrg):
            drgs[node] = [(f"{adrg}0", name, "ALWAYS", "")]
    kept = {node: rows for node, rows in pack.drgs.items() if node not in drgs}
    return replace(pack, drgs={**kept, **drgs}, names={})


def _grouped(base: CompiledPack, title: str, published, cases, tables: CodeTables) -> None:  # noqa: ANN001
    work = RegionWork(RegionSource("measured", title, ""), base, published)
    plan = planned(accept_derived(planned(work, tables)), tables)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "pack.zip"
        save_pack(plan, place)
        scheme = load_scheme(place)
    counts: Counter[str] = Counter()
    for row, case in cases:
        got = scheme.group(case)
        if got.drg == row["exp_drg"]:
            counts["right"] += 1
        elif is_rest(got.drg):
            counts["not grouped: a question is open"] += 1
        elif got.adrg == row["exp_adrg"]:
            counts["same ADRG, other group"] += 1
        else:
            counts["other ADRG or none"] += 1
    groups = sum(len(f.groups) for f in plan.families)
    told = ", ".join(f"{word} {n}" for word, n in counts.most_common())
    print(f"  base {title}: {groups - plan.open_groups} of {groups} groups made; {len(cases)} cases: {told}")


def _cases(path: Path):  # noqa: ANN202
    def whole(text: str) -> int | None:
        return int(text) if text else None

    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            numbers = {k: whole(row[k]) for k in ("sex", "age", "age_days", "birth_weight", "los")}
            icu = float(row["icu_hours"]) if row["icu_hours"] else None
            dx, px = (tuple(row[k].split("|")) if row[k] else () for k in ("dx", "px"))
            yield row, Case(dept=row["dept"], leaving_type=row["leaving_type"], icu_hours=icu, dx=dx, px=px, **numbers)


if __name__ == "__main__":
    sys.exit(main())
