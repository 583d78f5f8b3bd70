"""Write the examiner's corpus: ``tests/cases/truth/rows*.txt`` → ``pages.csv`` and ``expected.csv`` beside them.

    python -m tools.make_truth_corpus            # writes both files; the same rows give the same bytes
    python -m tools.make_truth_corpus --codes 目录   # only tells which codes the public tables do not hold

A row says what is particular to a page, in a coder's words; the person, the signatures, the identity number and the
fees that add up are invented here from the number of the page. The notation stands in ``tests/cases/truth/README.md``.
"""

import argparse
import csv
import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "tests" / "cases" / "truth"
WARDS = {
    "呼吸": "0301", "消化": "0302", "神内": "0303", "心内": "0304", "血液": "0305", "肾内": "0306", "内分泌": "0307",
    "风湿": "0308", "老年": "0310", "普外": "0401", "神外": "0402", "骨科": "0403", "泌外": "0404", "胸外": "0405",
    "心外": "0406", "烧伤": "0407", "妇科": "0501", "产科": "0502", "新生儿": "0701", "儿科": "07", "眼科": "10",
    "耳鼻喉": "11", "口腔": "12", "皮肤": "13", "精神": "15", "感染": "16", "肿瘤": "19", "急诊": "20", "康复": "21",
    "安宁": "24", "ICU": "28", "全科": "02", "中医": "50",
}  # fmt: skip
PLACES = (
    ("110105", "北京市", "北京市朝阳区", "100020"),
    ("320102", "江苏省", "江苏省南京市玄武区", "210018"),
    ("350203", "福建省", "福建省厦门市思明区", "361001"),
    ("420106", "湖北省", "湖北省武汉市武昌区", "430061"),
    ("440305", "广东省", "广东省深圳市南山区", "518052"),
    ("610103", "陕西省", "陕西省西安市碑林区", "710001"),
)
SURNAMES = "林何郭马罗梁宋谢唐许邓冯曾程蔡彭潘袁董余"
GIVEN = "文华建国志明玉兰海燕春梅立新晓东雪松永红清思佳宁"
VERDICTS = {"+": "允许", "-": "存疑|禁止", "~": "允许|存疑", "x": "禁止"}
EPOCH = datetime(2025, 1, 6, 9, 0)
#: Shares of what is left of the total after ward, operation, rehabilitation and blood: they sum to 1.
SHARES = {
    "SYSZDF": "0.24", "YXXZDF": "0.16", "LCZDXMF": "0.05", "HCYYCLF": "0.02", "YYCLF": "0.06", "XYF": "0.47",
}  # fmt: skip
FEES = (
    "YLFUF", "ZLCZF", "HLF", "QTFY", "BLZDF", "SYSZDF", "YXXZDF", "LCZDXMF", "FSSZLXMF", "SSZLF", "KFF", "ZYZLF",
    "XYF", "ZCYF", "ZCYF1", "XF", "BDBLZPF", "QDBLZPF", "NXYZLZPF", "XBYZLZPF", "HCYYCLF", "YYCLF", "YCXYYCLF",
    "QTF",
)  # fmt: skip
OF_WHICH = ("WLZLF", "MAF", "SSF", "KJYWF")
EXPECTED = ("row", "kind", "id", "topic", "find", "grade", "quiet", "principal", "suggest")


@dataclass(frozen=True)
class Row:
    """One page of the notation: ``dx`` and ``px`` as written, ``fields`` by column of the page."""

    kind: str
    id: str
    topic: str
    who: str = ""
    dx: tuple[str, ...] = ()
    px: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    find: str = ""
    grade: str = ""
    quiet: str = ""
    verdicts: dict[int, str] = field(default_factory=dict)
    suggest: str = ""


def read_rows(text: str) -> list[Row]:
    """The rows of one file, in its order; a line that cannot be read raises ValueError with its number."""
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            if not line.startswith(" "):
                rows.append(_opened(line, rows))
            else:
                rows[-1] = _with_line(rows[-1], line.strip())
        except (ValueError, IndexError, KeyError) as error:
            raise ValueError(f"line {number}: {line!r}: {error}") from error
    return [_with_defaults(row) for row in rows]


def _opened(line: str, before: list[Row]) -> Row:
    if line.split()[0] == "twin":
        return _put_right(_with_defaults(before[-1]), [int(n) - 1 for n in line.split()[1:]])
    return Row(*line.split(maxsplit=2))


