"""Files that were made to hang a reader or to fill its memory: ``python tools/hostile_files.py [--small] [NAME …]``.

Each is read in a process of its own with an end to its time and its memory. Prints a line a file: its size, seconds of
the processor, peak of the memory (that of the process that reads workbooks counted), pages, rows turned back, and what
a person is told. Exit 1 when one was killed, or answered with something else than pages or one Chinese sentence.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

#: Seconds of the processor for any of these files: a person waits as long for an import of a year.
MOST_SECONDS = 120
#: Of memory, in MB: a computer of a ward has 8 GB, half of it for other programs.
MOST_MEGABYTES = 2_500
SAMPLE = ROOT / "tests" / "data" / "files" / "n041_utf8.csv"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_READ = """
import json, os, resource, sys
sys.path.insert(0, sys.argv[1])
from coding.base.errors import CodingError
from coding.exchange.read import read_files
from pathlib import Path
told = {"pages": 0, "rejects": 0, "said": []}
try:
    for reading in read_files(Path(sys.argv[2])):
        told["pages"] += len(reading.pages)
        told["rejects"] += len(reading.rejects)
        told["said"] += [*reading.notes, *(reject.reason for reject in reading.rejects[:1])]
except CodingError as error:
    told["said"].append(str(error))
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
told["seconds"] = sum(one.ru_utime + one.ru_stime for one in used)
told["megabytes"] = max(one.ru_maxrss for one in used) // 1024
print(json.dumps(told))
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file; ``said`` is empty where the process was killed."""

    name: str
    bytes: int
    pages: int = 0
    rejects: int = 0
    seconds: float = 0.0
    megabytes: int = 0
    said: tuple[str, ...] = ()
    was_killed: bool = False


def _rows() -> tuple[str, str]:
    lines = SAMPLE.read_text("utf-8-sig").splitlines(keepends=True)
    return lines[0], lines[2]


def _csv(before: str, again: str, size: int) -> bytes:
    header, row = _rows()
    return (header + row * 3 + before + again * (size // len(again.encode()))).encode()


def _shared(part: str, size: int) -> bytes:
    """A workbook whose shared texts unpack to so many bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        with archive.open(part, "w", force_zip64=True) as sink:
            sink.write(f'<sst xmlns="{_MAIN}">'.encode())
            block = b"<si><t>a</t></si>" * 60_000
            for _ in range(size // len(block)):
                sink.write(block)
            sink.write(b"</sst>")
    return file.getvalue()


def _archive(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as sink:
        sink.write(_rows()[0].encode())
        block = b"," * (1 << 20)
        for _ in range(size // len(block)):
            sink.write(block)
    return file.getvalue()


def _doubled() -> bytes:
    record = {"BAH": "1", "XM": "张样例", "JBDM": "K80.000"}
    text = json.dumps(record, ensure_ascii=False)
    twice = text[:-1] + ', "JBDM": "I10.x00"}'
    return f"[{text},{twice},{text}]".encode()


def _table(count: int, lost: int = 0) -> bytes:
    from tests.exchange.dbf_bytes import table

    data = table(rows=[(b"%08d" % n, "样例".encode("gbk"), b"K80.000") for n in range(12)], count=count)
    at = len(data) - 200
    return data[:at] + data[at + lost :]


_GOOD = '{"BAH":"1","XM":"张样例","JBDM":"K80.000"}'.encode()
#: Name of a file → what it holds, for a size in bytes (1 for the small run).
FILES: dict[str, Callable[[int], bytes]] = {
    "braces_in_list.json": lambda n: b'[{"BAH":' * (n // 8),
    "braces_by_line.json": lambda n: _GOOD + b'\n{"BAH":' * (n // 8),
    "braces_after_one.json": lambda n: b"[" + _GOOD + b"," + b'{"BAH":1,' * (n // 9),
    "braces_nested.json": lambda n: b"[" + _GOOD + b"," + b'{"BAH":' * (n // 7),
    "brackets.json": lambda n: b"[" * n,
    "open_list.json": lambda n: b"[" + _GOOD + b',{"BAH":[' + b'1,{"BAH":[' * (n // 10),
    "members_twice.json": lambda _: _doubled(),
    "open_tags.xml": lambda n: b"<?xml version='1.0'?>" + b"<ROW>" * (n // 5),
    "shared_texts.xlsx": lambda n: _shared("xl/sharedStrings.xml", n * 1_600),
    "shared_texts_otherwise.xlsx": lambda n: _shared("xl/texts.xml", n * 1_600),
    "packed.zip": lambda n: _archive(n * 1_600),
    "open_quote.csv": lambda n: _csv('"', _rows()[1], n * 66),
    "open_quote_short_lines.csv": lambda n: _csv('"', "x\n", n * 66),
    "open_quote_one_line.csv": lambda n: _csv('"', "x", n * 66),
    "quote_in_every_row.csv": lambda n: _csv("", '"' + _rows()[1], n * 20),
    "count_too_few.dbf": lambda _: _table(3),
    "shifted.dbf": lambda _: _table(12, lost=1),
}
#: Bytes of the smallest kind; the others are multiples of it.
LARGE, SMALL = 1_200_000, 60_000


def outcome(name: str, size: int, seconds: int = MOST_SECONDS, megabytes: int = MOST_MEGABYTES) -> Outcome:
    """Read one of the files in a process with an end to its time and memory."""
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(FILES[name](size))
        length = path.stat().st_size
        done = subprocess.run(
            [sys.executable, "-c", _READ, str(ROOT), str(path)],
            capture_output=True, check=False, preexec_fn=limit, env={**os.environ, "TMPDIR": folder},
        )  # fmt: skip
    if done.returncode:
        return Outcome(name, length, was_killed=True)
    told = json.loads(done.stdout)
    said = tuple(told["said"])
    return Outcome(name, length, told["pages"], told["rejects"], told["seconds"], told["megabytes"], said)


def main() -> int:
    """Read all files, or those that are named; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a twentieth of the size")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    print(f"{'file':30} {'bytes':>12} {'seconds':>8} {'MB':>6} {'pages':>7} {'back':>7}  told")
    failed = False
    for name in arguments.names or FILES:
        came = outcome(name, SMALL if arguments.small else LARGE)
        failed |= came.was_killed
        said = "KILLED, or an exception" if came.was_killed else (*came.said, "")[0]
        print(
            f"{name:30} {came.bytes:12,} {came.seconds:8.2f} {came.megabytes:6,} {came.pages:7,} {came.rejects:7,}"
            f"  {said[:90]}",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
