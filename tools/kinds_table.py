"""Write the table of kinds into ``docs/rules.md`` from what the kinds say of themselves.

Run as ``python -m tools.kinds_table`` after a kind was added or its words were changed.
"""

from __future__ import annotations

from pathlib import Path

from coding.rules.kinds.catalogue import kinds_table

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
_BEGINS, _ENDS = "## 种类\n\n", "\n## 增加一个种类"


def with_table(guide: str) -> str:
    """The guide with the table of kinds as it should be."""
    before, _, rest = guide.partition(_BEGINS)
    _, _, after = rest.partition(_ENDS)
    return f"{before}{_BEGINS}{kinds_table()}{_ENDS}{after}"


def main() -> None:
    GUIDE.write_text(with_table(GUIDE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
