"""Files of knowledge as they should not be, handed to the commands.

    python -m tools.hostile_knowledge [--small] [--damage NAME] [INPUT …]

Every kind of file that a person can hand in (a scheme, a national workbook, a DIP pack, amendments, weights, scores, a
policy, insurers' results and lists, a region's groups, lists and answers, code tables, crosswalks, rules, terms), in
every state of ``DAMAGES``: other encodings, empty, half, a million rows, a bomb, a folder, formulas, signs that no text
holds. Each is given to its command in a process of its own with an end to its time and memory. A line each: input,
damage, exit code, seconds of the processor, peak of the memory, what a person is told. Exit 1 where a command was
killed, failed inside the program, left half a result, or ended with another code than 0, 1 or 2.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.base.sheet_writer import write_workbook  # noqa: E402 - once the path is there

#: Seconds of the processor and MB of memory for one command: a person waits as long, a computer of a ward has 8 GB.
MOST_SECONDS, MOST_MEGABYTES = 150, 2_500
#: Of one line on the screen.
MOST_SIGNS = 800
#: What a terminal obeys.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]")
PAGES = ROOT / "tests" / "data" / "files" / "n041_utf8sig.csv"

Table = tuple[tuple[str, ...], ...]
#: What a file of each kind holds where nothing is wrong with it.
# fmt: off
GOOD: dict[str, Table] = {
    "dx_table": (("诊断编码", "诊断名称"), ("I10.x00", "原发性高血压"), ("K80.000", "胆囊结石伴急性胆囊炎")),
    "px_table": (("手术操作编码", "手术操作名称"), ("51.2300", "腹腔镜下胆囊切除术"), ("47.0100", "阑尾切除术")),
    "dx_map": (("临床版编码", "医保版编码"), ("I10.x00", "I10.x00x001"), ("K80.000", "K80.000x001")),
    "px_map": (("临床版编码", "医保版编码"), ("51.2300", "51.2300x001"), ("47.0100", "47.0100x001")),
    "amendments": (
        ("table", "key", "column", "old", "new", "source", "date", "reason", "by"),
        ("mcc", "I10.x00", "exclusion_table", "", "1", "文件", "2026-01-01", "试", "某人"),
    ),
    "tariff": (("DRG编码", "权重", "均费"), ("FR15", "1.20", "12000"), ("HC19", "0.80", "8000")),
    "policy": (
        ("项目", "值", "适用对象", "生效日期", "失效日期", "依据"),
        ("费率", "9000", "职工", "", "", "甲文"),
        ("高倍率", "倍率 > 3 => 支付标准 + 总费用 - 3 * 均费", "", "", "", "甲文"),
    ),
    "scores": (("序号", "分值", "次均费用"), ("JC-1", "700", "8000"), ("JC-2", "300", "4000")),
    "paid": (("病案号", "出院日期", "DRG组", "支付额", "拒付额", "拒付原因"),
             ("001", "2026-03-10", "FR15", "9", "1", "超限")),
    "insurer": (
        ("病案号", "性别", "年龄", "住院天数", "离院方式", "诊断编码", "手术操作编码", "总费用", "医保实际分组结果"),
        ("001", "男", "60", "8", "1", "I50.900,J96.000", "", "9000", "FR15"),
    ),
    "groups": (("DRG编码", "DRG名称"), ("FR11", "心力衰竭，伴严重并发症或合并症"),
               ("FR15", "心力衰竭，不伴并发症或合并症")),
    "lists": (("ADRG", "编码", "名称"), ("FR1", "I50.900", "心力衰竭"), ("FR1", "I50.000", "充血性心力衰竭")),
    "answers": (("类别", "对象", "名称", "回答", "条件或编码", "说明"), ("病组", "FR11", "心力衰竭", "是", "", "")),
    "terms": (("raw", "std"), ("高血压", "原发性高血压"), ("胆结石", "胆囊结石")),
    "rules": (("编号", "启用"), ("FP-CMP-001", "是"), ("FP-CMP-002", "否")),
    "pages": (("BAH", "XM", "XB", "NL", "CYSJ", "SJZYTS", "JBDM"),
              ("001", "样例", "1", "60", "2026-03-10", "8", "I50.900")),
    "scheme": (("code", "name", "order"), ("MDCF", "循环系统", "1"), ("MDCG", "消化系统", "2")),
    "core": (("seq", "layer", "name", "dx", "px"), ("JC-1", "JC", "心力衰竭", "I50.900", ""),
             ("JC-2", "JC", "胆", "K80.000", "51.2300")),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command took one file."""

    code: int
    seconds: float
    megabytes: int
    said: str
    trouble: str = ""


