"""The national DRG 3.0 workbook, damaged in many ways: what is told of each, and that no case is grouped as if whole.

A small invented workbook is written in both layouts, damaged, opened and asked. ``python -m tools.damaged_workbooks``
prints a line a damage; the exit code is 1 where one passed unnoticed.
"""

from __future__ import annotations

import copy
import io
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from coding.base.errors import CodingError
from coding.drg.complaint import Complaint
from coding.drg.scheme import Scheme, load_scheme
from tests.drg.national_book import BOOK
from tests.drg.small_pack import case

LAYOUTS = ("a", "b")
_RULES = {"MDC": "MDC规则", "ADRG": "ADRG规则", "DRG": "DRG规则"}
#: A formula that a program wrote which cannot reckon.
_FORMULA = "=未计算"


@dataclass(slots=True)
class Workbook:
    """The sheets in the making; ``hidden`` are names of sheets, ``bytes_after`` changes the bytes of the file."""

    rows: dict[str, list[list[object]]]
    hidden: set[str] = field(default_factory=set)
    bytes_after: Callable[[bytes], bytes] = bytes

    def line(self, sheet: str, first: str, nth: int = 0) -> int:
        """The line, from 1, of the n-th row that begins with this code."""
        return [at for at, row in enumerate(self.rows[sheet], 1) if first in row[:2]][nth]

    def column(self, sheet: str, header: str) -> int:
        """Where a column stands."""
        return next(row.index(header) for row in self.rows[sheet] if header in row)

    def put(self, sheet: str, first: str, header: str, value: object, nth: int = 0) -> tuple[str, int]:
        """Write another value into a row; the place."""
        line = self.line(sheet, first, nth)
        self.rows[sheet][line - 1][self.column(sheet, header)] = value
        return sheet, line

    def add(self, sheet: str, like: str, at: int | None = None, **changed: object) -> tuple[str, int]:
        """A further row like another one, some columns changed; the place."""
        row = list(self.rows[sheet][self.line(sheet, like) - 1])
        for header, value in changed.items():
            row[self.column(sheet, header)] = value
        at = len(self.rows[sheet]) if at is None else at
        self.rows[sheet].insert(at, row)
        return sheet, at + 1

    def drop(self, sheet: str, *firsts: str) -> None:
        """Leave out the rows that begin so."""
        self.rows[sheet] = [row for row in self.rows[sheet] if not {*firsts} & {*map(str, row[:2])}]

    def write(self, path: Path) -> Path:
        """Write the file."""
        data = io.BytesIO()
        with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
            for name, rows in self.rows.items():
                sheet = book.add_worksheet(name)
                for at, row in enumerate(rows):
                    for column, value in enumerate(row):
                        if value == _FORMULA:
                            sheet.write_formula(at, column, "=A1&B1", None, _FORMULA)
                        elif value == "#N/A":
                            sheet.write_formula(at, column, "=NA()", None, "#N/A")
                        elif isinstance(value, str):
                            sheet.write_string(at, column, value)
                        else:
                            sheet.write(at, column, value)
                if name in self.hidden:
                    sheet.hide()
        path.write_bytes(self.bytes_after(data.getvalue()))
        return path


