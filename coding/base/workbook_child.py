"""Reads an old workbook (.xls) in a process of its own: ``python workbook_child.py FILE`` writes pickled rows.

A damaged .xls can end the reader, and with it the process it runs in, without an exception that could be caught.
"""

from __future__ import annotations

import pickle
import sys

#: A workbook of 65,536 rows needs a fraction of this.
_MOST_MEMORY = 3 << 30


def main(path: str) -> int:
    """Write all sheets as ``[(name, rows)]``; 1 for what is no workbook."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    except (ImportError, ValueError, OSError):
        pass
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except BaseException:  # a panic of the reader is no Exception
        return 1
    pickle.dump(sheets, sys.stdout.buffer, protocol=5)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
