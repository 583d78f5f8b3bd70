"""How fast a store of many whole pages opens, answers and keeps, clear and sealed, in one run.

    python tools/bench_store.py --folder FOLDER [--pages 300000] [--sealed] [--times 15] [--only WORD]

The pages are those of the sample with other record numbers, names, days, wards and principal diagnoses. They are built
once and kept in the folder: by the store's own import, in parts of two thousand pages a transaction instead of fifty
and without the rests between them. ``--sealed`` measures a sealed file, built in the same way, beside the clear one.
Printed are the median and the 95th of a hundred in milliseconds, and the median of the processor, which says the same
on a machine that others use too; a median over its limit bears a sign. The file is in the memory of the machine, as it
is after the first minute of a day.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.page.edits import go_on, set_field
from coding.page.front_page import FrontPage, Origin
from coding.page.reading import Reading
from coding.page.step import PageState
from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.store import Marked, Sort, Trade, Verdict, WorklistQuery
from db.shared.seat import alone
from db.shared.tables import imports
from db.shared.tables.revisions import next_revision
from db.shared.trades.connections import Act
from db.sqlite.driver import KEY_BYTES
from db.sqlite.sqlite_store import SqliteStore

#: Milliseconds that the department may wait.
OPEN, ANSWER, TEXT, SAVE = 1_000.0, 100.0, 1_000.0, 20.0
_AT_ONCE = 2_000
_KEY = hashlib.blake2b(b"bench_store", digest_size=KEY_BYTES).digest()
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗单解仇曾查"
_GIVEN = "三伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玥喆"
_GROUPS = tuple(f"{a}{b}{n}{k}" for a in "ABCEFGHIJ" for b in "BRSZ" for n in "123" for k in "135")
_TEXTS = (
    *("123456", "王伟", "王", "颈骨折", "骨折 王", "2026-03", "HB13", "I10 骨科", "没有的词", "zs 骨折"),
    *("0", "00", "骨", "2026"),
)
_STAMP = "0123456789ab"
_DATES = ("admission_datetime", "discharge_datetime")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=300_000)
    parser.add_argument("--sealed", action="store_true")
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    names = ("clear", "sealed") if options.sealed else ("clear",)
    files = {name: options.folder / f"{name}_{options.pages}.sqlite" for name in names}
    for name, path in files.items():
        if not path.exists():
            _build(name, path, options.pages)
        print(f"{name}: {path.stat().st_size / 1e6:,.0f} MB")
    return 0 if _measure(files, options.times, options.only) else 1


# -- the store


def _build(name: str, path: Path, number: int) -> None:
    """Whole pages with verdicts; under its name only when the last one is there."""
    beside = path.with_suffix(".part")
    beside.unlink(missing_ok=True)
    sample = read_file(resource_path("sample/sample_n041.csv"))
    chance, began = random.Random(20260301), time.perf_counter()
    with closing(_open(name, beside)) as store:
        for start in range(0, number, _AT_ONCE):
            pages = [_page(n, sample.pages, chance) for n in range(start, min(number, start + _AT_ONCE))]
            ids = store.add(replace(sample, file=f"{start}.csv", pages=tuple(pages)))
            store.keep_verdicts([(page_id, _verdict(chance)) for page_id in ids if chance.random() < 0.95])
            print(f"\r{start + len(pages):,} pages, {time.perf_counter() - began:.0f} s", end="", flush=True)
        for page_id in store.worklist()[::997]:
            _save(store, page_id, page_id)
        done = go_on(PageState.CODING, PageState.PASSED)
        for row in store.rows(store.worklist()[::500]):
            if row.state:  # nobody passes a page that was not judged
                store.append(row.id, done)
    print()
    beside.replace(path)


class _Filled(SqliteStore):
    """A store that takes new pages in large parts."""

    def add(self, reading: Reading) -> list[int]:
        """The pages of a file in one transaction, each added as every import adds it."""
        matched = imports.Matched(imports.prepare(reading), {})
        act = Act(Command.IMPORT_PAGES, Deed.IMPORT, {"file": reading.file})
        with self._transaction(act, durable=False) as connection:
            import_id = imports.keep_import(connection, reading, self._clock())
            revision = next_revision(connection, Trade.IMPORTS)
            return imports.add_pages(connection, self._written, matched, matched.new, import_id, revision)


def _page(number: int, sample: Sequence[FrontPage], chance: random.Random) -> FrontPage:
    page, other = sample[number % len(sample)], chance.choice(sample)
    days = timedelta(chance.randrange(2190))
    values = dict(page.values) | {"case_no": f"{number:08d}", "discharge_dept": other.text("discharge_dept")}
    values["patient_name"] = chance.choice(_SURNAMES) + chance.choice(_GIVEN) + chance.choice(("", *_GIVEN))
    values["discharge_ward"] = other.text("discharge_ward")
    for key in _DATES:
        if moment := page.moment(key):
            values[key] = (moment - days).isoformat(" ", "seconds")
    diagnoses = (*other.diagnoses[:1], *page.diagnoses[1:])
    return FrontPage(
        {key: text for key, text in values.items() if text},
        diagnoses,
        page.procedures,
        page.intensive_cares,
        page.supplied,
        page.extra,
        Origin("试.csv", number),
    )


def _verdict(chance: random.Random) -> Verdict:
    errors = chance.choice((0, 0, 0, 0, 0, 0, 0, 1, 2, 5))
    warnings = chance.choice((0, 0, 0, 1, 3))
    state = "error" if errors else "warning" if warnings else "clean"
    drg = chance.choice(_GROUPS) if chance.random() < 0.98 else "0000"
    fired = tuple((f"DX-{n:03d}", 1, 0) for n in chance.sample(range(1, 60), errors + warnings))
    weight = chance.randrange(30, 700) / 100
    marks = tuple(chance.random() < share for share in (0.02, 0.06, 0.4))
    status = "0000组" if drg == "0000" else "分组成功"
    return Verdict(
        state, errors, warnings, 0, 3, status, drg, weight, weight * 8000, 100.0 - errors, _STAMP, fired, *marks
    )


def _open(name: str, path: Path) -> _Filled:
    """The store as its one person; a sealed one with the key in hand, as it is once the password has been tried."""
    seat = replace(alone(), data_key=_KEY) if name == "sealed" else alone()
    return _Filled(path, datetime.now, seat)


# -- the questions


@dataclass(frozen=True)
class _Question:
    """What is asked of each store, and how long it may take."""

    title: str
    ask: Callable[[SqliteStore, int], object]  # the second: which time it is
    limit: float | None = ANSWER


def _measure(files: dict[str, Path], times: int, only: str) -> bool:
    heads = "".join(f"{name:>9}{'95 %':>8}{'cpu':>8}" for name in files)
    print(f"{'question':38}{'answers':>9}{heads}{'limit':>7}  ms")
    is_within = True
    for title, ask in (("open", _opens), ("open, first window and all ids", _opens_list)):
        if only in title:
            took = {name: _times(partial(ask, name, path), min(times, 7)) for name, path in files.items()}
            is_within &= _tell(title, "", took, OPEN)
    stores = {name: _open(name, path) for name, path in files.items()}
    first = next(iter(stores.values()))
    for question in (q for q in (*_reads(first.count() // 2), *_writes(first)) if only in q.title):
        answers = question.ask(first, 0)
        count = f"{answers:,}" if isinstance(answers, int) else ""
        took = {name: _times(partial(question.ask, store), times) for name, store in stores.items()}
        is_within &= _tell(question.title, count, took, question.limit)
    for store in stores.values():
        store.close()
    return is_within


def _tell(title: str, count: str, took: dict[str, list[tuple[float, float]]], limit: float | None) -> bool:
    figures = [_figures(times) for times in took.values()]
    is_within = limit is None or all(median <= limit for median, _, _ in figures)
    told = "".join(f"{median:>9.1f}{most:>8.1f}{worked:>8.1f}" for median, most, worked in figures)
    print(f"{title:38}{count:>9}{told}{limit or 0:>7.0f}{'' if is_within else '  ✗'}", flush=True)
    return is_within


def _figures(times: list[tuple[float, float]]) -> tuple[float, float, float]:
    """The median, the 95th of a hundred, and the median of the processor."""
    took, worked = sorted(t for t, _ in times), [w for _, w in times]
    return statistics.median(took), took[int(0.95 * (len(took) - 1) + 0.5)], statistics.median(worked)


def _times(ask: Callable[[int], object], times: int) -> list[tuple[float, float]]:
    """How often it was asked, the milliseconds on the clock and of the processor."""
    took = []
    for n in range(times):
        began, began_work = time.perf_counter(), time.process_time()
        ask(n)
        worked = time.process_time() - began_work
        took.append(((time.perf_counter() - began) * 1000, worked * 1000))
    return took


def _opens(name: str, path: Path, _: int) -> None:
    _open(name, path).close()


def _opens_list(name: str, path: Path, _: int) -> None:
    with closing(_open(name, path)) as store:
        store.listed()
        store.worklist()


def _reads(middle: int) -> Iterator[_Question]:
    for title, query, limit in _queries():
        yield _Question(title, lambda store, _, query=query: store.listed(query).total, limit)
    for sort in Sort:
        query = WorklistQuery(sort=sort)
        yield _Question(f"middle of order {sort}", lambda store, _, query=query: store.listed(query, middle).total)
    for title, query in (("王", WorklistQuery("王")), ("I10", WorklistQuery("I10"))):
        yield _Question(f"all ids of {title}", lambda store, _, query=query: len(store.worklist(query)), TEXT)
    yield _Question("one page", lambda store, n: store.page(1 + n * 997), SAVE)


def _queries() -> Iterator[tuple[str, WorklistQuery, float]]:
    for sort in Sort:
        yield f"order {sort}", WorklistQuery(sort=sort), ANSWER
    for marked in Marked:
        yield f"filter {marked}", WorklistQuery(marked=marked), ANSWER
    yield "filter error, order name", WorklistQuery(marked=Marked.ERROR, sort=Sort.NAME), ANSWER
    yield "filter open, order weight", WorklistQuery(marked=Marked.OPEN, sort=Sort.WEIGHT), ANSWER
    yield "filter department", WorklistQuery(dept="普通外科专业", sort=Sort.SCORE), ANSWER
    yield "filter rule", WorklistQuery(rule="DX-017"), ANSWER
    yield "filter outdated", WorklistQuery(outdated=_STAMP), ANSWER
    for begins in ("001234", "00", "王", "王伟", "zs", "z", "sxx", "wxm", "HB1"):
        yield f"begins {begins}", WorklistQuery(begins=begins), ANSWER
    for code in ("I10", "I10.x00", "E11", "S72", "51.23", "88.41", "W", "Z51.1"):
        yield f"begins, code {code}", WorklistQuery(begins=code), ANSWER
    yield "begins I10, order name", WorklistQuery(begins="I10", sort=Sort.NAME), ANSWER
    for word in ("00123456", "I10", "51.23", "zs", "wxm"):
        yield f"box, {word}", WorklistQuery(word), ANSWER
    for text in _TEXTS:
        yield f"free text {text}", WorklistQuery(text), TEXT
    yield "free text 骨折, errors, by weight", WorklistQuery("骨折", Marked.ERROR, Sort.WEIGHT), TEXT


def _writes(store: SqliteStore) -> Iterator[_Question]:
    chance = random.Random(os.getpid())
    ids = list(store.worklist()[::577])
    chance.shuffle(ids)
    yield _Question("save: one typed change", lambda store, n: _save(store, ids[n % len(ids)], n), SAVE)
    yield _Question("save: another principal", lambda store, n: _save_code(store, ids[-1 - n % len(ids)]), SAVE)
    verdict = _verdict(chance)
    yield _Question("keep one verdict", lambda store, n: store.keep_verdicts([(ids[n], verdict)]), SAVE)
    many = [(page_id, _verdict(chance)) for page_id in ids[:200]]
    yield _Question("keep 200 verdicts", lambda store, _: store.keep_verdicts(many), None)


def _save(store: SqliteStore, page_id: int, n: int) -> None:
    page = store.page(page_id)
    store.append(page_id, set_field(page, "patient_name", f"王{_GIVEN[n % len(_GIVEN)]}{n}"))


def _save_code(store: SqliteStore, page_id: int) -> None:
    page = store.page(page_id)
    code = "I10.x00" if page.text("principal_dx_code") != "I10.x00" else "K80.000"
    store.append(page_id, set_field(page, "principal_dx_code", code))


if __name__ == "__main__":
    sys.exit(main())
