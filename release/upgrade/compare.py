"""What an upgrade carried over: ``python -m release.upgrade.compare BEFORE.json AFTER.json``; exit 1 where something
is gone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def lost(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """By kind, the names of what is no longer there or no longer the same."""
    return {
        kind: [name for name in rows if after.get(kind, {}).get(name) != rows[name]] for kind, rows in before.items()
    }


def main() -> int:
    before, after = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:3])
    gone = lost(before, after)
    for kind, rows in before.items():
        print(f"{kind:<24}{len(rows):>6} before{len(rows) - len(gone[kind]):>6} carried over")
        for name in gone[kind][:3]:
            print(f"    {name}: {rows[name]!s:.200}\n      -> {after.get(kind, {}).get(name)!s:.200}")
    return 1 if any(gone.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