def _commands(file: Path, out: Path, beside: Path) -> dict[str, list[str]]:
    """The command that takes each kind of file."""
    check = ["check", str(PAGES), "--out", str(out), "--jobs", "1", "--quiet"]
    region = ["region", "--out", str(out / "pack")]
    groups = str(beside / "groups.csv")
    given = str(file)
    return {
        "dx_table": [*check, "--dx-table", given],
        "px_table": [*check, "--px-table", given],
        "dx_map": [*check, "--dx-map", given],
        "px_map": [*check, "--px-map", given],
        "amendments": ["group", str(PAGES), "--amendments", given, "--out", str(out / "o.csv")],
        "tariff": ["group", str(PAGES), "--tariff", given, "--out", str(out / "o.csv")],
        "policy": ["payment", str(PAGES), "--policy", given, "--out", str(out)],
        "scores": [*check, "--scheme", str(beside / "dip"), "--tariff", given],
        "paid": ["paid", given, "--pages", str(PAGES), "--out", str(out)],
        "insurer": ["proof", given, "--out", str(out)],
        "groups": [*region, "--groups", given],
        "lists": [*region, "--groups", groups, "--lists", given],
        "answers": [*region, "--groups", groups, "--answers", given],
        "terms": ["suggest", str(beside / "raw.csv"), "--kind", "dx", "--column", "raw", "--terms", given,
                  "--out", str(out / "o.csv")],
        "rules": [*check, "--rules", given],
        "pages": ["compare", given, "--scheme", "embedded", "--scheme", "embedded", "--jobs", "1", "--out", str(out)],
        "scheme": ["scheme", given],
        "core": ["scheme", given],
    }  # fmt: skip


def _csv(table: Iterable[tuple[str, ...]]) -> str:
    return "".join(",".join(f'"{c}"' if "," in c or '"' in c else c for c in row) + "\r\n" for row in table)


