"""How fast the list of pages of a department on a server answers, with many pages in it.

    python tools/bench_server_list.py [--pages 300000] [--times 9] [--only WORD]

A server of its own is started on this machine, a store founded in it and filled with invented light rows: what the
worklist is asked of. Printed are the median and the 95th of a hundred in milliseconds; a median over its limit bears a
sign. The rows are in the memory of the server, as they are after the first minute of a day.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coding.store.page_filter import By, PageFilter
from coding.store.store import Marked, Sort, Store, WorklistQuery
from coding.suggest.person_names import name_initials
from db.postgres.array_words import indexed
from db.shared.tables.word_index import said_of
from tools.own_server import OwnServer, server_binaries
from tools.server_store import ServerStore

#: Milliseconds that a filter of the worklist may take.
FILTER = 100.0
_DATABASE = "bench"
_SETTINGS = ("fsync = off", "shared_buffers = '512MB'")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗单解仇曾查"
_GIVEN = "三伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玥喆"
_DEPTS = ("普通外科专业", "骨科专业", "心血管内科专业", "呼吸内科专业", "妇科专业", "儿科", "神经内科专业", "肿瘤科")
_CODES = (
    *("I10.x00 高血压", "S72.000 股骨颈骨折", "K80.000 胆囊结石伴急性胆囊炎"),
    *("E11.900 2型糖尿病", "J18.900 肺炎", "Z51.100 化疗"),
)
_GROUPS = tuple(f"{a}{b}{n}{k}" for a in "ABCEFGHIJ" for b in "BRSZ" for n in "123" for k in "135")
_COLUMNS = (
    "id", "key", "mark", "original_mark", "admitted", "discharged", "discharge_date", "case_no", "patient_name", "dept",
    "principal", "progress", "state", "errors", "warnings", "infos", "not_judged", "status", "drg", "weight", "payment",
    "score", "stamp", "ward", "doctor", "coder", "insured", "cost", "stay", "unproved", "list_differs", "overdue",
)  # fmt: skip
_AT_ONCE = 20_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300_000)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    if server_binaries() is None:
        print("PostgreSQL 的服务器程序不在本机（Debian：postgresql）", file=sys.stderr)
        return 2
    with OwnServer(_SETTINGS) as server, tempfile.TemporaryDirectory() as folder:
        place = ServerStore.on(server, Path(folder), _DATABASE)
        with closing(place.begin(1)) as store:
            _fill(server, options.pages)
            return 0 if _worklist(store, options.times, options.only) else 1


# -- the rows


def _fill(server: OwnServer, number: int) -> None:
    """Light rows, and by what they are found, past the guards: nothing of it is measured."""
    chance, began = random.Random(20260301), time.perf_counter()
    chief = {"host": "127.0.0.1", "port": server.port, "user": server.superuser, "password": server.password}
    with psycopg.connect(dbname=_DATABASE, autocommit=True, **chief) as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute("SET search_path = frontpage")
        for start in range(0, number, _AT_ONCE):
            rows = [_row(n, chance) for n in range(start + 1, min(number, start + _AT_ONCE) + 1)]
            _copy(raw, "pages", _COLUMNS, ([row[name] for name in _COLUMNS] for row in rows))
            said = ((row["id"], said_of(row)) for row in rows)
            _copy(raw, "said", ("page_id", "words", "pairs"), ([i, words, indexed(words)] for i, words in said))
            codes = ((row["id"], row["principal"].split(" ")[0].replace(".", "").upper()) for row in rows)
            _copy(raw, "page_codes", ("page_id", "code"), codes)
            initials = ((row["id"], one) for row in rows for one in sorted(name_initials(row["patient_name"])))
            _copy(raw, "page_initials", ("page_id", "initials"), initials)
            fired = (
                (f"DX-{rule:03d}", row["id"], 1, 0)
                for row in rows
                for rule in chance.sample(range(1, 60), row["errors"] + row["warnings"])
            )
            _copy(raw, "fired", ("rule", "page_id", "findings", "waived"), fired)
            print(f"\r{start + len(rows):,} rows, {time.perf_counter() - began:.0f} s", end="", flush=True)
        raw.execute("VACUUM ANALYZE")
        size = raw.execute("SELECT pg_database_size(current_database())").fetchone()
    print(f"; {size[0] / 1e6:,.0f} MB" if size else "")


def _copy(raw: Any, table: str, columns: tuple[str, ...], rows: Iterator[Any]) -> None:
    with raw.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)


def _row(number: int, chance: random.Random) -> dict[str, Any]:
    day = date(2026, 12, 31) - timedelta(chance.randrange(2190))
    errors, warnings = chance.choice((0, 0, 0, 0, 0, 0, 0, 1, 2, 5)), chance.choice((0, 0, 0, 1, 3))
    drg, weight = chance.choice(_GROUPS) if chance.random() < 0.98 else "0000", chance.randrange(30, 700) / 100
    mark = f"{chance.getrandbits(96):024x}"
    dept = chance.choice(_DEPTS)
    return {
        "id": number,
        "key": f"00000000|{number:08d}|1",
        "mark": mark,
        "original_mark": mark if chance.random() < 0.99 else "0" * 24,
        "admitted": (day - timedelta(8)).isoformat(),
        "discharged": f"{day.isoformat()}T10:00:00",
        "discharge_date": day.isoformat(),
        "case_no": f"{number:08d}",
        "patient_name": chance.choice(_SURNAMES) + chance.choice(_GIVEN) + chance.choice(("", *_GIVEN)),
        "dept": dept,
        "principal": chance.choice(_CODES),
        "progress": chance.choice(("coding",) * 6 + ("passed",) * 3 + ("waiting",)),
        "state": "error" if errors else "warning" if warnings else "clean",
        "errors": errors,
        "warnings": warnings,
        "infos": 0,
        "not_judged": 3,
        "status": "0000组" if drg == "0000" else "分组成功",
        "drg": drg,
        "weight": weight,
        "payment": weight * 8000,
        "score": 100.0 - errors,
        "stamp": "0123456789ab",
        "ward": f"{dept[:2]}病区{chance.randrange(4)}",
        "doctor": f"医师{chance.randrange(400)}",
        "coder": f"编码员{chance.randrange(30)}",
        "insured": "1",
        "cost": float(chance.randrange(1000, 90000)),
        "stay": float(chance.randrange(1, 40)),
        "unproved": int(chance.random() < 0.02),
        "list_differs": int(chance.random() < 0.06),
        "overdue": int(chance.random() < 0.4),
    }


# -- the worklist


def _queries() -> Iterator[tuple[str, WorklistQuery]]:
    for sort in Sort:
        yield f"order {sort}", WorklistQuery(sort=sort)
    for marked in Marked:
        yield f"filter {marked}", WorklistQuery(marked=marked)
    yield "filter error, order name", WorklistQuery(marked=Marked.ERROR, sort=Sort.NAME)
    yield "filter department, order score", WorklistQuery(dept=_DEPTS[0], sort=Sort.SCORE)
    yield "filter rule", WorklistQuery(rule="DX-017")
    yield "filter outdated", WorklistQuery(outdated="0123456789ab")
    yield "filter month", WorklistQuery(since="2026-03-01", until="2026-03-31")
    yield "typed doctor", WorklistQuery(filters=(PageFilter(By.DOCTOR, texts=("医师17",)),))
    yield "typed code", WorklistQuery(filters=(PageFilter(By.CODE, texts=("I10",)),))
    for begins in ("001234", "00", "王", "王伟", "zs", "HB1", "I10"):
        yield f"begins {begins}", WorklistQuery(begins=begins)
    for text in ("00123456", "王伟", "王", "骨折", "骨折 王", "2026-03", "HB13", "没有的词", "zs 骨折"):
        yield f"text {text}", WorklistQuery(text)


def _worklist(store: Store, times: int, only: str) -> bool:
    print(f"{'question':34}{'answers':>9}{'ms':>9}{'95 %':>8}{'limit':>7}")
    is_within = True
    for title, query in (one for one in _queries() if only in one[0]):
        is_within &= _tell(title, store.listed(query).total, lambda query=query: store.listed(query), times)
    for title, ask in (
        ("tally of all", lambda: store.tally()),
        ("tally of a month", lambda: store.tally(WorklistQuery(since="2026-03-01", until="2026-03-31"))),
        ("values of doctors", lambda: store.values(By.DOCTOR)),
    ):
        if only in title:
            is_within &= _tell(title, 0, ask, times)
    return is_within


def _tell(title: str, answers: int, ask: Callable[[], object], times: int) -> bool:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    median, most = statistics.median(took), took[int(0.95 * (len(took) - 1) + 0.5)]
    is_within = median <= FILTER
    print(f"{title:34}{answers:>9,}{median:>9.1f}{most:>8.1f}{FILTER:>7.0f}{'' if is_within else '  ✗'}", flush=True)
    return is_within


if __name__ == "__main__":
    sys.exit(main())
