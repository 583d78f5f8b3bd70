"""Measure the slips: invented pages → slips → filled in, re-sorted, saved by LibreOffice → read back.

Prints which share of the answers landed on their page, and how often a name, a number of a person, an address, an
amount or a weight of these pages stands in any file: ``python -m tools.measure_slips [FOLDER]``. The tests call the
same functions.
"""

from __future__ import annotations

import html
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from coding.base.period import read_period
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.knowledge.knowledge import Knowledge, load_knowledge
from coding.page.context import Context
from coding.page.fields import is_blank, is_dash
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.review.masks import identity_fields
from coding.review.slip_wording import is_money
from coding.review.slips import read_key, slip_columns
from coding.work.contexts import Contexts
from coding.work.slip_answers import answers_at, read_answers
from coding.work.slips import draw_up_slips, write_slips
from db.sqlite.sqlite_store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.store.store import Store

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "resources" / "sample" / "sample_n041.csv"
PERIOD = read_period("2026")
NOW = datetime(2026, 11, 2, 9)
#: Names of doctors as they come; no sheet can be called so.
ODD_DOCTORS = ("张医师/李医师", "A[1]:*?\\医师", "'History'", "很长的名字" * 12, "张医师_李医师", "=1+1")
WORDS = {"changed": "已改为", "correct": "原值正确", "noted": "已补记"}


@dataclass(frozen=True)
class Given:
    """What a doctor has said to one line, as it is expected back."""

    case_no: str
    answer: str
    value: str
    reason: str


