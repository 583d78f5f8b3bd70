"""Fill a store with the code of version 0.1.0, as a department would have: ``python write_old.py OLD_TREE STORE``.

Run by ``release/try_upgrade.sh``, with nothing of today's program on the path.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

#: Pages of the version's own sample that are imported, and those of them that somebody works on.
_PAGES, _WORKED = 60, 12


def main() -> None:
    tree, path = sys.argv[1:3]
    sys.path.insert(0, tree)
    from dataclasses import replace

    from db.sqlite.store import SqliteStore

    from coding.exchange.read import read_file
    from coding.page.edits import set_field
    from coding.page.waiver import Waiver
    from coding.store.store import Verdict
    from coding.suggest.term_book import TermPair

    reading = read_file(Path(tree) / "resources" / "sample" / "sample_n041.csv")
    store = SqliteStore(path)
    ids = store.import_reading(replace(reading, pages=reading.pages[:_PAGES])).added
    for number in ids[:_WORKED]:
        typed = set_field(store.page(number), "patient_name", f"改名{number}", reason="与身份证不符")
        entry = store.append(number, typed, "编码员甲")
        if number % 3 == 0:
            store.append(number, typed.inverse(), "编码员乙", undoes=entry.id)
    verdict = Verdict("warning", 0, 2, 1, 3, "分组成功", "GD25", 0.8, None, 98.0, "0123456789ab", (("DX-001", 2, 1),))
    store.keep_verdicts([(number, verdict) for number in ids])
    for number in ids[:5]:
        store.set_progress(number, "done")
    store.set_setting("author", "编码员甲")
    store.set_setting("window.appearance", "dark")
    store.edit_rules([("DX-001", {"on": "0"})], "质控员", "本院不用")
    store.add_waiver(Waiver("DX-001", "病理未回", "质控员", datetime(2026, 3, 20, 9, 0)), ids[1])
    store.add_terms([TermPair("老慢支", ("慢性支气管炎",), "J42.x00", "dx")], "质控员", "import", approve=True)
    store.add_terms([TermPair("胆石症", ("胆囊结石",), "K80.200", "dx")], "编码员甲")
    store.close()


if __name__ == "__main__":
    main()