def _bomb(name: str, size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as sink:
        block = b"a,b,c,d\r\n" * 120_000
        for _ in range(max(size // len(block), 1)):
            sink.write(block)
    return file.getvalue()


def _xlsx_bomb(size: int) -> bytes:
    from tools.hostile_files import _shared

    return _shared("xl/sharedStrings.xml", size)


def _sheet(table: Iterable[tuple[str, ...]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        write_workbook(path, table)
        return path.read_bytes()


def _with_first(table: Table, cell: str) -> Table:
    """The table with this cell in the first place of its rows, and in the last."""
    return (table[0], *((cell, *row[1:]) for row in table[1:]), *((*row[:-1], cell) for row in table[1:]))


def _many(table: Table, size: int) -> bytes:
    rows = _csv(table[1:])
    return (_csv(table[:1]) + rows * (size // max(len(table) - 1, 1))).encode("utf-8-sig")


def _wide(table: Table) -> Table:
    more = tuple(f"列{n}" for n in range(5_000))
    return ((*table[0], *more), *((*row, *more) for row in table[1:]))


#: Name of a damage → the ending of the file, and what it holds of a good table, for a size (a million in the
#: large run).
DAMAGES: dict[str, tuple[str, Callable[[Table, int], bytes]]] = {
    "good": (".csv", lambda t, _: _csv(t).encode("utf-8-sig")),
    "good_xlsx": (".xlsx", lambda t, _: _sheet(t)),
    "utf8": (".csv", lambda t, _: _csv(t).encode()),
    "gbk": (".csv", lambda t, _: _csv(t).encode("gbk")),
    "utf16": (".csv", lambda t, _: _csv(t).encode("utf-16")),
    "utf16_no_mark": (".csv", lambda t, _: _csv(t).encode("utf-16-le")),
    "mixed": (".csv", lambda t, _: _csv(t[:1]).encode() + _csv(t[1:]).encode("gbk") + _csv(t[1:]).encode()),
    "empty": (".csv", lambda _, __: b""),
    "empty_xlsx": (".xlsx", lambda _, __: b""),
    "header_only": (".csv", lambda t, _: _csv(t[:1]).encode("utf-8-sig")),
    "no_header": (".csv", lambda t, _: _csv(t[1:]).encode("utf-8-sig")),
    "half": (".csv", lambda t, _: (b := _csv(t).encode())[: len(b) * 2 // 3]),
    "half_xlsx": (".xlsx", lambda t, _: (b := _sheet(t))[: len(b) // 2]),
    "half_zip": (".zip", lambda _, n: (b := _bomb("a.csv", n))[: len(b) // 2]),
    "noise": (".csv", lambda _, __: bytes((n * n * 31 + n) % 256 for n in range(60_000))),
    "noise_xlsx": (".xlsx", lambda _, __: bytes((n * n * 31 + n) % 256 for n in range(60_000))),
    "million": (".csv", lambda t, n: _many(t, n)),
    "bomb": (".zip", lambda _, n: _bomb("a.csv", n * 1_000)),
    "bomb_xlsx": (".xlsx", lambda _, n: _xlsx_bomb(n * 1_000)),
    "bomb_csv_named_xlsx": (".xlsx", lambda _, n: _bomb("a.csv", n * 1_000)),
    "formula": (".csv", lambda t, _: _csv(_with_first(t, "=cmd|' /C calc'!A0")).encode("utf-8-sig")),
    "control": (".csv", lambda t, _: _csv(_with_first(t, "a\x01\x1b[31m\x85b\u202e")).encode("utf-8-sig")),
    "nul": (".csv", lambda t, _: _csv(_with_first(t, "a\0b")).encode("utf-8-sig")),
    "long_cell": (".csv", lambda t, _: _csv(_with_first(t, "长" * 100_000)).encode("utf-8-sig")),
    "long_condition": (
        ".csv",
        lambda t, _: _csv(_with_first(t, "(" * 50_000 + "1" + ")" * 50_000)).encode("utf-8-sig"),
    ),
    "eaten_zero": (".csv", lambda t, _: _csv(_with_first(t, "1.2")).encode("utf-8-sig")),
    "excel_date": (".csv", lambda t, _: _csv(_with_first(t, "46091")).encode("utf-8-sig")),
    "huge_number": (".csv", lambda t, _: _csv(_with_first(t, "9" * 400)).encode("utf-8-sig")),
    "infinite": (".csv", lambda t, _: _csv(_with_first(t, "1e999")).encode("utf-8-sig")),
    "not_a_number": (".csv", lambda t, _: _csv(_with_first(t, "nan")).encode("utf-8-sig")),
    "double_header": (".csv", lambda t, _: _csv([(*row, *row) for row in t]).encode("utf-8-sig")),
    "title_above": (
        ".csv",
        lambda t, _: _csv([("某市医保局 2026 年", *("",) * (len(t[0]) - 1)), *t]).encode("utf-8-sig"),
    ),
    "wide": (".csv", lambda t, _: _csv(_wide(t)).encode("utf-8-sig")),
    "open_quote": (".csv", lambda t, n: (_csv(t) + '"' + _csv(t[1:]) * (n // 10)).encode("utf-8-sig")),
    "folder": ("", lambda _, __: b""),
    "empty_folder": ("", lambda _, __: b""),
    "absent": (".csv", lambda _, __: b""),
}
LARGE, SMALL = 1_000_000, 5_000


def _laid_down(folder: Path, kind: str, damage: str, size: int) -> Path:
    ending, made = DAMAGES[damage]
    name = "mdc" if kind == "scheme" else kind
    path = folder / f"{name}{ending}"
    if damage in ("folder", "empty_folder"):
        path.mkdir()
        if damage == "folder":
            (path / f"{name}.csv").write_bytes(_csv(GOOD[kind]).encode())
    elif damage != "absent":
        path.write_bytes(made(GOOD[kind], size))
    return path


def _beside(folder: Path) -> None:
    """The good files that a command reads beside the damaged one."""
    from tests.dip.small_city import write_city

    write_city(folder / "dip")
    (folder / "groups.csv").write_bytes(_csv(GOOD["groups"]).encode())
    (folder / "raw.csv").write_bytes(_csv((("raw",), ("高血压",))).encode())


def outcome(kind: str, damage: str, size: int, beside: Path) -> Outcome:
    """Give one file to its command, in a process with an end to its time and memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEGABYTES << 20, MOST_MEGABYTES << 20))

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, out = _laid_down(folder, kind, damage, size), folder / "out"
        (folder / "tmp").mkdir()
        command = [sys.executable, str(ROOT / "main.py"), *_commands(file, out, beside)[kind]]
        environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=(folder / "1").open("wb"),
            stderr=(folder / "2").open("wb"), preexec_fn=limit, env=environment,
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        left = [str(p.relative_to(out)) for p in out.rglob("*") if p.suffix == ".part"] if out.exists() else []
        done = [p for p in out.rglob("*") if p.is_file()] if out.exists() else []
        told, said = ((folder / name).read_text("utf-8", "replace").strip() for name in "12")
        trouble = _trouble(code, f"{told}\n{said}", left, done)
        return Outcome(code, used.ru_utime + used.ru_stime, used.ru_maxrss >> 10, said or told, trouble)


def _trouble(code: int, told: str, left: list[str], done: list[Path]) -> str:
    if code not in (0, 1, 2):
        return "killed"
    if "Traceback" in told or "程序内部出错" in told:
        return "a fault of the program"
    if left:
        return f"left half a file: {left[0]}"
    if code == 2 and done:
        return f"refused, and wrote {done[0].name} all the same"
    if code == 2 and not told.strip():
        return "no sentence"
    if (longest := max(map(len, told.splitlines()), default=0)) > MOST_SIGNS:
        return f"a line of {longest} signs"
    if _CONTROL.search(told):
        return "control characters on the screen"
    return ""


def main() -> int:
    """Give every file, or those of the inputs that are named; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a two-hundredth of the size")
    parser.add_argument("--damage", action="append", choices=DAMAGES)
    parser.add_argument("inputs", nargs="*", help=" ".join(GOOD))
    arguments = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        beside = Path(name)
        _beside(beside)
        for kind in arguments.inputs or GOOD:
            for damage in arguments.damage or DAMAGES:
                came = outcome(kind, damage, SMALL if arguments.small else LARGE, beside)
                failed += bool(came.trouble)
                said = " ".join(came.said.splitlines()[-1:])[:150]
                print(
                    f"{kind:11} {damage:20} {came.code:4} {came.seconds:7.2f} s {came.megabytes:6,} MB  "
                    f"{came.trouble and '### ' + came.trouble + ': '}{said}",
                    flush=True,
                )
    print(f"{failed} troubles")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
