"""One place writes files: whole or not at all, for this user alone; one place decides what is guarded."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for part in ("coding", "db", "ui") for path in (ROOT / part).rglob("*.py"))

#: Who writes past ``coding.base.whole_file``, and why that is sound.
WRITERS = {
    "coding/base/whole_file.py": "the writer itself",
    "coding/base/trace.py": "a log grows; opened for its owner alone",
    "coding/base/nameless_file.py": "gone with the process, else in a private folder",
    "coding/page/neighbour_index.py": "into a private folder",
    "coding/base/workbook_child.py": "a pipe",
    "coding/base/parquet_child.py": "a pipe",
    "coding/base/parquet_process.py": "a pipe",
    "coding/base/disk_cache.py": "what can be made again; temporary name, exchanged",
    "coding/suggest/name_cache.py": "what can be made again; temporary name, exchanged",
    "coding/base/private_copies.py": "temporary name, fsync, exchanged",
    "coding/reports/workbook_rows.py": "the parts of a workbook, within a file of whole_file",
    "coding/work/job_bundle.py": "into a new folder of a worker, for this run alone",
    "db/sqlite/transfer_ends.py": "made under a name of its own, fsync, verified, then exchanged",
    "db/shared/exchanged_file.py": "temporary name, fsync, exchanged",
    "db/sqlite/moving.py": "copied into a folder of its own where nothing is, fsync, read back, then named",
    "db/shared/backup_file.py": "temporary name, fsync, read back, exchanged; unpacked where nothing is",
}
#: Who writes exact lines of CSV: files for other programs, and rows that become one guarded cell.
EXACT = {
    "coding/base/sheet_writer.py": "the writer itself",
    "coding/exchange/write.py": "interchange",
    "coding/work/repaired_pack.py": "a pack that the program reads again: roles begin with @",
    "coding/commands/check_outcome.py": "a row as one cell of rejects.csv",
    "coding/commands/check_tables.py": "a row as one cell of rejects.csv",
    "coding/work/region_files.py": "the tables of a scheme pack, which the grouper reads",
    "coding/commands/bench_files.py": "files that the measuring reads again",
}


def calls(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def opens_to_write(name, node):
    if name in ("write_text", "write_bytes"):
        return True
    if name not in ("open", "fdopen"):
        return False
    given = [*node.args, *(word.value for word in node.keywords if word.arg == "mode")]
    texts = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    return any(set(text) <= set("rwxabt+") and set(text) & set("wxa+") for text in texts)


def test_files_are_written_whole_or_not_at_all():
    found = {path.relative_to(ROOT).as_posix() for path in SOURCES if any(opens_to_write(*one) for one in calls(path))}
    assert found - WRITERS.keys() == set()


def test_lines_for_people_go_through_the_guard():
    names = ("csv_line", "csv_text", "writer", "DictWriter")
    found = {path.relative_to(ROOT).as_posix() for path in SOURCES if any(name in names for name, _ in calls(path))}
    assert found - EXACT.keys() == set()


def test_the_lists_name_no_file_that_is_gone():
    assert [name for name in (*WRITERS, *EXACT) if not (ROOT / name).exists()] == []