def _put_right(case: Row, order: list[int]) -> Row:
    """The twin of a case: the same page, its diagnoses in ``order``; verdicts move with their rows."""
    if not order:
        return replace(case, kind="twin", find="", grade="", verdicts={}, suggest="")
    dx = tuple(case.dx[i] for i in order)
    verdicts = {new: case.verdicts[old] for new, old in enumerate(order) if old in case.verdicts}
    return replace(case, kind="twin", find="", grade="", dx=dx, verdicts=verdicts, quiet="principal_dx_code 0")


def _with_line(row: Row, line: str) -> Row:
    mark, _, rest = line.partition(" ")
    parts = tuple(part.strip() for part in rest.split(" ; ")) if rest else ()
    if mark == "D":
        return replace(row, dx=parts)
    if mark == "O":
        return replace(row, px=parts)
    if mark == "X":
        return replace(row, fields=row.fields | dict(part.split("=", 1) for part in parts))
    if mark == "F":
        pattern, grade = rest.rsplit(" / ", 1)
        return replace(row, find=pattern.strip(), grade=grade.strip())
    if mark == "Q":
        return replace(row, quiet=rest.strip())
    if mark == "V":
        return replace(row, verdicts={int(item[:-1]): item[-1] for item in rest.split()})
    if mark == "S":
        return replace(row, suggest=rest.strip())
    if re.match(r"[男女]", line):
        return replace(row, who=line)
    raise ValueError("unknown mark")


def _with_defaults(row: Row) -> Row:
    """A case of the principal: row 0 is doubtful, row 1 right, and the finding stands at the principal."""
    if row.kind == "case" and row.id.startswith("P"):
        row = replace(row, find=row.find or "principal_dx_code 0", grade=row.grade or "warning")
        row = replace(row, verdicts=row.verdicts or ({0: "-", 1: "+"} if len(row.dx) > 1 else {0: "-"}))
    return row


def page(row: Row, number: int) -> dict[str, str]:
    """The columns of one N041 page; equal for equal row and number."""
    sex, age, unit, ward, days, urgent = re.fullmatch(r"([男女])(\d+)(天|月)? (\S+) (\d+)(急?)", row.who).groups()  # type: ignore[union-attr]
    draw = _Draw(row.kind + row.id + str(number))
    admitted = EPOCH + timedelta(days=(number * 37) % 600, hours=draw(11), minutes=draw(60))
    days_in = max(int(days), 1)
    left = (admitted + timedelta(days=int(days))).replace(hour=10 + draw(6), minute=draw(60))
    if int(days) == 0:
        left = admitted + timedelta(hours=7)
    born = _born(int(age), unit, admitted.date(), draw)
    values = _person(sex, born, admitted.date(), number, draw) | _stay(ward, admitted, left, days_in, urgent, draw)
    if unit:
        values["BZYZSNL"] = str((admitted.date() - born).days)
    values |= _diagnoses(row.dx)
    values["MZZD"], values["JBBM"] = values["ZYZD"], values["JBDM"]
    values |= _operations(row.px, admitted, draw)
    operated = any("{" in line for line in row.px) and row.fields.get("OPERATED") != "0"
    values |= _fees(row, days_in, operated)
    given = {key: value for key, value in row.fields.items() if key not in ("TOTAL", "OPERATED", "KFF", "XF")}
    values |= {key: _moment(value, admitted, left) for key, value in given.items()}
    return {key: value for key, value in values.items() if value}


class _Draw:
    """Numbers from a name: the same on every machine, without a seed of the interpreter."""

    def __init__(self, name: str) -> None:
        self._name, self._count, self._given = name, 0, set[str]()

    def __call__(self, below: int) -> int:
        self._count += 1
        digest = hashlib.sha256(f"{self._name}/{self._count}".encode()).digest()
        return int.from_bytes(digest[:4], "big") % below

    def name(self) -> str:
        """An invented name of two or three characters that nobody else on the page bears."""
        while (name := SURNAMES[self(20)] + "".join(GIVEN[self(24)] for _ in range(1 + self(2)))) in self._given:
            pass
        self._given.add(name)
        return name


def _born(age: int, unit: str | None, admitted: date, draw: _Draw) -> date:
    if unit == "天":
        return admitted - timedelta(days=age)
    if unit == "月":
        return admitted - timedelta(days=age * 31)
    return admitted.replace(year=admitted.year - age, day=min(admitted.day, 28)) - timedelta(days=20 + draw(300))


