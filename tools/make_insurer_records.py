"""Invented records in the plain list that insurers hand back, with a fault planted in the scheme they are held against.

    python tools/make_insurer_records.py OUT [--records 300] [--seed 1] [--fault 1-5|HU11] [--noise 0]

Writes OUT/records.csv, OUT/pack (the embedded scheme, altered) and OUT/expected.json. The insurer groups by the
embedded scheme; in the pack, where an ADRG has only a group 1 and a group 5, the 1 asks MCC alone: at all of them
(``1-5``) or at the group that is named. ``--noise`` records carry a group that is simply wrong. The records are drawn
from the bundled sample, with further diagnoses of the embedded code list; nothing of any public table is in them.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.base.resources import resource_path
from coding.base.sheet_writer import write_csv
from coding.codes.entry import CodeKind
from coding.codes.library import embedded_library
from coding.drg.group_code import traits_of
from coding.drg.scheme import Scheme, embedded_scheme, load_scheme
from coding.exchange.read import read_file
from coding.grouping.case import Case, GroupStatus
from coding.grouping.grouper import Complication
from coding.grouping.page_case import case_of

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = (
    "病案号", "性别", "年龄", "新生儿年龄天", "新生儿出生体重", "科室", "住院天数", "离院方式",
    "诊断编码", "手术操作编码", "总费用", "医保实际分组结果",
)  # fmt: skip
#: Records in a hundred that get a further diagnosis which counts as an ordinary complication.
_WITH_ORDINARY = 45


def write_records(out: Path, records: int, seed: int, fault: str, noise: int) -> dict[str, object]:
    """Write the list, the pack and what is to be expected of them; the expectation."""
    insurer = embedded_scheme()
    altered = write_pack(out / "pack", fault)
    held = load_scheme(out / "pack")
    rows, wrong = [], Counter[str]()
    chance = random.Random(f"{seed}-groups")
    noisy = set(chance.sample(range(records), noise))
    for at, (case, cost) in enumerate(draw(records, seed)):
        theirs, ours = insurer.group(case).drg, held.group(case).drg
        if at in noisy:
            theirs = chance.choice([drg for drg in insurer.groups if drg not in (theirs, ours)])
            wrong["noise"] += 1
        elif theirs != ours:
            wrong["planted"] += 1
        rows.append(_row(f"Z{at + 1:06}", case, cost, theirs))
    write_csv(out / "records.csv", [HEADER, *rows])
    expected = {"records": records, "fault": fault, "altered": altered, **wrong}
    (out / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=2), encoding="utf-8")
    return expected


def write_pack(folder: Path, fault: str) -> list[str]:
    """The embedded scheme with MCC alone at its groups 1 without a 3: at all, or at the one that is named."""
    folder.mkdir(parents=True, exist_ok=True)
    open_groups = _open_groups(embedded_scheme()) if fault == "1-5" else [fault]
    for file in sorted(resource_path("schemes/chs_drg_11_general").iterdir()):
        text = file.read_text(encoding="utf-8")
        for drg in open_groups:
            text = re.sub(rf"^({drg} .*) = MCC_OR_CC$", r"\1 = MCC", text, flags=re.MULTILINE)
        (folder / file.name).write_text(text, encoding="utf-8")
    return open_groups


def _open_groups(scheme: Scheme) -> list[str]:
    """The groups 1 of ADRGs that have a 1 and a 5 and no other."""
    ends = {Complication.MAJOR, Complication.NONE}
    adrgs = dict.fromkeys(drg[:3] for drg in scheme.groups)
    groups = {adrg: [drg for drg in scheme.groups if drg.startswith(adrg)] for adrg in adrgs}
    return [drgs[0] for drgs in groups.values() if {traits_of(drg).complication for drg in drgs} == ends]


def draw(records: int, seed: int) -> Iterator[tuple[Case, str]]:
    """Cases of the bundled sample that group, drawn with a seed, some with a further diagnosis; and their cost."""
    chance = random.Random(seed)
    scheme = embedded_scheme()
    pages = read_file(resource_path("sample/sample_n041.csv")).pages
    whole = [(case_of(page), page.text("fee_total")) for page in pages]
    whole = [one for one in whole if scheme.group(one[0]).status is GroupStatus.GROUPED]
    ordinary = [
        entry.code
        for entry in embedded_library(CodeKind.DIAGNOSIS)
        if len(entry.code) > 6 and (levels := scheme.reader.severity[entry.code]) and levels[0] is None
    ]
    for _ in range(records):
        case, cost = chance.choice(whole)
        dx = case.dx
        if chance.randrange(100) < _WITH_ORDINARY:
            dx = (*dx, chance.choice(ordinary))
        yield (
            Case(
                case.sex,
                case.age,
                case.age_days,
                case.birth_weight,
                case.dept,
                case.los,
                case.leaving_type,
                None,
                dx,
                case.px,
            ),
            cost,
        )


def _row(number: str, case: Case, cost: str, theirs: str) -> tuple[str, ...]:
    sex = {1: "男", 2: "女"}[case.sex or 1]
    numbers = (case.age, case.age_days, case.birth_weight)
    told = ["" if value is None else str(value) for value in numbers]
    los = "" if case.los is None else str(case.los)
    place = (case.dept, los, case.leaving_type)
    return (number, sex, *told, *place, ",".join(case.dx), ",".join(case.px), cost, theirs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--records", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fault", default="1-5")
    parser.add_argument("--noise", type=int, default=0)
    args = parser.parse_args()
    print(write_records(args.out, args.records, args.seed, args.fault, args.noise))


if __name__ == "__main__":
    main()
