"""A compiled scheme written back as the tables of a pack, whatever it was read from: what a further pack is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.compiled import WHOLE_SCHEME
from coding.drg.pack import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.drg.compiled import CompiledPack

#: Table → rows in the order of ``TABLES``, without the header.
Tables = dict[str, list[list[str]]]


def tables_of(pack: CompiledPack) -> Tables:
    """The tables of a pack. Read again they group every case alike."""
    tables: Tables = {table: [] for table in TABLES}
    tables["scheme"] = [[key, value] for key, value in pack.settings.items()]
    tables["mdc"] = [[str(at), *row] for at, row in enumerate(pack.mdcs, 1)]
    tables["drg"] = [[code, name] for code, name in pack.names.items()]
    at_in_mdc: dict[str, int] = {}
    for mdc, node, adrg, name, rule, if_no_drg in pack.nodes:
        at_in_mdc[mdc] = at_in_mdc.get(mdc, 0) + 1
        tables["adrg"].append([mdc, str(at_in_mdc[mdc]), node, adrg, name, rule, if_no_drg])
    for node, rules in pack.drgs.items():
        tables["drg_rules"] += [[node, str(at), *rule] for at, rule in enumerate(rules, 1)]
    for name in ("mcc", "cc", "exclusion"):
        tables[name] = [[code, value] for code, value in _values(pack, name)]
    regions = dict(_values(pack, "region"))
    for name, codes in _lists(pack).items():
        if name.startswith("MDC:"):
            mdc = name.removeprefix("MDC:")
            regional = any(code in regions for code in codes) and mdc == _trauma(pack)
            tables["mdc_dx"] += [[mdc, code, regions.get(code, "") if regional else ""] for code in codes]
        elif name == "VALID":
            tables["px_valid"] = [[code, ""] for code in codes]
        elif name.startswith("@"):
            tables["adrg_codes"] += [[WHOLE_SCHEME, name, code] for code in codes]
        elif not name.startswith("="):
            node, _, role = name.rpartition(":")
            tables["adrg_codes"] += [[node, role, code] for code in codes]
    return tables


def _trauma(pack: CompiledPack) -> str:
    """The MDC whose list states the regions of injuries: the one that asks for them."""
    return next((mdc for mdc, _, entry, _ in pack.mdcs if "TRAUMA_REGIONS" in entry), "MDCZ")


def _lists(pack: CompiledPack) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in pack.lists}
    for code, profile in pack.codes.items():
        for number in pack.profiles[profile]:
            found[pack.lists[number]].append(code)
    for beginning, (taken, out) in pack.patterns.items():
        for number in taken:
            found[pack.lists[number]].append(f"~{beginning}")
        for number in out:
            found[pack.lists[number]].append(f"!{beginning}")
    return found


def _values(pack: CompiledPack, name: str) -> Iterator[tuple[str, str]]:
    yield from pack.values.get(name, {}).items()
    for beginning, value in pack.value_patterns.get(name, {}).items():
        yield (f"!{beginning}", "") if value is None else (f"~{beginning}", value)
