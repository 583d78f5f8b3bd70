"""Of all wheels that were ever downloaded, those that a lock names by their hash.

``python -m release.windows.locked_only LOCK DOWNLOADS WHEELS``
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path

_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def copy_locked(downloads: Path, wheels: Path, lock: Path) -> list[str]:
    """Copy the wheels of the lock; the hashes for which there is none."""
    wanted = set(_HASH.findall(lock.read_text(encoding="utf-8")))
    for path in sorted(downloads.glob("*.whl")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest in wanted:
            shutil.copy(path, wheels)
            wanted.discard(digest)
    return sorted(wanted)


def main() -> int:
    lock, downloads, wheels = map(Path, sys.argv[1:4])
    missing = copy_locked(downloads, wheels, lock)
    for digest in missing:
        print(f"no wheel has the hash {digest}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
