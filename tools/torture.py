"""Tortures stores and prints what came of it: ``python -m tools.torture [--quick] [--seed N] [--only PART]``.

(a) 300 kills during import, edit, review, migration, sealing, backup and restore: nothing that was told is lost;
(b) 200 flipped bits in the sealed file, the key file, the head file and a backup: told, or harmless;
(c) 200 tamperings with the data key and a coder's own key in hand: found by ``main.py verify``;
(d) two processes, 500 edits each, on one store: nothing inconsistent, the chain whole.

Everything comes from the seed but the moments of the kills, which the machine has a part in. Exit 1 where anything is
wrong. ``--quick`` does a tenth. POSIX only: children are forked.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tools.torturing.flips import run_flips
from tools.torturing.kills import run_kills
from tools.torturing.made_store import cheap_passwords
from tools.torturing.tamperings import run_tamperings
from tools.torturing.two import run_together

#: Of each kind so many kills.
KILLS = {"import": 50, "edit": 50, "review": 50, "migration": 40, "sealing": 40, "backup": 40, "restore": 30}
FLIPS, TAMPERINGS, EDITS = 200, 200, 500


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--only", choices=sorted(PARTS), default="")
    options = parser.parse_args(argv)
    cheap_passwords()
    share = 10 if options.quick else 1
    wrong = 0
    for name, part in PARTS.items():
        if options.only and name != options.only:
            continue
        with tempfile.TemporaryDirectory(prefix="frontpage-torture-") as folder:
            began = time.monotonic()
            found = part(Path(folder), share, options.seed)
            print(f"{name}: {time.monotonic() - began:.0f} s")
        for one in found:
            print(f"  WRONG {one}")
        wrong += len(found)
    print("nothing is wrong" if not wrong else f"{wrong} wrong")
    return 1 if wrong else 0


def _kills(folder: Path, share: int, seed: int) -> list[str]:
    results = run_kills(folder, {kind: count // share for kind, count in KILLS.items()}, seed)
    for one in results:
        print(f"  {one.kind}: {one.tried} kills, {one.ended} came too late, {one.told} told, {len(one.wrong)} wrong")
    print(f"  {sum(one.tried for one in results)} kills in all")
    return [f"{one.kind} {said}" for one in results for said in one.wrong]


def _flips(folder: Path, share: int, seed: int) -> list[str]:
    found = run_flips(folder, FLIPS // share, seed)
    for outcome, count in sorted(found.outcomes.items()):
        print(f"  {outcome}: {count}")
    return found.silent


def _tamperings(folder: Path, share: int, seed: int) -> list[str]:
    found = run_tamperings(folder, TAMPERINGS // share, seed)
    tried, refused = found.tried.total(), found.refused.total()
    caught = tried - refused - len(found.missed)
    print(f"  {tried} tamperings of {len(found.tried)} kinds: {caught} found, {refused} refused with a sentence,")
    print(f"  {len(found.missed)} not found")
    return [*(f"not found: {kind}" for kind in found.missed), *found.failed]


def _together(folder: Path, share: int, seed: int) -> list[str]:
    found = run_together(folder, EDITS // share, seed)
    print(f"  {found.edits} edits in {found.seconds:.1f} s")
    return found.wrong


#: The parts, in their order.
PARTS: dict[str, Callable[[Path, int, int], list[str]]] = {
    "kills": _kills,
    "flips": _flips,
    "tamperings": _tamperings,
    "together": _together,
}


if __name__ == "__main__":
    sys.exit(main())
