"""How fast a DIP pack matches and prices on this machine: cases drawn from its own rows, in memory and file to file."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.commands.group_dip import write_packets
from coding.dip.dip_scheme import load_dip
from coding.dip.items import ANYTHING, SUBCATEGORY, WHOLE
from coding.exchange.read import open_source
from coding.grouping.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.commands.group_dip import Find
    from coding.dip.dip_scheme import DipScheme
    from coding.dip.items import DiagnosisItem
    from coding.dip.packet_catalogue import CoreRow
    from coding.exchange.read import Source

_HEADER = "case_id,sex,age,age_days,birth_weight,los,icu_days,leaving_type,insured,level,cost,dx,px"
_WAYS = ("1", "2", "4", "5")


def packet_cases(scheme: DipScheme, count: int, seed: int = 1) -> list[Case]:
    """Cases with diagnosis and procedures of a row of the catalogue, and some further ones of others."""
    chance = random.Random(seed)
    rows = [row for found in scheme.catalogue.core.values() for row in found]
    items = [item for row in rows for item in row.dx if item.closeness != ANYTHING]
    sets = [codes for row in rows for codes in row.px or ()] or [frozenset()]
    insured, levels = list(scheme.pricing.points) or [""], list(scheme.pricing.hospitals) or [""]
    cases = []
    for _ in range(count):
        row = chance.choice(rows)
        age = chance.randint(0, 90)
        cases.append(
            Case(
                sex=chance.randint(1, 2),
                age=age,
                age_days=chance.randint(0, 364) if age == 0 else None,
                birth_weight=chance.randint(500, 4500) if age == 0 else None,
                dept="",
                los=chance.randint(1, 30),
                leaving_type=chance.choice(_WAYS),
                icu_hours=24.0 * chance.randint(0, 9),
                dx=_diagnoses(row, items, chance),
                px=_procedures(row, sets, chance),
                cost=round(chance.uniform(500, 90_000), 2),
                insured=chance.choice(insured),
                level=chance.choice(levels),
            )
        )
    return cases


def _diagnoses(row: CoreRow, items: list[DiagnosisItem], chance: random.Random) -> tuple[str, ...]:
    own = [item for item in row.dx if item.closeness != ANYTHING] or items
    beside = [chance.choice(row.sdx.items)] if row.sdx else []
    picked = [chance.choice(own), *beside, *chance.choices(items, k=chance.randint(0, 4))]
    return tuple(_code(item, chance) for item in picked)


def _code(item: DiagnosisItem, chance: random.Random) -> str:
    if item.closeness == WHOLE:
        return item.text
    if item.closeness == SUBCATEGORY:
        return f"{item.text}0{chance.randint(0, 9)}"
    return f"{chance.choice((item.first, item.last))}.{chance.randint(0, 9)}0{chance.randint(0, 9)}"


def _procedures(row: CoreRow, sets: list[frozenset[str]], chance: random.Random) -> tuple[str, ...]:
    own = sorted(chance.choice(row.px)) if row.px else []
    further = sorted(chance.choice(row.rpx)) if row.rpx and chance.random() < 0.5 else []
    return (*own, *further, *(code for codes in chance.choices(sets, k=chance.randint(0, 2)) for code in sorted(codes)))


def packet_figures(path: Path, count: int) -> dict[str, str | float]:
    """What a DIP pack costs on this machine: seconds until it is ready, cases a second in memory (the second pass knows
    the codes already; by the processor's time where others share the machine) and file to file.
    """
    began = time.perf_counter()
    scheme = load_dip(path)
    ready = time.perf_counter() - began
    cases = packet_cases(scheme, count)
    first, again = _speed(scheme, cases), _speed(scheme, cases)
    of_processor = _speed(scheme, cases, time.process_time)
    return {
        "title": scheme.title,
        "load_s": round(ready, 3),
        "cases": count,
        "cases_per_s_first_pass": round(first),
        "cases_per_s": round(again),
        "cases_per_processor_s": round(of_processor),
        "cases_per_s_file_to_file": round(_file_speed(scheme, cases)),
    }


def _speed(scheme: DipScheme, cases: list[Case], clock: Callable[[], float] = time.perf_counter) -> float:
    decide = scheme.decide
    began = clock()
    for case in cases:
        decide(case)
    return len(cases) / max(clock() - began, 1e-9)


def _file_speed(scheme: DipScheme, cases: list[Case]) -> float:
    from coding.commands.group_cases import case_finder

    with tempfile.TemporaryDirectory() as folder:
        table, out = Path(folder) / "cases.csv", Path(folder) / "packets.csv"
        with whole_file(table) as file:
            file.write(f"{_HEADER}\r\n")
            file.writelines(f"{people_line(_cells(at, case))}\r\n" for at, case in enumerate(cases))
        began = time.perf_counter()
        source: Source = open_source(table)
        find: Find = case_finder(source.shape, None)
        write_packets(out, source, scheme, find)
        return len(cases) / (time.perf_counter() - began)


def _cells(at: int, case: Case) -> list[str]:
    days = "" if case.icu_hours is None else f"{case.icu_hours / 24:g}"
    told = (case.sex, case.age, case.age_days, case.birth_weight, case.los, days, case.leaving_type, case.insured)
    cells = ["" if value is None else str(value) for value in (at, *told, case.level, case.cost)]
    return [*cells, "|".join(case.dx), "|".join(case.px)]
