"""Gather ``docs/changes/*.md`` into CHANGELOG.md: ``python -m release.changelog VERSION DATE``.

A fragment is a few bullet lines in Chinese, as a user would notice them. Its first line may be a heading (``# 安装``):
its bullets then stand below that word. What was gathered is removed; the section of the version is made where there is
none, and bears the date.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRAGMENTS = ROOT / "docs" / "changes"
CHANGELOG = ROOT / "CHANGELOG.md"


def lines_of(fragment: str) -> list[str]:
    """The bullets of a fragment, below its heading where it has one. Raises ValueError for a line that is neither."""
    lines = [line.rstrip() for line in fragment.strip().splitlines()]
    heading = lines.pop(0).lstrip("# ").strip() if lines and lines[0].startswith("#") else ""
    for line in lines:
        if line and not line.startswith(("- ", "  ")):
            raise ValueError(f"neither a bullet nor the rest of one: {line}")
    bullets = [line for line in lines if line]
    return [f"- **{heading}**", *(f"  {line}" for line in bullets)] if heading else bullets


def gathered(changelog: str, fragments: list[str], version: str, day: date) -> str:
    """The changelog with the fragments at the end of the version's section, which is dated."""
    added = [line for fragment in fragments for line in lines_of(fragment)]
    heading = f"## {version}（{day.isoformat()}）"
    sections = re.split(r"(?m)^(?=## )", changelog)
    for number, section in enumerate(sections):
        first, _, rest = section.partition("\n")
        if re.fullmatch(rf"## {re.escape(version)}(（.*）)?", first):
            body = rest.strip("\n")
            sections[number] = "\n".join([heading, "", *([body] if body else []), *added, "", ""])
            break
    else:
        sections.insert(1, "\n".join([heading, "", *added, "", ""]))
    return "".join(sections).rstrip("\n") + "\n"


def main() -> None:
    version, day = sys.argv[1], date.fromisoformat(sys.argv[2])
    paths = sorted(FRAGMENTS.glob("*.md"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    CHANGELOG.write_text(gathered(CHANGELOG.read_text(encoding="utf-8"), texts, version, day), encoding="utf-8")
    for path in paths:
        path.unlink()
    print(f"{len(paths)} fragments gathered into {version}")


if __name__ == "__main__":
    main()
