"""What stands in a store, in words that every version knows: ``python tell.py TREE STORE`` prints JSON.

Run by ``release/try_upgrade.sh`` with the code of each of two versions on the same store.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main() -> None:
    tree, path = sys.argv[1:3]
    sys.path.insert(0, tree)
    try:
        from db.sqlite.sqlite_store import SqliteStore
    except ImportError:  # the name of it in 0.1.0
        from db.sqlite.store import SqliteStore

    store = SqliteStore(path)
    try:
        print(json.dumps(told(store), ensure_ascii=False, sort_keys=True))
    finally:
        store.close()


def told(store: Any) -> dict[str, dict[str, Any]]:
    """Everything that a person has put in, by kind and name."""
    ids = sorted(store.worklist())
    return {
        "pages": {str(number): _page(store.page(number)) for number in ids},
        "pages as imported": {str(number): _page(store.original(number)) for number in ids},
        "changes": {
            f"{entry.page_id}/{entry.id}": [entry.author, entry.at.isoformat(), _edits(entry.change), entry.undoes]
            for number in ids
            for entry in store.history(number)
        },
        "settings": {key: store.setting(key) for key in ("author", "window.appearance")},
        "rules of the hospital": {
            str(edit.id): [edit.rule, dict(edit.columns or {}), edit.author, edit.note] for edit in store.rule_edits()
        },
        "waivers": {
            str(kept.id): [
                kept.page_id,
                kept.waiver.rule,
                kept.waiver.reason,
                kept.waiver.author,
                kept.waiver.at.isoformat(),
            ]
            for kept in store.waivers()
        },
        "terms": {
            str(kept.id): [kept.pair.raw, list(kept.pair.std), kept.pair.code, kept.state, kept.author]
            for kept in store.terms()
        },
    }


def _page(page: Any) -> Any:
    rows = [[row.code, row.name] for row in (*page.diagnoses, *page.procedures)]
    return [dict(page.values), rows]


def _edits(change: Any) -> Any:
    return [[str(edit.kind), edit.field, edit.before, edit.after] for edit in change.edits] + [change.reason]


if __name__ == "__main__":
    main()
