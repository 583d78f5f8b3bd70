"""``calendar``: the notice of a year's days off is read, told, and entered into a store or written as a table."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.sheet_writer import write_csv
from coding.commands.inputs import existing, existing_store, result_file
from coding.commands.signing_in import signed_in
from coding.reference.holiday_notice import load_notices, notice_rows
from coding.work.holiday_entry import keep_entry

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from coding.reference.holiday_notice import Notice
    from coding.store.store import Opener


def calendar(arguments: argparse.Namespace, open_store: Opener | None = None) -> int:
    """Run the command; the exit code."""
    notices = load_notices(existing(arguments.file, "放假安排"), arguments.year)
    said = [notice.in_words() for notice in notices]
    if arguments.out:
        write_csv(result_file(arguments), notice_rows(one for notice in notices for one in notice.days))
        said.append(f"已写成“{arguments.out}”，可用于 --calendar。")
    if getattr(arguments, "db", None):
        said.append(_entered(arguments, notices, open_store))
    elif not arguments.out:
        said.append("没有写 --db，只核对，没有录入。")
    for notice in notices:
        for doubt in notice.doubts:
            print(f"{notice.year} 年：{doubt}", file=sys.stderr)
    if arguments.json:
        print(json.dumps({"years": [n.year for n in notices], "told": said}, ensure_ascii=False))
    elif not arguments.quiet:
        print("\n".join(said))
    return 0


def _entered(arguments: argparse.Namespace, notices: Sequence[Notice], open_store: Opener | None) -> str:
    path = existing_store(arguments.db, open_store)
    if open_store is None or path.is_dir():
        raise UnusableInputError(f"“{arguments.db}”不是数据文件：请指定窗口所用的数据文件。")
    store = signed_in(path, arguments, open_store)
    try:
        entry, _ = keep_entry(store, notices, arguments.by or "命令行", datetime.now())
    finally:
        store.close()
    return entry.sentence
