"""How long it takes to say which groups of a scheme a case can reach, and what came of it: seconds, counts, groups.

python tools/measure_reach.py 方案包…      e.g. drg/chs_drg_11 drg30/form_a.xlsx
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.drg.reach import groups_by_reach
from coding.drg.reach_search import Reach
from coding.drg.scheme import load_scheme

#: What the check may take for any scheme, in seconds.
_ALLOWED = 5.0


def main(packs: list[str]) -> int:
    """A line for each pack; 1 where one took longer than allowed."""
    slow = 0
    for pack in packs:
        scheme = load_scheme(Path(pack))
        began = time.perf_counter()
        found = groups_by_reach(scheme)
        seconds = time.perf_counter() - began
        slow += seconds > _ALLOWED
        counts = "  ".join(f"{reach.value} {len(found[reach])}" for reach in Reach)
        print(f"{Path(pack).name:20} {seconds:5.2f} s  {counts}")
        for reach in (Reach.NEVER, Reach.UNDECIDED):
            if found[reach]:
                print(f"    {reach.value}: {' '.join(found[reach])}")
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
