"""The locks of the Windows set-up and of its add-on, as they are read: see ``lock.py``, which makes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).resolve().parent / "lock.txt"
#: What a department's seat has beside the set-up.
SEAT_LOCK = LOCK.with_name("server_seat_lock.txt")


@dataclass(frozen=True, slots=True)
class Locked:
    """One wheel of the lock."""

    name: str
    version: str
    hashes: tuple[str, ...]

    def lines(self) -> str:
        return f"{self.name}=={self.version}" + "".join(f" \\\n    --hash=sha256:{one}" for one in self.hashes) + "\n"


def read_lock(path: Path = LOCK) -> list[Locked]:
    """The wheels of a lock, in its order."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = []
    for first, *rest in rows:
        name, version = first.split("==")
        found.append(Locked(name, version, tuple(part.removeprefix("--hash=sha256:") for part in rest)))
    return found
