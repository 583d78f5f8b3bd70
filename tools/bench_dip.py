"""Speed of matching and pricing under DIP packs: cases a second in one process, in memory and file to file.

python tools/bench_dip.py PACK… [--cases 100000]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.commands.bench_packets import packet_figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", type=Path, nargs="+")
    parser.add_argument("--cases", type=int, default=100_000)
    args = parser.parse_args()
    for pack in args.packs:
        print(json.dumps(packet_figures(pack, args.cases), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
