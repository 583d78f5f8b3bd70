"""Mutations of real files of every family: ``python tools/fuzz_files.py [--count 2000] [--seed 7]``.

Whatever stands in a file, reading it gives pages and rejects or one Chinese sentence, never another exception, and
not more than some seconds. Writing back what was read never fails otherwise either.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.base.errors import CodingError  # noqa: E402
from coding.exchange.read import read_files  # noqa: E402
from coding.exchange.write import write_pages  # noqa: E402

FOLDER = ROOT / "tests" / "data" / "files"
STRANGE = (
    b'"', b"\x00", b"\r", b"\n", b",", b"\xff", b"\xef\xbb\xbf", b"=", b"<", b">", b"&", b"{", b"[", b"]", b"}", b":",
    b"\\u0000", b"null", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"1e999", b"\x1a", b"*", b"#raw", b"\xed\xa0\x80",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A few flipped bits, cut, doubled, moved or strange pieces."""
    work = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(work))
        match chance.randrange(8):
            case 0:
                work[at] ^= 1 << chance.randrange(8)
            case 1:
                del work[at : at + chance.randrange(60)]
            case 2:
                work[at:at] = work[at : at + chance.randrange(300)]
            case 3 | 4:
                work[at:at] = chance.choice(STRANGE)
            case 5:
                work = work[: max(at, 1)]
            case 6:
                work[at:at] = b"9" * chance.randrange(400)
            case 7:
                # the head of a file says what it is: it is hit more often than its share
                work[chance.randrange(min(len(work), 80))] = chance.randrange(256)
        if not work:
            return b""
    return bytes(work)


def look(path: Path) -> str:
    """Read a file and write back what was read; what came of it."""
    try:
        readings = read_files(path)
    except CodingError as error:
        said = str(error)
        if not said.endswith("。") or "\n" in said:
            raise AssertionError(said) from error
        return "refused"
    for reading in readings:
        target = path.with_name("back" + (".xlsx" if reading.encoding == "xlsx" else path.suffix))
        try:
            write_pages(target, reading.pages, reading)
        except CodingError:
            return "not written"
    return "read"


def run(files: list[Path], count: int, seed: int) -> list[str]:
    """Failures, a line each; tells the counts of each file on the way."""
    failures = []
    for file in files:
        chance = random.Random(f"{seed}{file.name}")
        source = file.read_bytes()
        seen: dict[str, int] = {}
        slowest = 0.0
        for number in range(count):
            data = mutated(source, chance)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"a{file.suffix}"
                path.write_bytes(data)
                began = time.perf_counter()
                try:
                    outcome = look(path)
                except Exception as error:  # noqa: BLE001 - what it looks for
                    outcome = "FAILED"
                    failures.append(f"{file.name} #{number}: {type(error).__name__}: {error}"[:300])
                    (Path(tempfile.gettempdir()) / f"fuzz_{file.stem}_{number}{file.suffix}").write_bytes(data)
                slowest = max(slowest, time.perf_counter() - began)
            seen[outcome] = seen.get(outcome, 0) + 1
        print(f"{file.name}: {seen}, slowest {slowest:.2f} s", flush=True)
    return failures


def main() -> int:
    """Run over all files; 1 when something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    files = [f for f in sorted(FOLDER.iterdir()) if not arguments.names or f.name in arguments.names]
    failures = run(files, arguments.count, arguments.seed)
    print("\n".join(failures) or "nothing failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