def _person(sex: str, born: date, admitted: date, number: int, draw: _Draw) -> dict[str, str]:
    region, province, place, post = PLACES[number % len(PLACES)]
    years = admitted.year - born.year - ((admitted.month, admitted.day) < (born.month, born.day))
    grown, old = years >= 22, years >= 60
    road = f"{place}新华路{number}号"
    order = 2 * draw(5) + (sex == "男")
    body = f"{region}{born:%Y%m%d}{number % 49 + 1:02d}{order}"
    return {
        "USERNAME": "示例市第一医院", "ZZJGDM": "4512345673611211A1", "YLFKFS": str((1, 2, 7)[draw(3)]), "JKKH": "-",
        "ZYCS": str(1 + draw(3)), "BAH": f"T{number:06d}", "XM": draw.name(), "XB": "1" if sex == "男" else "2",
        "CSRQ": born.isoformat(), "NL": str(years), "GJ": "156", "CSD": place, "GG": province, "MZ": "1",
        "SFZH": body + _check_digit(body),
        "ZY": "80" if old else ("27", "51", "70")[draw(3)] if grown else "31" if years >= 7 else "90",
        "HY": "2" if grown else "1", "XZZ": road, "DH": f"138{number:05d}678", "YB1": post, "HKDZ": road, "YB2": post,
        "GZDWJDZ": "-", "DWDH": "-", "YB3": "-", "LXRXM": draw.name(), "GX": ("1", "2", "3")[draw(3)] if old else
        ("1", "5")[draw(2)] if grown else "5", "DZ": road, "DH2": f"139{number:05d}321", "YWGM": "1",
        "XX": str(1 + draw(4)), "RH": "2", "KZR": draw.name(), "ZRYS": draw.name(), "ZZYS": draw.name(),
        "ZYYS": draw.name(), "ZRHS": draw.name(), "JXYS": "-", "SXYS": "-", "BMY": draw.name(), "BAZL": "1",
        "ZKYS": draw.name(), "ZKHS": draw.name(), "LYFS": "1", "SFZZYJH": "1",
    }  # fmt: skip


def _check_digit(body: str) -> str:
    """The last place of an identity number (GB 11643)."""
    return "10X98765432"[sum(int(d) * 2 ** (17 - i) for i, d in enumerate(body)) % 11]


def _stay(ward: str, admitted: datetime, left: datetime, days: int, urgent: str, draw: _Draw) -> dict[str, str]:
    code, room = WARDS[ward], f"{1 + draw(9)}病区"
    return {
        "RYTJ": "1" if urgent else "2", "RYSJ": f"{admitted:%Y-%m-%d %H:%M}:00", "RYSJS": str(admitted.hour),
        "RYKB": code, "RYBF": room, "CYSJ": f"{left:%Y-%m-%d %H:%M}:00", "CYSJS": str(left.hour), "CYKB": code,
        "CYBF": room, "SJZYTS": str(days), "ZKRQ": f"{left + timedelta(days=1):%Y-%m-%d}",
    }  # fmt: skip