#: Damages a workbook; gives the sheet and the line where it is to be told ("" and 0: the file, or a whole sheet).
Make = Callable[[Workbook], tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Damage:
    """One way to damage the workbook. ``words`` stand in what is told. ``probe``: diagnoses, procedures and what else
    is known of a case that the damage is about; ``whole``: its group in the whole workbook, which it may not have any
    more; "" where the damage touches no group, and telling is all.
    """

    name: str
    make: Make
    words: str
    probe: tuple[str, str] = ("I50.900", "")
    known: tuple[tuple[str, int], ...] = ()
    whole: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a damaged workbook: what was told at the place, and the group of the case before and after."""

    told: tuple[str, ...]
    where: tuple[str, int]
    before: str
    after: str
    is_refused: bool

    def is_told(self, damage: Damage) -> bool:
        """Whether it was told where it is, and no case grouped as if the workbook were whole."""
        heard = any(damage.words in sentence for sentence in self.told)
        return heard and self.is_refused is damage.refused and not (damage.whole and self.after == damage.whole)


def whole_book(layout: str) -> Workbook:
    """The small workbook in one of the two layouts."""
    rows: dict[str, list[list[object]]] = {name: [list(row) for row in found] for name, found in BOOK.items()}
    rows = copy.deepcopy(rows)
    if layout == "a":
        rows["ADRG"] = [["", *row] for row in rows["ADRG"]]
        return Workbook(rows)
    rows["ADRG"][0] = ["排序" if cell == "MDC内排序" else cell for cell in rows["ADRG"][0]]
    for sheet, header in _RULES.items():
        at = next(row.index(header) for row in rows[sheet] if header in row)
        for row in rows[sheet]:
            if row[at] and row[at] != header:
                row[at] = re.sub(r" (and|or|in) ", r"　\1_x000D_\n", str(row[at])) + "_x000D_"
    return Workbook(rows)


def whole_scheme(layout: str, folder: Path) -> Scheme:
    """The workbook as it is before anything happens to it."""
    return load_scheme(whole_book(layout).write(folder / f"完整_{layout}_20260909更新.xlsx"))


def outcome(damage: Damage, layout: str, before: Scheme, folder: Path) -> Outcome:
    """Damage the workbook, open it, ask it; ``before`` is the whole one."""
    book = whole_book(layout)
    sheet, line = damage.make(book)
    path = book.write(folder / f"损坏_{layout}_20260909更新.xlsx")
    asked = _group(before, damage)
    try:
        after = load_scheme(path)
    except CodingError as error:
        return Outcome((str(error),), (sheet, line), asked, "", is_refused=True)
    found = (Complaint(*one) for one in after.pack.complaints)
    told = tuple(str(one) for one in found if not sheet or (one.file, one.row) == (sheet, line))
    return Outcome(told, (sheet, line), asked, _group(after, damage), is_refused=False)


def _group(scheme: Scheme, damage: Damage) -> str:
    return scheme.group(case(*damage.probe, **dict(damage.known))).drg


# -- ways to damage a file


def _without(name: str) -> Make:
    def make(book: Workbook) -> tuple[str, int]:
        del book.rows[name]
        return "", 0

    return make


def _bytes(change: Callable[[bytes], bytes]) -> Make:
    def make(book: Workbook) -> tuple[str, int]:
        book.bytes_after = change
        return "", 0

    return make


def _with_bomb(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as part:
        for _ in range(160):
            part.write(bytes(1 << 20))
    return out.getvalue()


def _stray_row(data: bytes) -> bytes:
    """The sets go on far below their end."""
    return _in_part(data, "xl/worksheets/sheet4.xml", b"</sheetData>", _END_OF_SHEET)


_END_OF_SHEET = (
    b'<row r="300000"><c r="A300000" t="inlineStr"><is><t>DI_FR1</t></is></c>'
    b'<c r="B300000" t="inlineStr"><is><t>I10.x00</t></is></c><c r="D300000" t="inlineStr"><is><t>DI</t></is></c>'
    b"</row></sheetData>"
)


def _cut_part(data: bytes) -> bytes:
    """The archive is whole, but a sheet breaks off."""
    return _in_part(data, "xl/worksheets/sheet2.xml", b"</sheetData>", b"<row", cut=True)


def _in_part(data: bytes, part: str, old: bytes, new: bytes, *, cut: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in archive.namelist():
            text = archive.read(name)
            if name == part:
                head, _, tail = text.partition(old)
                text = head + new + (b"" if cut else tail)
            made.writestr(name, text)
    return out.getvalue()


def _unreckoned(data: bytes) -> bytes:
    """Formulas lose the values that they came to."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in archive.namelist():
            text = archive.read(name)
            made.writestr(name, re.sub(rb' t="str"><f>([^<]*)</f><v>[^<]*</v>', rb"><f>\1</f>", text))
    return out.getvalue()


def _many_rows(book: Workbook) -> tuple[str, int]:
    book.bytes_after = lambda data: _in_part(data, "xl/worksheets/sheet6.xml", b"</sheetData>", _filling())
    return "", 0


def _filling() -> bytes:
    cells = (f'<row r="{at}"><c r="A{at}"><v>1</v></c><c r="B{at}"><v>2</v></c></row>' for at in range(10, 400_020))
    return "".join(cells).encode() + b"</sheetData>"


# -- ways to damage a sheet


def _set(sheet: str, first: str, header: str, value: object, nth: int = 0) -> Make:
    return lambda book: book.put(sheet, first, header, value, nth)


def _rule(adrg: str, rule: str) -> Make:
    return _set("ADRG", adrg, "ADRG规则", rule)


def _added(sheet: str, like: str, **changed: object) -> Make:
    return lambda book: book.add(sheet, like, **changed)


def _member(old: str, new: object) -> Make:
    """Another spelling of a code in the set DI_FR1 or OP_FB1, its only place."""
    name = "DI_FR1" if old[:1].isalpha() else "OP_FB1"

    def make(book: Workbook) -> tuple[str, int]:
        at = next(n for n, row in enumerate(book.rows["集合"]) if row[0] == name and row[1] == old)
        book.rows["集合"][at][1] = new
        return "集合", at + 1

    return make


def _lost_header(sheet: str, header: str, instead: str) -> Make:
    def make(book: Workbook) -> tuple[str, int]:
        for row in book.rows[sheet]:
            if header in row:
                row[row.index(header)] = instead
        return "", 0

    return make


def _no_header(book: Workbook) -> tuple[str, int]:
    del book.rows["ADRG"][0]
    return "", 0


def _double_header(book: Workbook) -> tuple[str, int]:
    book.rows["DRG"] = [[*row, row[2]] for row in book.rows["DRG"]]
    return "", 0


def _only_header(book: Workbook) -> tuple[str, int]:
    del book.rows["CC"][1:]
    return "", 0


def _blank_sheet(book: Workbook) -> tuple[str, int]:
    book.rows["排除表"] = []
    return "", 0


def _copied(book: Workbook) -> tuple[str, int]:
    book.rows["ADRG (2)"] = copy.deepcopy(book.rows["ADRG"])
    return "", 0


def _hidden_copy(book: Workbook) -> tuple[str, int]:
    book.rows["旧 ADRG"] = copy.deepcopy(book.rows["ADRG"])
    book.hidden.add("旧 ADRG")
    return "旧 ADRG", 0


def _hidden(book: Workbook) -> tuple[str, int]:
    book.hidden.add("CC")
    return "CC", 0


def _empty_set(book: Workbook) -> tuple[str, int]:
    book.drop("集合", "OP_FB1")
    return "ADRG", book.line("ADRG", "FB1")


def _no_groups(book: Workbook) -> tuple[str, int]:
    book.rows["DRG"] = [row for row in book.rows["DRG"] if row[3] != "FR1"]
    return "ADRG", book.line("ADRG", "FR1")


def _no_adrgs(book: Workbook) -> tuple[str, int]:
    book.drop("ADRG", "MZ1")
    return "MDC", book.line("MDC", "MDCM")


def _no_rest(book: Workbook) -> tuple[str, int]:
    book.drop("ADRG", "F00")
    return "MDC", book.line("MDC", "MDCF")


def _gap(book: Workbook) -> tuple[str, int]:
    line = book.line("DRG", "FB10")
    book.rows["DRG"].insert(line - 1, [])
    return "DRG", line + 1


def _shifted(book: Workbook) -> tuple[str, int]:
    line = book.line("ADRG", "FB1")
    book.rows["ADRG"][line - 1].insert(book.column("ADRG", "ADRG规则"), "")
    return "ADRG", line


def _formula(book: Workbook) -> tuple[str, int]:
    book.bytes_after = _unreckoned
    return book.put("ADRG", "FB1", "ADRG规则", _FORMULA)


_HEART = ("I50.900", "36.1100")
_OLD = (("age", 80),)
_MAJOR, _MINOR, _PRESSURE = ("I50.900 J96.000", ""), ("I50.900 I10.x00", ""), ("I10.x00", "")
_UNSURE = "无法判断哪一行对"
_DAMAGES_OF_FILES = (
    *(Damage(f"缺少 {name} 表", _without(name), f"缺少 {name} 表", refused=True) for name in BOOK),
    Damage("文件截断", _bytes(lambda data: data[: len(data) // 2]), "无法作为 Excel 工作簿打开", refused=True),
    Damage("一张表的内容截断", _bytes(_cut_part), "无法作为 Excel 工作簿打开", refused=True),
    Damage("设有密码", _bytes(lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4088)), "设有密码", refused=True),
    Damage("不是工作簿", _bytes(lambda _: b"<html>404</html>"), "无法作为 Excel", refused=True),
    Damage("空文件", _bytes(lambda _: b""), "无法作为 Excel", refused=True),
    Damage("压缩炸弹", _bytes(_with_bomb), "过大", refused=True),
    Damage("行数过多", _many_rows, "行：请检查是否选错了文件", refused=True),
    Damage("表头整行丢失", _no_header, "里没有表头", refused=True),
    Damage("表头少一列", _lost_header("ADRG", "ADRG规则", "说明"), "没有列 ADRG规则", refused=True),
    Damage("表头少类型编号", _lost_header("集合", "类型编号", "备注"), "没有列 类型编号", refused=True),
    Damage("表头同一列出现两次", _double_header, "出现两次", refused=True),
    Damage("只有表头", _only_header, "缺少 CC 表的数据", refused=True),
    Damage("空白工作表", _blank_sheet, "是空的", refused=True),
    Damage("两张同样的表", _copied, "有两张工作表", refused=True),
    Damage("隐藏的旧表", _hidden_copy, "”不用"),
    Damage("隐藏的工作表", _hidden, "是隐藏的"),
    Damage("空行以下还有行", _gap, "有空行"),
    Damage("表尾之外的一行", lambda book: (setattr(book, "bytes_after", _stray_row), ("集合", 300_000))[1], "有空行"),
)
_DAMAGES_OF_RULES = (
    Damage("规则写错", _rule("FB1", "ZYSS inn OP_FB1"), "无法读懂", _HEART, whole="FB19"),
    Damage("规则断了", _rule("FB1", "(ZYSS in OP_FB1"), "末尾缺", _HEART, whole="FB19"),
    Damage("不认识的项目", _rule("FB1", "ZYSX in OP_FB1"), "不认识", _HEART, whole="FB19"),
    Damage("集合不存在", _rule("FB1", "ZYSS in OP_GONE"), "OP_GONE 不存在", _HEART, whole="FB19"),
    Damage("不在不存在的集合", _rule("FB1", "ZYSS not in OP_GONE"), "OP_GONE 不存在", _HEART, whole="FB19"),
    Damage("集合没有编码", _empty_set, "OP_FB1 不存在或没有编码", _HEART, whole="FB19"),
    Damage("诊断集合用于手术", _rule("FB1", "ZYSS not in DI_FR1"), "里是诊断编码", _HEART, whole="FB19"),
    Damage("规则为错误值", _rule("FB1", "#N/A"), "无法读懂", _HEART, whole="FB19"),
    Damage("公式没有算出值", _formula, "无法读懂", _HEART, whole="FB19"),
    Damage("规则为 0", _rule("FB1", "0"), "永远不成立", _HEART, whole="FB19"),
    Damage("规则被删", _rule("FB1", ""), "没有规则", _HEART, whole="FB19"),
    Damage("MDC 规则写错", _set("MDC", "MDCF", "MDC规则", "ZYZD DI_F00"), "无法读懂", whole="FR15"),
    Damage("MDC 规则被删", _set("MDC", "MDCF", "MDC规则", ""), "会收下所有病例"),
    Damage(
        "DRG 规则写错",
        _set("DRG", "FR11", "DRG规则", "QTZD in MCCX"),
        "无法读懂",
        ("I50.900 J96.000", ""),
        whole="FR11",
    ),
    Damage("行内错位", _shifted, "FB1", _HEART, whole="FB19"),
)
_DAMAGES_OF_CODES = (
    Damage("编码小写", _member("I50.900", "i50.900"), "可能是 I50.900", whole="FR15"),
    Damage("编码全角", _member("I50.900", "Ｉ５０.９００"), "可能是 I50.900", whole="FR15"),
    Damage("X00 写作大写", _set("集合", "DI_F00", "ICD编码", "I10.X00", 1), "可能是 I10.x00", _PRESSURE, whole="F000"),
    Damage("编码中有空格", _member("I50.900", "I50. 900"), "可能是 I50.900", whole="FR15"),
    Damage("编码带 BOM", _member("I50.900", "\ufeffI50.900"), "可能是 I50.900", whole="FR15"),
    Damage("编码后粘着名称", _member("I50.900", "I50.900心衰"), "可能是 I50.900", whole="FR15"),
    Damage("编码存成数字", _member("36.1100", 36.11), "可能是 36.1100", _HEART, whole="FB19"),
    Damage("编码被吃掉零", _member("36.1100", 1.2), "可能是 01.2000", _HEART, whole="FB19"),
    Damage("编码为错误值", _member("I50.900", "#N/A"), "不是规范的编码", whole="FR15"),
    Damage("编码为空", _member("I50.900", ""), "编码为空", whole="FR15"),
    Damage("集合成员类型不对", _member("I50.900", "36.1100"), "类型编号与编码不符", whole="FR15"),
    Damage("类型编号不认识", _set("集合", "DI_FR1", "类型编号", "XX"), "应以 OP 或 DI 开头"),
    Damage("集合行重复", _added("集合", "DI_FR1"), "重复"),
)
_DAMAGES_OF_ROWS = (
    Damage("CC 同码不同类型", _added("CC", "J96.000", 类型="CC"), _UNSURE, _MAJOR, whole="FR11"),
    Damage("CC 同码不同排除表", _added("CC", "J96.000", 排除表="EX_3"), _UNSURE, _MAJOR, whole="FR11"),
    Damage("CC 类型写错", _set("CC", "J96.000", "类型", "MMC"), "类型不是 MCC 或 CC", _MAJOR, whole="FR11"),
    Damage("CC 编码写错", _set("CC", "J96.000", "疾病编码", "J96.O00"), "不是规范的编码", _MAJOR, whole="FR11"),
    Damage("排除表不存在", _set("CC", "I10.x00", "排除表", "EX_99"), "EX_99", _MINOR, _OLD, "FR15"),
    Damage(
        "排除表编码写错",
        _set("排除表", "EX_3", "ICD编码", "I50.9"),
        "可能是 I50.900",
        _MINOR,
        _OLD,
        "FR15",
    ),
    Damage("ADRG 的上级不存在", _set("ADRG", "FB1", "所属MDC编码", "MDCX"), "不在 MDC 表中", _HEART, whole="FB19"),
    Damage("ADRG 的上级不符", _set("ADRG", "FB1", "所属MDC编码", "MDCM"), "不符", _HEART, whole="FB19"),
    Damage("DRG 的上级不存在", _set("DRG", "FB19", "所属ADRG编码", "FX9"), "不在 ADRG 表中", _HEART, whole="FB19"),
    Damage("DRG 没有写上级", _set("DRG", "FB19", "所属ADRG编码", ""), "没有写", _HEART, whole="FB19"),
    Damage("DRG 的 MDC 不符", _set("DRG", "FB19", "所属MDC编码", "MDCM"), "与 FB1 的不同"),
    Damage("MDC 写两行不同规则", _added("MDC", "MDCF", MDC规则="ZYZD in DI_M00"), _UNSURE, whole="FR15"),
    Damage(
        "ADRG 写两行不同规则",
        _added("ADRG", "FB1", ADRG规则="ZYSS in OP_ALL"),
        _UNSURE,
        _HEART,
        whole="FB19",
    ),
    Damage("DRG 写两行不同规则", _added("DRG", "FR11", DRG规则="NL>1"), _UNSURE, _MAJOR, whole="FR11"),
    Damage("ADRG 写两行", _added("ADRG", "FB1"), "本行不用"),
    Damage("排序为空", lambda book: book.put("ADRG", "FB1", _order(book), ""), "没有写排序", _HEART, whole="FB19"),
    Damage("排序不是数字", lambda book: book.put("ADRG", "FB1", _order(book), "一"), "不是数字", _HEART, whole="FB19"),
    Damage("排序重复", lambda book: book.put("ADRG", "FR1", _order(book), 2), "相同"),
    Damage("其余排在前面", lambda book: book.put("ADRG", "F00", _order(book), 0), "按最后判断处理"),
    Damage("病组编码全角", _set("DRG", "FR11", "DRG", "ＦＲ11"), "应为 FR11", _MAJOR, whole="FR11"),
    Damage("ADRG 编码小写", _set("ADRG", "FB1", "ADRG编码", "fb1"), "应为 FB1", _HEART, whole="FB19"),
    Damage("病组编码写错", _set("DRG", "FR11", "DRG", "FR-11"), "不是 DRG 编码", _MAJOR, whole="FR11"),
    Damage("病组编码为空", _set("DRG", "FR11", "DRG", ""), "没有写 DRG 编码", _MAJOR, whole="FR11"),
    Damage("ADRG 没有病组", _no_groups, "没有病组", whole="FR15"),
    Damage("MDC 没有 ADRG", _no_adrgs, "没有一行", ("N40.x00", ""), whole="MZ19"),
    Damage("没有其余一行", _no_rest, "没有“其余”一行", ("I10.x00", ""), whole="F000"),
    Damage("MDC 编码写错", _set("MDC", "MDCF", "MDC编码", "MDC F"), "应为 MDCF", whole="FR15"),
)
DAMAGES = (*_DAMAGES_OF_FILES, *_DAMAGES_OF_RULES, *_DAMAGES_OF_CODES, *_DAMAGES_OF_ROWS)


def _order(book: Workbook) -> str:
    return next(h for h in ("MDC内排序", "排序") if any(h in row for row in book.rows["ADRG"]))


def main() -> int:
    """Print a line a damage and layout; 1 where one passed unnoticed."""
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        for layout in LAYOUTS:
            before = whole_scheme(layout, Path(folder))
            for damage in DAMAGES:
                found = outcome(damage, layout, before, Path(folder))
                is_told = found.is_told(damage)
                unnoticed += not is_told
                group = "拒绝打开" if found.is_refused else f"{found.before} → {found.after}"
                told = next((t for t in found.told if damage.words in t), "没有提示")
                print(f"{'' if is_told else '！'}{layout} {damage.name} | {group} | {told}")
    print(f"{len(DAMAGES)} 种损坏，两种版式共 {2 * len(DAMAGES)} 份，{unnoticed} 份没有提示或照常入组。")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
