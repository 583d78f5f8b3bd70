"""Speed and memory of grouping: cases a second in one process, seconds to load a pack, memory it takes.

python tools/bench_group.py [PACK] [--cases 100000]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.base.resources import resource_path
from coding.commands.bench_grouping import pack_figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", type=Path, nargs="?", default=resource_path("schemes/chs_drg_11_general"))
    parser.add_argument("--cases", type=int, default=100_000)
    args = parser.parse_args()
    print(json.dumps(pack_figures(args.pack, args.cases), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
