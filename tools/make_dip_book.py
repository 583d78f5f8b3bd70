"""A workbook in the form of the national DIP 3.0 catalogue: of the tables of a DIP pack, or of invented rows.

``python -m tools.make_dip_book OUT.xlsx [--pack FOLDER]``. With ``--pack`` the rows of a pack stand in it (to measure
the reading; write it where it does not stay), else some invented ones, as many in each sheet as were published.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from datetime import datetime
from pathlib import Path

import xlsxwriter

Table = list[dict[str, str]]
Sheet = list[tuple[str, ...]]

NAMES = {
    "first": "一、先期分组",
    "joined": "二、并项规则下的核心病种",
    "burn": "三、诊断辅助细分-烧伤类病种",
    "tumour": "三、诊断辅助细分-肿瘤类病种",
    "tb": "三、诊断辅助细分-结核类病种",
    "resistant": "附表—结核耐药诊断",
    "basic": "四、基础规则下的核心病种",
    "exclude_dx": "五、不纳入分组的主要诊断",
    "exclude_px": "五、不纳入分组的主要手术操作",
    "primary": "六、基层病种",
}
_DX, _PX = ("主要诊断编码", "主要诊断名称"), ("主要手术操作编码", "主要手术操作名称")
_RPX, _SDX = ("相关手术操作编码", "相关手术操作名称"), ("其他诊断编码", "其他诊断名称")
_NUMBERED = ("分类", "序号")
HEADERS = {
    "first": (*_NUMBERED, "分组名称", *_DX, *_PX, "说明"),
    "newborn": (*_NUMBERED, "分组名称", *_DX, "天龄", "出生体重", "说明"),
    "joined": (*_NUMBERED, *_DX, *_PX, *_RPX),
    "burn": (*_NUMBERED, "主要诊断编码", "烧伤腐蚀伤程度", "其他诊断编码", "烧伤腐蚀伤面积", *_PX, *_RPX),
    "tumour": (*_NUMBERED, *_DX, *_SDX, "主要手术操作/\n相关手术操作编码", "主要手术操作/\n相关手术操作名称"),
    "tb": (*_NUMBERED, *_DX, *_PX, "是否耐药", "是否耐药说明"),
    "resistant": _DX,
    "basic": (*_NUMBERED, *_DX, *_PX),
    "exclude_dx": _DX,
    "exclude_px": (*_PX, "说明"),
    "primary": ("序号", *_DX, *_PX),
}
_NOTES = {
    "conservative": "按保守治疗入组",
    "never": "不可作为主要手术操作",
    "range": "{}\n作为主要诊断，可作为主要手术操作",
}


def book_of(tables: dict[str, Table]) -> dict[str, Sheet]:
    """The sheets that say what the tables of a pack say: title, header, rows."""
    core = tables["core"]
    sheets: dict[str, Sheet] = {name: [(NAMES[name],), HEADERS[name]] for name in NAMES}
    sheets["first"].insert(1, ("（一）按手术操作分组",))
    newborn = [HEADERS["newborn"]]
    for row in core:
        number = row["layer"], row["seq"].rpartition("-")[2]
        name, dx, px, rpx, sdx = (row.get(k, "") for k in ("name", "dx", "px", "rpx", "sdx"))
        dx_name = "所有诊断" if dx == "*" else f"诊断 {dx[:5]}"
        px_name = f"操作 {px[:5]}" if px else ""
        if row["layer"] == "XQ" and row.get("birth_weight"):
            weight = f"出生体重{row['birth_weight']}克"
            note = "不限定为主要诊断" if row.get("dx_any") == "1" else ""
            newborn.append((*number, name, dx, dx_name, f"{row['age_days']}天", weight, note))
        elif row["layer"] == "XQ":
            note = "手术操作中包含即可，不限定为主要手术操作" if row.get("px_any") == "1" else ""
            sheets["first"].append((*number, name, dx.replace("*", "所有诊断"), dx_name, px, px_name, note))
        elif row["layer"] == "BX":
            sheets["joined"].append((*number, dx, dx_name, px, px_name, rpx, f"操作 {rpx[:5]}" if rpx else ""))
        elif row["kind"] == "burn":
            sheets["burn"].append((*number, dx, "Ⅱ度", sdx, "面积", px, px_name, rpx, ""))
        elif row["kind"] == "tumour":
            sheets["tumour"].append((*number, dx, dx_name, sdx, f"诊断 {sdx[:5]}", px, px_name))
        elif row["kind"] == "tb":
            sheets["tb"].append((*number, dx, dx_name, px, px_name, "是" if row["resistant"] == "1" else "否", ""))
        else:
            sheets["basic"].append((*number, dx, dx_name, px, px_name))
    sheets["first"] += newborn
    sheets["resistant"] += [(row["code"], "") for row in tables.get("tb_resistant", ())]
    sheets["exclude_dx"] += [(row["code"], "") for row in tables.get("exclude_dx", ())]
    for row in tables.get("exclude_px", ()):
        sheets["exclude_px"].append((row["code"], "", _NOTES[row["rule"]].format(row.get("range", ""))))
    for at, row in enumerate(tables.get("primary", ()), 1):
        sheets["primary"].append((row.get("seq") or str(at), row["dx"], "", row["px"], ""))
    return sheets


def write_dip_book(path: Path, sheets: dict[str, Sheet], names: dict[str, str] = NAMES) -> Path:
    """Write the sheets; a key that ``names`` lacks is the name of its sheet."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": datetime(2026, 9, 2)})  # the same rows are the same file
        for key, rows in sheets.items():
            sheet = book.add_worksheet(names.get(key, key))
            for at, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if re.fullmatch(r"\d{1,4}", cell):
                        sheet.write_number(at, place, int(cell))
                    else:
                        sheet.write_string(at, place, cell)
    return path


