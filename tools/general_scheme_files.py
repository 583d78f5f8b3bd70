"""Writing the built-in general scheme: a text file per MDC, the common lists as CSV."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from build_general_scheme import patterns

if TYPE_CHECKING:
    from build_general_scheme import Majority

_HEAD = (
    "# {mdc} {name}\n"
    "# 内置通用方案：CHS-DRG 1.1 的结构，按类目（三位）和亚目（四位）表述；写法见 docs/schemes.md，可直接批注和改正。\n"
)
#: What a group 1 asks where no group 3 takes the ordinary complications: see decision 0023.
_ANY_COMPLICATION = "MCC_OR_CC"
_RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def write_files(facts: Majority, out: Path) -> None:
    """The pack in ``out``; files of an earlier run are replaced."""
    out.mkdir(parents=True, exist_ok=True)
    for old in [*out.glob("*.csv"), *out.glob("*.txt")]:
        old.unlink()
    _settings(facts, out)
    names = _Names()
    for order, mdc in enumerate(facts.pack.mdcs, 1):
        (out / f"{mdc[0]}.txt").write_text(_mdc_text(facts, order, mdc, names), encoding="utf-8")
    for table in ("mcc", "cc", "exclusion"):
        words = {"mcc": "严重并发症与合并症 MCC", "cc": "一般并发症与合并症 CC", "exclusion": "主要诊断 → 排除表"}[
            table
        ]
        rows = [
            (("~" if value is not None else "!") + code, value or "")
            for code, value in patterns(facts.values[table], facts.dx.by_subcategory)
        ]
        _table(out / f"{table}.csv", words, ("code", "exclusion_table"), rows, names)
    valid = {sub: "1" for sub in facts.px.by_subcategory if "VALID" in facts.lists[sub]}
    rows = [(("~" if v else "!") + code, "") for code, v in patterns(valid, facts.px.by_subcategory)]
    _table(out / "px_valid.csv", "手术室手术", ("code",), rows, names)


class _Names:
    """Chinese names of categories, from the embedded code library."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        for file in ("icd10_categories.csv", "icd10.csv", "icd9cm3.csv"):
            path = _RESOURCES / "codes" / file
            if path.exists():
                with path.open(encoding="utf-8-sig", newline="") as lines:
                    for row in csv.DictReader(lines):
                        self.names.setdefault(row["code"], row["name"])

    def of(self, code: str) -> str:
        """The name of a category; "" when the library has none."""
        return self.names.get(code[:3], "") or self.names.get(f"{code[:3]}.x00", "") if code[0].isalpha() else ""


def _settings(facts: Majority, out: Path) -> None:
    with (out / "scheme.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("key", "value"))
        settings = dict(facts.pack.settings)
        settings["name"] = "通用方案（CHS-DRG 1.1，按类目与亚目）"
        settings["region"] = "内置，非任何地区的正式方案"
        writer.writerows(settings.items())


def _table(path: Path, words: str, header: tuple[str, ...], rows: list[tuple[str, str]], names: _Names) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {words}：~ 为以此开头的全部编码，! 为从中除外\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        seen = ""
        for row in rows:
            name = names.of(row[0][1:])
            if name and row[0][1:4] != seen:
                seen = row[0][1:4]
                file.write(f"# {seen} {name}\n")
            writer.writerow(row[: len(header)])


def _mdc_text(facts: Majority, order: int, mdc: tuple[str, str, str, str], names: _Names) -> str:
    code, name, entry, otherwise = mdc
    text = [_HEAD.format(mdc=code, name=name), f"MDC {code} {name}", f"顺序 {order}", f"进入 {entry or 'ALWAYS'}"]
    if otherwise:
        text.append(f"否则 {otherwise}")
    members = {
        sub: facts.values["region"].get(sub, "") if code == "MDCZ" else ""
        for sub in facts.dx.by_subcategory
        if f"MDC:{code}" in facts.lists[sub]
    }
    text += _lists(members, facts.dx.by_subcategory, names)
    for row in facts.pack.nodes:
        if row[0] == code:
            text.append(_node_text(facts, row, names))
    return "\n".join(text) + "\n"


def _node_text(facts: Majority, row: tuple[str, str, str, str, str, str], names: _Names) -> str:
    _, node, _, name, rule, _ = row
    text = ["", f"ADRG {node} {name}", f"条件 {facts.rules.get(node, rule) or 'ALWAYS'}"]
    roles = sorted(n.split(":")[1] for n in facts.pack.lists if n.startswith(f"{node}:"))
    for role in roles:
        codes = facts.dx if role.startswith("D") else facts.px
        members = {sub: "1" for sub in codes.by_subcategory if f"{node}:{role}" in facts.lists[sub]}
        text.append(_list(role, members, codes.by_subcategory, names))
    for drg, drg_name, test, _ in facts.pack.drgs.get(node, ()):
        asked = _ANY_COMPLICATION if drg in facts.open_groups else test
        text.append(f"{drg} {drg_name or facts.pack.names.get(drg, '')} = {asked}")
    return "\n".join(text)


def _lists(members: dict[str, str], every: dict[str, list[str]], names: _Names) -> list[str]:
    """The principal diagnoses of an MDC, by body region where there are any."""
    written = patterns(members, every)
    above = {code: value for code, value in written if value is not None}
    heads: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for code, value in written:
        # what is taken out again stands with the category that took it in
        heads[above[code[:3]] if value is None else value].append((code, value))
    return [_block(f"部位 {r}" if r else "主要诊断", codes, names) for r, codes in sorted(heads.items())]


def _list(head: str, members: dict[str, str], every: dict[str, list[str]], names: _Names) -> str:
    return _block(head, patterns(members, every), names)


def _block(head: str, codes: list[tuple[str, str | None]], names: _Names) -> str:
    lines: dict[str, list[str]] = defaultdict(list)
    for code, value in codes:
        lines[code[:3] if code[0].isalpha() else code[:2]].append(("~" if value is not None else "!") + code)
    text = [head]
    for category, written in lines.items():
        name = names.of(category)
        text.append("    " + " ".join(written) + (f"  # {name}" if name else ""))
    return "\n".join(text)
