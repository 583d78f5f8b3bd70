"""The licences of all that the Windows set-up and its add-on bring: ``resources/licences``, a table and their texts.

``python -m tools.build_licences [WHEELS [EMBEDDED PYTHON [WHEELS OF THE ADD-ON]]]``: folders, as
``release/windows/build.sh`` leaves them. Name, version and licence of a library stand in its wheel; where a wheel tells
none, or tells it in its own words, ``tools/licences_told.csv`` does. What is no wheel (Qt, the fonts, code lists)
stands in that table too, its text by hand.
"""

from __future__ import annotations

import csv
import sys
import zipfile
from dataclasses import astuple, dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import TYPE_CHECKING

from release.windows.trim import read_list, stays

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import Message

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "licences"
TOLD = ROOT / "tools" / "licences_told.csv"
BUILD = ROOT / "build" / "windows"
#: The embedded Python, under its own name in the table of what is told.
PYTHON = "CPython"
_NAMES = ("licen", "copying", "notice", "authors")
_RULE = "\n" + "=" * 78 + "\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A row of the table."""

    name: str
    version: str
    licence: str
    text_file: str


def told() -> dict[str, dict[str, str]]:
    """What is written by hand, by name."""
    with TOLD.open(encoding="utf-8-sig", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def part_of(wheel: Path, by_hand: dict[str, dict[str, str]]) -> tuple[Part, str]:
    """The row of a wheel, and the texts in it one after the other."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" in name]
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        head = HeaderParser().parsestr(archive.read(metadata).decode("utf-8"))
        texts = [
            (Path(name).name, archive.read(name).decode("utf-8", "replace")) for name in names if _is_licence(name)
        ]
    name = head["Name"]
    row = by_hand.get(name, {})
    licence = row.get("licence") or _licence(head)
    if not licence:
        raise SystemExit(f"{name}: the wheel names no licence; write it into {TOLD.name}")
    text = _joined(texts)
    if not text and not row.get("text_file"):
        raise SystemExit(f"{name}: the wheel brings no text; write one and name it in {TOLD.name}")
    return Part(name, head["Version"], licence, row.get("text_file") or f"{name.lower()}.txt"), text


def ships(wheel: Path) -> bool:
    """Whether anything of a wheel is installed."""
    lines = read_list()
    with zipfile.ZipFile(wheel) as archive:
        return any(stays(name, lines) for name in archive.namelist())


def _is_licence(name: str) -> bool:
    within = name.partition(".dist-info/")[2].lower()
    return not name.endswith("/") and any(word in within for word in _NAMES) and "commercial" not in within


def _licence(head: Message) -> str:
    """The short form, where the wheel has one: an expression, or a name of one line."""
    written = head["License-Expression"] or head["License"] or ""
    return written if "\n" not in written and len(written) < 80 else ""


def _joined(texts: list[tuple[str, str]]) -> str:
    if len(texts) == 1:
        return texts[0][1]
    return _RULE.join(f"{name}\n\n{text.strip()}\n" for name, text in texts)


def write(parts: Iterable[tuple[Part, str]], folder: Path = FOLDER) -> None:
    """Write the table and the texts. A part with an empty text has one by hand already."""
    rows = []
    for part, text in parts:
        rows.append(part)
        if text:
            (folder / "texts" / part.text_file).write_text(_plain(text), encoding="utf-8")
    with (folder / "licences.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "version", "licence", "text_file"))
        writer.writerows(astuple(part) for part in sorted(rows, key=lambda part: part.name.lower()))


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\f", "\n").splitlines()).strip() + "\n"


def main() -> None:
    wheels = Path(sys.argv[1]) if len(sys.argv) > 1 else BUILD / "wheels"
    embedded = Path(sys.argv[2]) if len(sys.argv) > 2 else BUILD / "embedded"
    seat = Path(sys.argv[3]) if len(sys.argv) > 3 else BUILD / "server-seat-wheels"
    by_hand = told()
    shipped = [path for path in sorted(wheels.glob("*.whl")) if ships(path)] + sorted(seat.glob("*.whl"))
    found = [part_of(path, by_hand) for path in shipped]
    seen = {part.name for part, _ in found}
    for name, row in by_hand.items():
        if name not in seen and not row["version"]:
            raise SystemExit(f"{TOLD.name}: {name} is no wheel of the set-up and has no version")
        if name not in seen:
            text = (embedded / "LICENSE.txt").read_text(encoding="utf-8") if name == PYTHON else ""
            found.append((Part(name, row["version"], row["licence"], row["text_file"]), text))
    write(found)
    print(f"{len(found)} parts; {sum(path.stat().st_size for path in FOLDER.rglob('*')) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
