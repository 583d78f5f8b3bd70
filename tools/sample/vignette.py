"""Clinical vignettes: readable TOML → what a stay of that kind may look like.

The notation is described in ``tools/sample/README.md``. Shares are 0–1, costs yuan, stays days, weights grams.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

#: Words of the vignettes → CV06.00.103, which N041 uses (formats.md §3).
ANAESTHESIA = {
    "全麻": "1",
    "静脉麻": "12",
    "腰硬联合麻": "2",
    "腰麻": "21",
    "硬膜外麻": "22",
    "神经阻滞麻": "33",
    "局麻": "3",
    "浸润麻": "35",
    "表面麻": "36",
}
_INCISION = {"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3"}
_HEALING = {"甲": "1", "乙": "2", "丙": "3", "他": "9"}
_SEXES = {"男": "1", "女": "2"}


@dataclass(frozen=True, slots=True)
class Possible:
    """A diagnosis that may be there: share of the stays, code, the doctor's words, condition, factor on the cost."""

    share: float
    code: str
    name: str
    poa: str = "1"
    factor: float = 1.0
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A procedure that may be there. ``days`` after admission; None = with the one before; -1 = the last day."""

    share: float
    code: str
    name: str
    days: tuple[int, int] | None = (0, 1)
    level: str = ""
    anaesthesia: str = ""
    incision: str = ""
    healing: str = ""
    fees: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vignette:
    """One kind of stay, as the TOML states it."""

    id: str
    pages: int
    dept: str
    los: tuple[int, int]
    profile: str
    principal: Possible
    words: tuple[str, ...] = ()
    sex: str = ""
    age: tuple[int, int] | None = None
    age_days: tuple[int, int] | None = None
    newborn: tuple[int, int] | None = None
    emergency: float = 0.0
    secondary: tuple[Possible, ...] = ()
    one_of: tuple[Possible, ...] = ()
    comorbid: tuple[Possible, ...] = ()
    procedures: tuple[Planned, ...] = ()
    pathology: tuple[Possible, ...] = ()
    cause: tuple[Possible, ...] = ()
    outcome: Possible | None = None
    weights: tuple[int, int] | None = None
    leave: str = ""
    readmit: str = ""
    allergy: str = ""
    transfer: str = ""
    coma: float = 0.0
    cost: float = 1.0
    physical: float = 0.0
    globulin: float = 0.0
    ventilator: tuple[int, int] | None = None


def load_vignettes(folder: Path = HERE) -> list[Vignette]:
    """Every vignette, file by file in the order of their names."""
    with (folder / "comorbidities.toml").open("rb") as file:
        comorbid = {name: tuple(map(possible, lines)) for name, lines in tomllib.load(file).items()}
    found: list[Vignette] = []
    for path in sorted((folder / "vignettes").glob("*.toml")):
        with path.open("rb") as file:
            found += [_vignette(row, comorbid) for row in tomllib.load(file)["vignette"]]
    return found


def _vignette(row: dict[str, Any], comorbid: dict[str, tuple[Possible, ...]]) -> Vignette:
    data = dict(row)
    poa = data.pop("poa", "1")
    first = possible(data.pop("principal"))
    data["principal"] = Possible(1.0, first.code, first.name, poa)
    data["comorbid"] = comorbid[data["comorbid"]] if "comorbid" in data else ()
    data["emergency"] = _share(data.pop("route", "急诊 15%"))
    data["coma"] = _share(data.pop("coma", "0%"))
    if "outcome" in data:
        data["outcome"] = possible(data["outcome"])
    for key in ("secondary", "one_of", "pathology", "cause"):
        data[key] = tuple(map(possible, data.get(key, ())))
    data["procedures"] = tuple(map(planned, data.get("procedures", ())))
    for key in ("los", "age", "age_days", "newborn", "weights", "ventilator", "words"):
        if key in data:
            data[key] = tuple(data[key])
    return Vignette(**data)


def _share(text: str) -> float:
    found = re.search(r"(\d+)%", text)
    if not found:
        raise ValueError(f"no share in {text!r}")
    return int(found.group(1)) / 100


_POSSIBLE = re.compile(r"(?:(\d+)% )?(\S+) (.+?)(?: \[([男女])\])?(?: @(\d))?(?: ×([\d.]+))?")


def possible(text: str) -> Possible:
    """``30% J96.900x003 Ⅱ型呼吸衰竭 [男] @4 ×1.5`` → a possible diagnosis."""
    found = _POSSIBLE.fullmatch(text)
    if not found:
        raise ValueError(f"not a diagnosis line: {text!r}")
    share, code, name, sex, poa, factor = found.groups()
    return Possible(int(share or 100) / 100, code, name, poa or "1", float(factor or 1), _SEXES.get(sex or "", ""))


_FEES = {
    "手术": "fee_operation",
    "麻醉": "fee_anesthesia",
    "治疗": "fee_nonsurgical",
    "诊断": "fee_clinical_dx",
    "病理": "fee_pathology",
    "血费": "fee_blood",
    "材料": "fee_consumable_treat",
}


def planned(text: str) -> Planned:
    """``100% 51.2300 名称; 3级; 全麻; Ⅱ甲; 第1-3天; 手术2300 麻醉1500`` → a planned procedure."""
    head, *parts = [p.strip() for p in text.split(";")]
    first = possible(head)
    data: dict[str, Any] = {"share": first.share, "code": first.code, "name": first.name}
    fees: dict[str, float] = {}
    for part in parts:
        if found := re.fullmatch(r"第(\d+)(?:-(\d+))?天", part):
            data["days"] = (int(found[1]), int(found[2] or found[1]))
        elif part == "同上":
            data["days"] = None
        elif part == "最后一天":
            data["days"] = (-1, -1)
        elif found := re.fullmatch(r"([1-4])级", part):
            data["level"] = found[1]
        elif part in ANAESTHESIA:
            data["anaesthesia"] = ANAESTHESIA[part]
        elif part == "0类":
            data["incision"] = "0"
        elif len(part) == 2 and part[0] in _INCISION:
            data["incision"], data["healing"] = _INCISION[part[0]], _HEALING[part[1]]
        else:
            for fee in part.split():
                found = re.fullmatch(r"(\D+)(\d+)", fee)
                if not found or found[1] not in _FEES:
                    raise ValueError(f"not a part of a procedure: {fee!r} in {text!r}")
                fees[_FEES[found[1]]] = float(found[2])
    if data.get("level"):
        data.setdefault("incision", "0")
        if "fee_consumable_treat" in fees:
            fees["fee_consumable_op"] = fees.pop("fee_consumable_treat")
    return Planned(**data, fees=fees)
