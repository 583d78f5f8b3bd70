"""What verdicts rest on: the files of ``resources/`` and the sources of the program's own kinds.

``resources/knowledge.csv`` says of every file whether a verdict can rest on it; the first line that fits holds, and
a file that no line names is taken to be one that verdicts rest on: rather a recheck too many than an old verdict
that is shown as a new one. See ``docs/decisions/0008-what-the-stamp-covers.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import Resources, digest_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

DECLARED = "knowledge.csv"
#: Written when the program is packed without its sources (``tools/write_program_stamp.py``).
WRITTEN = "program.txt"
#: Where the code of a verdict stands, below ``coding``. Reading files, suggesting, keeping and showing are no part.
FLOORS = (
    "base",
    "page",
    "codes",
    "grouping",
    "drg",
    "dip",
    "payment",
    "reference",
    "words",
    "rules",
    "knowledge",
    "examine",
)
_CODE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Declared:
    """One line of the table: files by pattern (``*`` stands for folders, too), and whether verdicts rest on them.

    ``replaced_by``: the part of a KnowledgeSource in whose stead they are read; "" where they are read always.
    """

    files: str
    part: str
    rests: bool
    replaced_by: str
    note: str


#: What holds of a file that nobody has declared.
_UNDECLARED = Declared("*", "", True, "", "")


def declared(shelf: Resources) -> tuple[Declared, ...]:
    """The lines of the table, in order."""
    rows = shelf.table(DECLARED, "files", "part", "rests", "replaced_by", "note")
    return tuple(Declared(r["files"], r["part"], r["rests"] == "yes", r["replaced_by"], r["note"]) for r in rows)


def resting_files(shelf: Resources, replaced: Collection[str] = ()) -> tuple[str, ...]:
    """The files that verdicts rest on where the parts ``replaced`` (``dx_table``, ``scheme`` …) are imported ones."""
    lines = declared(shelf)
    return tuple(n for n in shelf.names() if (line := _line_of(n, lines)).rests and line.replaced_by not in replaced)


def _line_of(name: str, lines: Iterable[Declared]) -> Declared:
    return next((line for line in lines if fnmatchcase(name, line.files)), _UNDECLARED)


def ground_stamp(shelf: Resources, replaced: Collection[str] = (), code: Path = _CODE) -> str:
    """Names the content of all that verdicts rest on beside what a hospital imports: resources and program.

    The files are held from now on as they are now. Raises KnowledgeError when one cannot be read.
    """
    return f"{shelf.digest(resting_files(shelf, replaced))}-{program_stamp(shelf, code)}"


def program_stamp(shelf: Resources, code: Path = _CODE) -> str:
    """Names the sources of the kinds; read from the file of the packing where the sources are not there."""
    sources = program_sources(code)
    if sources:
        return digest_of((name, (code / name).read_bytes()) for name in sources)
    try:
        return shelf.content(WRITTEN).decode("ascii", "replace").strip()
    except KnowledgeError as error:
        raise KnowledgeError(f"程序文件不完整（缺少 resources/{WRITTEN}）：请重新安装程序。") from error


def program_sources(code: Path = _CODE) -> tuple[str, ...]:
    """The sources that make a verdict, below ``code``, in their order; none in a program that was packed."""
    found = (path for floor in FLOORS for path in (code / floor).rglob("*.py"))
    return tuple(sorted(path.relative_to(code).as_posix() for path in found))
