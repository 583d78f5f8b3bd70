"""A page into the JSON of its settlement list: what was edited and nothing else, or a list of its own."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from coding.base.numbers import whole_number
from coding.base.resources import resource_table
from coding.exchange.jsontext import DECODER, JsonNode, parse_nodes, replaced, scalar_text, with_values
from coding.exchange.settlement import (
    duration_text,
    filled_order,
    flattened,
    operation_order,
    setlinfo_path,
    vent_text,
    western_order,
)
from coding.page.fields import is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DISE = ("diag_code", "diag_name", "adm_cond_type")
_OPRN = ("oprn_oprt_code", "oprn_oprt_name", "oprn_oprt_date", "anst_way", "oper_dr_name", "anst_dr_name")
_ICU = ("scs_cutd_ward_type", "scs_cutd_inpool_time", "scs_cutd_exit_time", "scs_cutd_sum_dura")
_COMAS = ("setlinfo.pwcry_bfadm_coma_dura", "setlinfo.pwcry_afadm_coma_dura")
_MOST_ROWS = 200


def patched_list(raw: str, values: Mapping[str, str]) -> str:
    """The record with the values of its columns; whatever did not change keeps its very spelling."""
    record = DECODER.decode(raw)
    way = setlinfo_path(record)
    if way is None:
        return raw
    before = flattened(record)
    root = parse_nodes(raw)
    data = record
    for step in way:
        data = data[step]
        root = (root.members or {})[step]
    members = root.members or {}
    edits = with_values(raw, members["setlinfo"], _single_changes(before, values))
    plans = (
        ("diseinfo", _DISE, western_order, ("maindiag_flag", "1", "0", "diag_type")),
        ("oprninfo", _OPRN, operation_order, ("oprn_oprt_type", "1", "2", "")),
        ("icuinfo", _ICU, filled_order, ("", "", "", "")),
    )
    for name, columns, order, marks in plans:
        old, new = _rows(name, columns, before), _rows(name, columns, values)
        node = members.get(name)
        if old == new:
            edits += _named_edits(raw, name, node, data, before, values)
            continue
        if node is None or node.elements is None:
            fresh = [_fresh(name, row, number, marks) for number, row in enumerate(new)]
            edits += _added_member(root, name, f"[{','.join(fresh)}]", node)
            continue
        objects = [row for row in data[name] if isinstance(row, dict)]
        if len(objects) == len(node.elements):
            edits.append(_array_edit(raw, node, order(objects), (old, new), name, marks))
    return replaced(raw, edits)


def _named_edits(
    raw: str,
    name: str,
    node: JsonNode | None,
    data: Mapping[str, Any],
    before: Mapping[str, str],
    values: Mapping[str, str],
) -> list[tuple[int, int, str]]:
    """Edits of the rows that a page knows by name: Chinese disease and syndrome, times of the first operation."""
    if node is None or node.elements is None or not isinstance(data.get(name), list):
        return []
    rows = data[name]
    if len(rows) != len(node.elements) or not all(isinstance(row, dict) for row in rows):
        return []
    edits = []
    for part, wanted in (("tcm", "2"), ("zheng", "3"), ("first", "")):
        prefix = f"{name}.{part}."
        changes = {
            n.removeprefix(prefix): text
            for n, text in values.items()
            if n.startswith(prefix) and text != before.get(n, "")
        }
        if not changes:
            continue
        kinds = [scalar_text(row.get("diag_type")) for row in rows]
        place = operation_order(rows)[0] if part == "first" else kinds.index(wanted) if wanted in kinds else -1
        if place >= 0:
            edits += with_values(raw, node.elements[place], changes)
    return edits


def new_list(values: Mapping[str, str]) -> str:
    """A 4101 record from the values of its columns, on one line."""
    return json.dumps(list_record(values), ensure_ascii=False)


def list_record(values: Mapping[str, str]) -> dict[str, Any]:
    """A 4101 record from the values of its columns, as its nodes: number of the interface, ``input`` by node."""
    nodes = _nodes()
    info = {item: _single(item, values) for item in nodes["setlinfo"]}
    diagnoses = _rows("diseinfo", _DISE, values)
    operations = _rows("oprninfo", _OPRN, values)
    info["diag_code_cnt"] = info.get("diag_code_cnt") or str(len(diagnoses))
    info["oprn_oprt_code_cnt"] = info.get("oprn_oprt_code_cnt") or str(len(operations))
    return {
        "infno": "4101",
        "fixmedins_code": info.get("fixmedins_code", ""),
        "input": {
            "setlinfo": info,
            "payinfo": [],
            "opspdiseinfo": [],
            "diseinfo": [
                {item: row.get(item, "") for item in nodes["diseinfo"]}
                | {"diag_type": "1", "maindiag_flag": "1" if number == 0 else "0"}
                for number, row in enumerate(diagnoses)
            ],
            "iteminfo": [],
            "oprninfo": [
                {item: row.get(item, "") for item in nodes["oprninfo"]} | {"oprn_oprt_type": "1" if n == 0 else "2"}
                for n, row in enumerate(operations)
            ],
            "icuinfo": _rows("icuinfo", _ICU, values),
        },
    }


@cache
def _nodes() -> dict[str, list[str]]:
    nodes: dict[str, list[str]] = {}
    for row in resource_table("layouts/setl4101_nodes.csv", "node", "item"):
        nodes.setdefault(row["node"], []).append(row["item"])
    return nodes


def _single(item: str, values: Mapping[str, str]) -> str:
    name = f"setlinfo.{item}"
    if name in _COMAS:
        return _coma(name, values)
    if item == "vent_used_dura":
        return vent_text(values.get(name, ""))
    if item == "nwb_bir_wt":
        return _weights(values)
    return values.get(name, "")


def _coma(name: str, values: Mapping[str, str]) -> str:
    return duration_text(*(values.get(f"{name}.{part}", "") for part in ("days", "hours", "minutes")))


def _weights(values: Mapping[str, str]) -> str:
    names = ["setlinfo.nwb_bir_wt", *(f"setlinfo.nwb_bir_wt.{i}" for i in range(2, 6))]
    return ",".join(weight for name in names if (weight := values.get(name, "").strip()))


def _single_changes(before: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    changes = {}
    for name, text in values.items():
        if not name.startswith("setlinfo.") or text == before.get(name, ""):
            continue
        item = name.split(".")[1]
        full = f"setlinfo.{item}"
        changes[item] = _single(item, {**before, **values}) if full in _COMAS or item in _BUILT else text
    return changes


_BUILT = frozenset({"vent_used_dura", "nwb_bir_wt"})


def _rows(name: str, columns: Sequence[str], values: Mapping[str, str]) -> list[dict[str, str]]:
    rows = [{c: values.get(f"{name}.{number}.{c}", "") for c in columns} for number in range(_count(name, values))]
    while rows and all(is_blank(text) for text in rows[-1].values()):
        rows.pop()
    return rows


def _count(name: str, values: Mapping[str, str]) -> int:
    told = (whole_number(key.split(".")[1]) for key in values if key.startswith(f"{name}."))
    return min(max((number for number in told if number is not None), default=-1) + 1, _MOST_ROWS)


def _array_edit(
    raw: str,
    node: JsonNode,
    order: Sequence[int],
    rows: tuple[list[dict[str, str]], list[dict[str, str]]],
    name: str,
    marks: tuple[str, str, str, str],
) -> tuple[int, int, str]:
    """The array anew: each row keeps the object that it came from, with all that the page knows nothing of."""
    old, new = rows
    elements = node.elements or ()
    unused = [place for place in order if place < len(elements)]
    by_place = dict(zip(order, old, strict=False))
    chosen: list[int | None] = [None] * len(new)
    for is_same in (_all_alike, _code_alike):
        for number, row in enumerate(new):
            if chosen[number] is None:
                place = next((p for p in unused if p in by_place and is_same(by_place[p], row)), None)
                if place is not None:
                    chosen[number] = place
                    unused.remove(place)
    for number in range(len(new)):
        if chosen[number] is None and number < len(order) and order[number] in unused:
            chosen[number] = order[number]
            unused.remove(order[number])
    texts = []
    for number, row in enumerate(new):
        place = chosen[number]
        if place is None:
            texts.append(_fresh(name, row, number, marks))
            continue
        wanted = {k: v for k, v in row.items() if v != by_place.get(place, {}).get(k, "")}
        text = raw[elements[place].start : elements[place].end]
        mark, first, later, _ = marks
        if mark and mark in (elements[place].members or {}):
            flag = first if number == 0 else later
            if DECODER.decode(text).get(mark) != flag and (number == 0 or DECODER.decode(text).get(mark) == first):
                wanted[mark] = flag
        texts.append(replaced(text, with_values(text, parse_nodes(text), wanted)))
    apart = set(order)
    texts += [raw[e.start : e.end] for place, e in enumerate(elements) if place not in apart]
    lead = raw[node.start + 1 : elements[0].start] if elements else ""
    between = raw[elements[0].end : elements[1].start] if len(elements) > 1 else f",{lead}"
    tail = raw[elements[-1].end : node.end - 1] if elements else ""
    return node.start, node.end, f"[{lead}{between.join(texts)}{tail}]" if texts else "[]"


def _all_alike(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return one == other


def _code_alike(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return next(iter(one.values())) == next(iter(other.values()))


def _fresh(name: str, row: Mapping[str, str], number: int, marks: tuple[str, str, str, str]) -> str:
    mark, first, later, kind = marks
    values = {item: row.get(item, "") for item in _nodes()[name]}
    if mark:
        values[mark] = first if number == 0 else later
    if kind:
        values[kind] = "1"
    return json.dumps(values, ensure_ascii=False)


def _added_member(root: JsonNode, name: str, text: str, there: JsonNode | None) -> list[tuple[int, int, str]]:
    if there is not None:
        return [(there.start, there.end, text)]
    last = max((n.end for n in (root.members or {}).values()), default=root.start + 1)
    return [(last, last, f',"{name}":{text}' if root.members else f'"{name}":{text}')]
