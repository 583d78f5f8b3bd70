"""Derive the built-in general scheme from a full pack of CHS-DRG 1.1: its facts by subcategory, as patterns.

    python tools/build_general_scheme.py FULL_PACK CODES_DIR [OUT]

CODES_DIR holds ``icd10_yibao2.csv``, ``icd9cm3_yibao2.csv`` and ``code_frequency_sample.csv``. What holds for
most of the codes of a subcategory (weighted by how often they occur) is stated of the subcategory; no code
longer than four places is written. The result is a pack: a text file per MDC, and CC, MCC, exclusion and
operating-room lists as CSV.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.drg.compiled import CompiledPack, compile_pack
from coding.drg.pack import read_pack
from coding.drg.without_middle import without_middle
from coding.grouping.pack_files import pack_files

T = TypeVar("T", bound=Hashable)

#: MDCs that are entered beside the one of the organ system, each judged for itself.
_BESIDE = ("MDCA", "MDCP", "MDCY", "MDCZ")
#: A subcategory whose extended codes (``K80.100x001``) belong elsewhere than its plain ones is stated in two
#: parts, ``K80.1`` and ``K80.1x``, where that puts at least so many records right.
_WORTH_A_PART = 20
#: What subcategories cannot tell by themselves, stated by other means: (node, condition or "", role, subcategory).
#: Ablation of atrial fibrillation has codes of its own only below 37.34; here the diagnosis tells it. Of the skin
#: grafts 86.69 the full pack lacks one leaf, the one that was seen, while all its sisters count as grafts of a burn.
_STATED = (
    ("FL1", "PPX_IN(P1)&ANYDX_IN(D1)", "P1", "37.34"),
    ("WB1", "", "P1", "86.69"),
    ("WC1", "", "P1", "86.69"),
)
#: Weight of a code that the frequencies do not hold: breaks ties, outweighs nothing that was seen.
_UNSEEN = 0.02
#: Weight of a code that was seen, but never as principal diagnosis.
_NEVER_PRINCIPAL = 0.2


@dataclass(frozen=True)
class Codes:
    """The codes of one classification by subcategory, with their weights."""

    by_subcategory: dict[str, list[str]]
    principal: dict[str, float]
    anywhere: dict[str, float]

    def most(self, sub: str, weight: dict[str, float], of: Callable[[str], T], among: Iterable[str] | None = None) -> T:
        """What holds for the most weight among the codes of a subcategory."""
        votes: Counter[T] = Counter()
        for code in self.by_subcategory[sub] if among is None else among:
            votes[of(code)] += weight[code]  # type: ignore[assignment]
        return max(votes.items(), key=lambda item: (item[1], _tie(item[0])))[0]


def _tie(value: object) -> str:
    """The same choice between equals in every run."""
    return repr(sorted(value)) if isinstance(value, frozenset) else repr(value)


def read_codes(folder: Path, kind: str, parted: frozenset[str] = frozenset()) -> Codes:
    """The codes of one kind (dx, px); ``parted`` names the subcategories in two parts.

    Grey codes, headings that are not to be submitted, count only when seen.
    """
    table = "icd10_yibao2.csv" if kind == "dx" else "icd9cm3_yibao2.csv"
    with (folder / table).open(encoding="utf-8-sig", newline="") as file:
        grey = {r["code"]: r["grey"] == "1" for r in csv.DictReader(file)}
    with (folder / "code_frequency_sample.csv").open(encoding="utf-8-sig", newline="") as file:
        seen = {r["code"]: r for r in csv.DictReader(file) if r["kind"] == kind}
    subs: dict[str, list[str]] = defaultdict(list)
    principal: dict[str, float] = {}
    anywhere: dict[str, float] = {}
    for code in dict.fromkeys([*grey, *seen]):
        subs[subcategory(code, parted)].append(code)
        least = _UNSEEN / 100 if grey.get(code) else _UNSEEN
        principal[code] = float(seen[code]["as_principal"] or 0) + _NEVER_PRINCIPAL if code in seen else least
        anywhere[code] = float(seen[code]["in_records"]) if code in seen else least
    return Codes(dict(subs), principal, anywhere)


def subcategory(code: str, parted: frozenset[str] = frozenset()) -> str:
    """Four places: ``K80.0``, ``51.23``; ``I10.x`` and ``33.6x`` keep their placeholder."""
    return code[:5] + "x" if code[:5] in parted and code[7:8] == "x" else code[:5]


def worth_parting(pack: CompiledPack, dx: Codes) -> frozenset[str]:
    """The subcategories that gain by being stated in two parts."""
    lists_of = pack.membership()

    def agreed(codes: list[str]) -> float:
        votes: Counter[tuple[int, ...]] = Counter()
        for code in codes:
            votes[lists_of(code)] += dx.principal[code]  # type: ignore[assignment]
        return max(votes.values(), default=0)

    found = set()
    for sub, codes in dx.by_subcategory.items():
        extended = [c for c in codes if c[7:8] == "x"]
        plain = [c for c in codes if c[7:8] != "x"]
        if agreed(extended) + agreed(plain) - agreed(codes) >= _WORTH_A_PART:
            found.add(sub)
    return frozenset(found)


class Majority:
    """What to state of each subcategory: the lists it is in, its CC, MCC, exclusion and body region."""

    def __init__(self, pack: CompiledPack, dx: Codes, px: Codes) -> None:
        self.pack = pack
        self.dx, self.px = dx, px
        self.lists_of = pack.membership()
        self.open_groups = frozenset(one.upper for one in without_middle(pack))
        self.lists: dict[str, set[str]] = defaultdict(set)
        self.values: dict[str, dict[str, str]] = {"mcc": {}, "cc": {}, "exclusion": {}, "region": {}}
        self.rules: dict[str, str] = {}
        self.medical = {f"{node}:D1" for _, node, _, _, rule, _ in pack.nodes if "PX" not in rule}
        self.mdc_of_node = {node: mdc for mdc, node, *_ in pack.nodes}

    def names(self, code: str) -> frozenset[str]:
        """The lists that hold a code in the full pack."""
        return frozenset(self.pack.lists[n] for n in self.lists_of(code))

    def mdc_of(self, name: str) -> str:
        """The MDC that a list belongs to; "" for the list of operating-room procedures."""
        if name.startswith("MDC:"):
            return name[4:]
        return self.mdc_of_node.get(name.split(":")[0], "")

    def run(self) -> None:
        """Work through every subcategory."""
        for sub in self.dx.by_subcategory:
            self._principal(sub)
            self._values(sub)
        for sub in self.px.by_subcategory:
            self._procedure(sub)
        self._rescue()
        for node, rule, role, sub in _STATED:
            if rule:
                self.rules[node] = rule
            self.lists[sub].add(f"{node}:{role}")

    def _principal(self, sub: str) -> None:
        """The MDC of the organ system and what stands in it, then each MDC that is entered beside it."""
        weight = self.dx.principal
        entered = self.dx.most(sub, self._doubting(sub, lambda c: bool(self._organ_mdcs(c))), self._organ_mdcs)
        fitting = [c for c in self.dx.by_subcategory[sub] if self._organ_mdcs(c) == entered]
        for mdc in entered:
            # one medical ADRG for the subcategory; the lists of operations each for itself
            medical = self._doubting(sub, lambda c, m=mdc: bool(self._of_mdc(c, m) & self.medical))
            self._keep(sub, self.dx.most(sub, medical, lambda c, m=mdc: self._of_mdc(c, m, medical=True), fitting))
            surgical = frozenset().union(*(self._of_mdc(c, mdc, medical=False) for c in fitting))
            for name in surgical:
                if self.dx.most(sub, weight, lambda c, n=name: n in self.names(c), fitting):
                    self._keep(sub, frozenset({name}))
        for mdc in _BESIDE:
            self._keep(sub, self.dx.most(sub, weight, lambda c, m=mdc: self._of_mdc(c, m)))

    def _doubting(self, sub: str, decides: Callable[[str], bool]) -> dict[str, float]:
        """Weights in which codes that were never principal and are listed nowhere (headings, rare leaves,
        oversights of the full pack) do not decide for their subcategory while any sister is listed.
        """
        weight = self.dx.principal
        return {
            code: weight[code] / 100 if weight[code] <= _NEVER_PRINCIPAL and not decides(code) else weight[code]
            for code in self.dx.by_subcategory[sub]
        }

    def _procedure(self, sub: str) -> None:
        weight = self.px.anywhere
        for mdc in ["", *(m[0] for m in self.pack.mdcs)]:
            self._keep(sub, self.px.most(sub, weight, lambda c, m=mdc: self._of_mdc(c, m)))

    def _rescue(self) -> None:
        """A procedure list that no subcategory fell to takes its own, where that displaces no other ADRG:
        procedure classes are asked for together with others, and elsewhere the MDC must have no list there.
        """
        filled = {name for names in self.lists.values() for name in names}
        for name in self.pack.lists:
            role = name.rpartition(":")[2]
            if name in filled or not role.startswith("P"):
                continue
            mdc = self.mdc_of(name)
            for sub, codes in self.px.by_subcategory.items():
                taken = any(self.mdc_of(other) == mdc for other in self.lists[sub])
                if any(name in self.names(c) for c in codes) and (role.startswith("PC") or not taken):
                    self.lists[sub].add(name)

    def _values(self, sub: str) -> None:
        for name, values in self.values.items():
            table = self.pack.value_table(name)
            weight = self.dx.principal if name in {"exclusion", "region"} else self.dx.anywhere
            value = self.dx.most(sub, weight, lambda c, t=table: t(c) or "")
            if name == "region":
                held = [t for c in self.dx.by_subcategory[sub] if (t := table(c))]
                value = Counter(held).most_common(1)[0][0] if held and "MDC:MDCZ" in self.lists[sub] else ""
            if value:
                values[sub] = value

    def _organ_mdcs(self, code: str) -> frozenset[str]:
        mdcs = {name[4:] for name in self.names(code) if name.startswith("MDC:")}
        return frozenset(mdcs.difference(_BESIDE))

    def _of_mdc(self, code: str, mdc: str, *, medical: bool | None = None) -> frozenset[str]:
        """The lists of an MDC that hold a code: all, those without an operation in their condition, the others."""
        held = (name for name in self.names(code) if self.mdc_of(name) == mdc)
        return frozenset(n for n in held if medical is None or (n in self.medical or n.startswith("MDC:")) is medical)

    def _keep(self, sub: str, names: frozenset[str]) -> None:
        self.lists[sub].update(names)


def patterns(members: dict[str, T], every: Iterable[str]) -> list[tuple[str, T | None]]:
    """The fewest patterns that give each subcategory of ``every`` its value in ``members``.

    (``~`` beginning, value) and (``!`` beginning, None), sorted by code.
    """
    tree: dict[str, list[str]] = defaultdict(list)
    for sub in every:
        for above, below in zip(_levels(sub), _levels(sub)[1:], strict=False):
            if below not in tree[above]:
                tree[above].append(below)
    roots = sorted({_levels(sub)[0] for sub in every})
    written: list[tuple[str, T | None]] = []
    for root in roots:
        written += _fewest(root, None, tree, members)[1]
    return written


def _levels(sub: str) -> list[str]:
    """``K80`` > ``K80.0`` (> ``K80.0x``, its extended codes); ``51`` > ``51.2`` > ``51.23``."""
    if sub[0].isalpha():
        return [sub[:3], sub[:5], sub][: 3 if len(sub) > 5 else 2]
    return [sub[:2], sub[:4], sub[:5]]


def _fewest(
    at: str, inherited: T | None, tree: dict[str, list[str]], members: dict[str, T]
) -> tuple[int, list[tuple[str, T | None]]]:
    below = tree.get(at)
    if not below:
        value = members.get(at)
        return (0, []) if value == inherited else (1, [(at, value)])
    choices = {inherited, None, *(members.get(leaf) for leaf in _leaves(at, tree))}
    if len(at) == 5:  # a subcategory in two parts: itself the one without extension
        choices = {members.get(at)}
    best: tuple[int, list[tuple[str, T | None]]] | None = None
    for value in sorted(choices, key=repr):
        cost, written = (0, []) if value == inherited else (1, [(at, value)])
        for child in below:
            more = _fewest(child, value, tree, members)
            cost, written = cost + more[0], written + more[1]
        if best is None or cost < best[0] or (cost == best[0] and value == inherited):
            best = (cost, written)
    assert best is not None
    return best


def _leaves(at: str, tree: dict[str, list[str]]) -> list[str]:
    below = tree.get(at)
    return [leaf for child in below for leaf in _leaves(child, tree)] if below else [at]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("full", type=Path)
    parser.add_argument("codes", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=Path("resources/schemes/chs_drg_11_general"))
    args = parser.parse_args()
    pack = compile_pack(read_pack(pack_files(args.full), args.full.name))
    parted = worth_parting(pack, read_codes(args.codes, "dx"))
    facts = Majority(pack, read_codes(args.codes, "dx", parted), read_codes(args.codes, "px"))
    facts.run()
    from general_scheme_files import write_files

    write_files(facts, args.out)


if __name__ == "__main__":
    main()