def invented_pages(most: int = 480) -> list[FrontPage]:
    """The pages of the sample with doctors of odd names, blanks, and identities and amounts typed into wrong fields."""
    pages = []
    for number, page in enumerate(read_file(SAMPLE).pages[:most]):
        values = dict(page.values)
        if number % 2 == 0:
            values["attending_physician"] = ODD_DOCTORS[number // 2 % len(ODD_DOCTORS)]
        if number % 3 == 0:
            values.pop("drug_allergy_flag", None)
        if number % 5 == 0:
            values["abo_blood"] = (
                values.get("patient_name", ""),
                values.get("id_no", ""),
                f"{values.get('fee_total', '')}元",
                f"费用{values.get('fee_total', '')}",
                "权重1.2345，请改",
                values.get("fee_total", ""),
                values.get("current_address", ""),
            )[number // 5 % 7]
        pages.append(replace(page, values=values))
    return pages


def filled_store(folder: Path, pages: Sequence[FrontPage]) -> Store:
    """A store with these pages."""
    store = SqliteStore(folder / "病案.sqlite", clock=lambda: NOW)
    store.import_reading(Reading("示例.csv", "n041", "gb18030", (), tuple(pages)))
    return store


def fill(path: Path, seed: int, *, shuffle: bool = True, share: float = 1.0) -> dict[str, Given]:
    """Answer the lines of a workbook as a ward would, here and there unsorted; key of a line → what was said."""
    draw = random.Random(seed)
    book = load_workbook(path)
    titles = {column.title: column.key for column in slip_columns()}
    said: dict[str, Given] = {}
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        head = next(r for r in range(1, 12) if "答复" in [c.value for c in sheet[r]])
        place = {titles[str(cell.value)]: cell.column for cell in sheet[head] if str(cell.value) in titles}
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=head + 1)]
        for row in rows:
            key = read_key(str(row[place["key"] - 1] or ""))
            if key is None or draw.random() > share:
                continue
            answer = draw.choice(sorted(WORDS))
            value = draw.choice(("2", "0101", "=2+3", "2026-09-01 08:00", "左侧")) if answer == "changed" else ""
            reason = draw.choice(("", "见病程记录", "+已核对", "第一行\n第二行"))
            for part, text in (("answer", WORDS[answer]), ("value", value), ("reason", reason)):
                row[place[part] - 1] = text or None
            said[key.text] = Given(str(row[place["case_no"] - 1]), answer, value, reason)
        if shuffle:
            draw.shuffle(rows)
        for at, row in enumerate(rows, head + 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(at, column)
                cell.value = text
                if isinstance(text, str):
                    cell.data_type = "s"
    book.save(path)
    return said


def resaved(files: Iterable[Path], folder: Path, form: str = "xlsx") -> list[Path]:
    """The files as LibreOffice saves them, all in one run; [] where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return []
    with tempfile.TemporaryDirectory() as profile:
        settings = f"-env:UserInstallation=file://{profile}"
        command = [program, settings, "--headless", "--convert-to", form, "--outdir", str(folder), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return sorted(folder.glob(f"*.{form.partition(':')[0]}"))


def landed(store: Store, said: dict[str, Given]) -> int:
    """How many answers stand beside the page that they were given for, word by word."""
    count = 0
    found = {at.slip.key(at.answer.line): at for at in answers_at(store) if at.page_id is not None}
    for key, given in said.items():
        at = found.get(key)
        if at is None or at.page_id is None:
            continue
        answer = at.answer
        told = (store.page(at.page_id).case_no, answer.kind.value, answer.value, answer.reason)
        count += told == (given.case_no, given.answer, given.value.strip(), given.reason.strip())
    return count


def secrets(pages: Iterable[FrontPage], knowledge: Knowledge) -> dict[str, set[str]]:
    """What no slip may hold, by kind: names, numbers and addresses of persons; amounts; weights and payments."""
    persons: set[str] = set()
    amounts: set[str] = set()
    weights: set[str] = set()
    for page in pages:
        persons |= {text for key in identity_fields() if _is_told(text := page.text(key).strip())}
        amounts |= {
            text for key, text in page.values.items() if is_money(key) and re.fullmatch(r"\d+\.\d+|\d{4,}", text)
        }
        price = examine(page, knowledge, Context(as_of=NOW)).price
        for figure in (price.weight, price.payment):
            if figure is not None:
                weights |= {f"{figure:.4f}", *([f"{figure:.2f}"] if figure > 1000 else [])}
    return {"persons": persons, "amounts": amounts, "weights": weights, "words": {"权重", "RW", "元"}}


def _is_told(text: str) -> bool:
    return len(set(text)) >= 2 and not is_blank(text) and not is_dash(text)


def leaks(files: Iterable[Path], hidden: dict[str, set[str]]) -> Counter[tuple[str, str]]:
    """How often what is hidden stands in the files: kind and text → times, over every part as it is written.

    ``words`` are looked for in what people read, for the parts of a file have words of their own.
    """
    parts = dict.fromkeys(part for path in files for part in _parts(path))  # of what all files share, one
    whole = "\n".join(text for text, _ in parts)
    read = "\n".join(text for text, is_read in parts if is_read)
    figures = Counter(re.findall(r"(?<![\d.A-Za-z])\d+(?:\.\d+)?[Xx]?(?![\d.A-Za-z])", whole))
    found: Counter[tuple[str, str]] = Counter()
    for kind, words in hidden.items():
        for word in words:
            if kind == "words":
                times = read.count(word)
            else:
                times = figures[word] or (whole.count(word) if kind == "persons" and _is_own(word) else 0)
            if times:
                found[kind, word] = times
    return found


def _is_own(word: str) -> bool:
    """Whether a text is looked for within others, too; short figures are not, for colours are written in figures."""
    return len(word) > 8 or not word.isdigit()


def _parts(path: Path) -> Iterable[tuple[str, bool]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = html.unescape(archive.read(name).decode("utf-8", "replace"))
            yield text, name.endswith(("sharedStrings.xml", "document.xml", "header1.xml"))


def main(folder: Path) -> int:
    """Measure and print; 0 where every answer landed and nothing leaked."""
    knowledge = load_knowledge()
    pages = invented_pages()
    store = filled_store(folder, pages)
    drawn = draw_up_slips(store, PERIOD, knowledge, Contexts(), NOW)
    out = folder / "slips"
    written = write_slips(store, drawn.slips, out, NOW)
    counts = leaks(written, secrets(pages, knowledge))
    print(drawn.in_words(), f"{len(written)} files, {sum(len(s.doctors) for s in drawn.slips)} sheets")
    for kind in ("persons", "amounts", "weights", "words"):
        told = {word: times for (what, word), times in counts.items() if what == kind}
        print(f"grep {kind}: {sum(told.values())}", *list(told.items())[:5])
    said: dict[str, Given] = {}
    books = [path for path in written if path.suffix == ".xlsx"]
    for number, path in enumerate(books):
        said |= fill(path, number)
    again = folder / "again"
    back = read_answers(store, resaved(books, again) or books)
    print(back.in_words(), *back.troubles[:5])
    count = landed(store, said)
    print(f"landed: {count} of {len(said)} = {count / len(said):.2%}")
    store.close()
    return int(count != len(said) or bool(counts))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else temporary)))