def _diagnoses(lines: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for index, line in enumerate(lines):
        code, words = line.split(maxsplit=1)
        words, _, present = words.partition("@")
        keys = ("ZYZD", "JBDM", "RYBQ") if index == 0 else (f"QTZD{index}", f"JBDM{index}", f"RYBQ{index}")
        values |= dict(zip(keys, (words.strip(), code, present or "1"), strict=True))
    return values


def _operations(lines: tuple[str, ...], admitted: datetime, draw: _Draw) -> dict[str, str]:
    """``code words {level,incision,healing,anaesthesia}+day``: no braces for what is no operation."""
    values: dict[str, str] = {}
    for index, line in enumerate(lines, 1):
        code, words, graded, day = re.fullmatch(r"(\S+) (.+?)(?: ?\{(.*?)\})?(?:\+(\d+))?", line).groups()  # type: ignore[union-attr]
        moment = admitted + timedelta(days=int(day)) if day else admitted + timedelta(hours=3)
        team = {"SZ": draw.name(), "YZ": "-", "EZ": "-"}
        if graded is not None:
            level, incision, healing, asleep = graded.split(",")
            team = {"SSJB": level, "SZ": draw.name(), "YZ": draw.name(), "EZ": draw.name(), "QKDJ": incision}
            team |= {"QKYHLB": healing, "MZFS": asleep, "MZYS": draw.name() if asleep not in ("", "3") else "-"}
        head = {"SSJCZBM": code, "SSJCZMC": words, "SSJCZRQ": f"{moment:%Y-%m-%d %H:%M}:00"}
        values |= {f"{key}{index}": value for key, value in (head | team).items()}
    return values


def _fees(row: Row, days: int, operated: bool) -> dict[str, str]:
    """Fees of which the items add up to the total; TOTAL and OPERATED=0 in a row overrule what is assumed."""
    total = Decimal(row.fields.get("TOTAL") or (9000 + 1100 * days if operated else 800 + 620 * days))
    fees = dict.fromkeys((*FEES, *OF_WHICH), Decimal(0))
    fees |= {"YLFUF": Decimal(45 * days), "ZLCZF": Decimal(38 * days), "HLF": Decimal(26 * days)}
    fees |= {key: Decimal(row.fields.get(key, "0")) for key in ("KFF", "XF")}
    if operated:
        fees |= {"SSZLF": total * 24 / 100, "MAF": total * 9 / 100, "SSF": total * 15 / 100}
        fees["YCXYYCLF"] = total * 12 / 100
    if row.fields.get("BLZD", "-") != "-":
        fees["BLZDF"] = Decimal(420)
    left = total - sum(fees[key] for key in FEES)
    fees |= {key: (left * Decimal(share)).quantize(Decimal("0.01")) for key, share in SHARES.items()}
    fees["KJYWF"] = (fees["XYF"] * Decimal("0.3")).quantize(Decimal("0.01")) if "抗" in row.topic else Decimal(0)
    whole = sum(fees[key] for key in FEES)
    written = {key: f"{value:.2f}" for key, value in fees.items()}
    return written | {"ZFY": f"{whole:.2f}", "ZFJE": f"{whole * 35 / 100:.2f}"}


def _moment(value: str, admitted: datetime, left: datetime) -> str:
    """``in+2d`` and ``out+1d``, ``out-3h`` in a row are a moment of the page's own stay; everything else as written."""
    found = re.fullmatch(r"(in|out)([+-]\d+)([dh])", value)
    if not found:
        return value
    base, amount, unit = found.groups()
    step = timedelta(days=int(amount)) if unit == "d" else timedelta(hours=int(amount))
    return f"{(admitted if base == 'in' else left) + step:%Y-%m-%d %H:%M}:00"


def expectation(row: Row, number: int) -> list[str]:
    verdicts = {str(index): VERDICTS[mark] for index, mark in sorted(row.verdicts.items())}
    principal = json.dumps(verdicts, ensure_ascii=False) if verdicts else ""
    return [str(number), row.kind, row.id, row.topic, row.find, row.grade, row.quiet, principal, row.suggest]


def load() -> list[Row]:
    """Every row of ``rows*.txt``, files by name."""
    rows = [row for path in sorted(HERE.glob("rows*.txt")) for row in read_rows(path.read_text(encoding="utf-8"))]
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.kind, row.id) in seen:
            raise ValueError(f"{row.kind} {row.id} stands twice")
        seen.add((row.kind, row.id))
    return rows


def columns(pages: list[dict[str, str]]) -> list[str]:
    """Every column, in the order of first sight."""
    return list(dict.fromkeys(key for one in pages for key in one))


def write(rows: list[Row], folder: Path) -> None:
    pages = [page(row, number) for number, row in enumerate(rows, 1)]
    with (folder / "pages.csv").open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, columns(pages), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(pages)
    with (folder / "expected.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(EXPECTED)
        table.writerows(expectation(row, number) for number, row in enumerate(rows, 1))


def unknown_codes(rows: list[Row], folder: Path) -> list[str]:
    """Codes of the rows that the public tables of ``folder`` do not hold, or hold as grey."""
    grey: dict[str, str] = {}
    for name in ("icd10_yibao2.csv", "icd9cm3_yibao2.csv"):
        with (folder / name).open(encoding="utf-8") as file:
            grey |= {line["code"]: line["grey"] for line in csv.DictReader(file)}
    found = []
    for row in rows:
        for line in row.dx + row.px:
            code = line.split()[0]
            if code not in grey or (grey[code] != "0" and "+" not in code):
                found.append(f"{row.kind} {row.id} {line}: {'grey' if code in grey else 'unknown'}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codes", type=Path, help="folder of the public code tables")
    arguments = parser.parse_args()
    rows = load()
    if arguments.codes:
        print("\n".join(unknown_codes(rows, arguments.codes)) or "every code is in the tables")
        return
    write(rows, HERE)
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