def pack_of(folder: Path) -> dict[str, Table]:
    """The tables of a pack that is a folder."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.stem] = [{k: (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(file)]
    return found


def invented() -> dict[str, Table]:
    """Rows that nobody has published, as many in each table as the national catalogue has."""
    letters, core = "DEFGHIJKLMN", []
    seq = iter(range(1, 6000))

    def row(layer: str, **told: str) -> None:
        core.append({"layer": layer, "seq": f"{layer}-{next(seq)}", "kind": "", "name": "", "dx": "", "px": ""} | told)

    for n in range(15):
        row("XQ", name=f"先期 {n}", dx="*", px=f"37.5{n % 10}{n // 10}0", px_any="1" if n in (10, 12, 13) else "")
    for low in (0, 1000, 1500, 2000):
        row("XQ", name="体重", dx="P07", dx_any="1", age_days="<29", birth_weight=f"{low}-{low + 499}", px="-")
    for n in range(1725):
        px = f"{n % 80 + 10}.{n // 80 % 10}{n % 10}00"
        row("BX", dx=f"{letters[n % 11]}{n // 11 % 100:02}", px=f"{px}|{px}x001", rpx="17.4100" if n % 7 == 0 else "")
    for n in range(25):
        row("FZ", kind="burn", dx="T20.2|T21.2", sdx=f"T31.{n % 9}", px=f"86.{n // 9 + 2}201" if n >= 9 else "")
    for n in range(42):
        row(
            "FZ", kind="tumour", dx="Z51.1|Z51.8", sdx=f"C{n:02}", px=f"99.2{n % 9}03+99.2800x00{n % 9 + 1}", px_any="1"
        )
    for n in range(46):
        row("FZ", kind="tb", dx=f"A{15 + n % 4}", px=f"3{n // 8}.2403" if n >= 8 else "", resistant=str(n // 4 % 2))
    for n in range(3268):
        dx = f"{letters[n % 11]}{n // 11 % 100:02}.{n // 1100}"
        row("JC", dx=dx, px="" if n % 3 == 0 else f"{n % 80 + 10}.{n % 10}{n // 80 % 10}00")
    return {
        "core": core,
        "tb_resistant": [{"code": f"A15.0{n:02}"} for n in range(48)],
        "exclude_dx": [{"code": f"R{n // 100:02}.{n % 10}{n // 10 % 10}0x001"} for n in range(4742)],
        "exclude_px": [
            {
                "code": f"{n // 100 + 10}.{n % 100:02}00x00{n % 9}",
                "rule": ("conservative", "never", "range")[0 if n % 50 else n // 50 % 2 + 1],
                "range": "A00-A09|K20-K93",
            }
            for n in range(4111)
        ],
        "primary": [{"seq": str(n + 1), "dx": f"J{n % 100:02}.{n // 100}", "px": ""} for n in range(127)],
    }


def main(arguments: list[str]) -> int:
    """Write the workbook; exit code 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pack", type=Path)
    told = parser.parse_args(arguments)
    tables = pack_of(told.pack) if told.pack else invented()
    write_dip_book(told.out, book_of(tables))
    print(f"{told.out}：{len(tables['core'])} 个核心病种。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
