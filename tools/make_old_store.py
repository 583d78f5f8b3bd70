"""Make the fixture for the next migration: a small store written by the code of today, before the schema changes.

    python tools/make_old_store.py tests/data/store_v10.sqlite [--code OTHER_TREE]

Run it **before** the new step is written (or with ``--code`` on a checkout of the last release): the file must have
been made by the code that made the users' files, not by the new one. Then write ``db/sqlite/migrations/m0011_….py``,
add it to ``STEPS``; ``tests/db/test_store_opening.py`` asks for the fixture of every schema but the last, opens it and
looks for what is put in here. A fixture, once committed, is never made again.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--code", type=Path, default=Path(__file__).resolve().parents[1])
    options = parser.parse_args()
    if options.out.exists():
        print(f"{options.out} 已存在：旧数据文件只做一次，不覆盖。", file=sys.stderr)
        return 2
    sys.path.insert(0, str(options.code.resolve()))
    from db.sqlite.driver import sqlite3

    fill(options.out)
    options.out.with_suffix(".head").unlink(missing_ok=True)  # the file stands alone
    with closing(sqlite3.connect(options.out)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
        raw.execute("VACUUM")
        print(f"{options.out}：数据版本 {raw.execute('PRAGMA user_version').fetchone()[0]}")
    return 0


def fill(path: Path) -> None:
    """Three invented pages with something in every trade of the store; the ids are what the tests expect."""
    from coding.page.edits import go_on, set_field
    from coding.page.reading import Reading
    from coding.page.step import PageState
    from coding.page.waiver import Waiver
    from coding.store.store import Verdict
    from coding.suggest.term_book import TermPair
    from db.sqlite.sqlite_store import SqliteStore

    store: Any = SqliteStore(path)
    columns = ("ZZJGDM", "BAH", "院内编号")
    store.import_reading(Reading("三月.csv", "n041", "gb18030", columns, tuple(_page(*row) for row in _ROWS)))
    reason = "手术记录：急性阑尾炎，未穿孔"
    better = set_field(store.page(2), "principal_dx_code", "K35.800", reason=reason)
    same_person = set_field(store.page(2), "id_no", _CARD.lower())
    store.append(2, replace(better, edits=(*better.edits, *same_person.edits)))
    typed = set_field(store.page(3), "patient_name", "样例丁")
    store.append(3, typed)
    store.append(3, typed.inverse(), undoes=2)
    verdict = Verdict("warning", 0, 2, 1, 3, "分组成功", "GD25", 0.8, None, 98.0, "0123456789ab", (("DX-001", 2, 1),))
    clean = replace(verdict, state="clean", warnings=0, infos=0, fired=())
    store.keep_verdicts([(2, verdict), (3, clean)])  # a page without a verdict is not released
    store.append(3, go_on(PageState.CODING, PageState.PASSED))
    store.set_setting("author", "编码员")
    store.set_setting("window.appearance", "dark")
    store.edit_rules([("DX-001", {"on": "0"})], "本院不用")
    store.add_waiver(Waiver("DX-001", "病理未回", "质控员", datetime(2024, 3, 20, 9, 0)), 2)
    store.add_terms([TermPair("老慢支", ("慢性支气管炎",), "J42.x00", "dx")], approve=True)
    _add_paid(store)
    _add_review(store)
    store.close()


def _add_paid(store: Any) -> None:
    """Only stores from schema 9 on have this trade: a fixture of an older one is made by its own code."""
    from coding.payment.paid_result import PaidResult

    result = PaidResult(
        "V1001", "S1", "1", None, None, "I1", 1.0, 1000.0, None, 100.0, "超限定支付", None, "结算.csv", 1
    )
    store.keep_paid([result], "0123456789abcdef")


def _add_review(store: Any) -> None:
    """Only stores from schema 10 on have this trade: a word, whose page it is, a sample with a verdict."""
    from coding.review.grading import SampleVerdict
    from coding.review.sampling import Drawn
    from coding.store.kept_reviews import About, Said

    store.say(2, About.PAGE, "", Said.COMMENT, "请核对手术记录")
    store.assign([1], store.me.id)
    sample = store.keep_sample("三月", "wards", "1", [Drawn(2, "病区", ("内科一病房",))])
    store.grade(sample.id, SampleVerdict(2, True, None, True, "a", 0))


#: The first page bears it as it came, the second since it was changed: two stays of one person.
_CARD = "11010119900307123X"
_ROWS = (
    (1, "样例甲", "2024-03-06", "2024-03-10 10:00", "I10.x00", "高血压"),
    (2, "样例乙", "2024-03-08", "2024-03-12 10:00", "K35.900", "急性阑尾炎"),
    (3, "样例丙", "2024-03-07", "2024-03-11 10:00", "J18.900", "肺炎"),
)


def _page(number: int, name: str, came: str, left: str, code: str, words: str) -> Any:
    from coding.page.front_page import FrontPage, Origin
    from coding.page.rows import Diagnosis

    values = {
        "org_code": "00000000",
        "case_no": f"V100{number}",
        "admission_times": "1",
        "patient_name": name,
        "sex": "1",
        "admission_datetime": came,
        "discharge_datetime": left,
        "discharge_dept": "03",
        "discharge_ward": "内科一病房",
        "attending_physician": "医生甲",
        "coder": "编码员",
        "payment_method": "1",
        "fee_total": f"{number}234.50",
        "los_days": "4",
        "id_no": _CARD if number == 1 else "-",
    }
    return FrontPage(
        values,
        (Diagnosis(code, words, "1"),),
        extra={"院内编号": f"X{number}"},
        origin=Origin("三月.csv", number, "", "n041", "gb18030"),
    )


if __name__ == "__main__":
    sys.exit(main())
