"""Speed and memory of grouping: cases a second in one process, seconds to load a pack, memory it takes.

python tools/bench_group.py [PACK] [--cases 100000]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tracemalloc
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.drg.bench import bench_cases, group_speed
from coding.drg.compiled import compile_pack
from coding.drg.pack import pack_files, read_pack
from coding.drg.scheme import load_scheme
from coding.resource import resource_path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", type=Path, nargs="?", default=resource_path("schemes/chs_drg_11_general"))
    parser.add_argument("--cases", type=int, default=100_000)
    args = parser.parse_args()
    began = time.perf_counter()
    compile_pack(read_pack(pack_files(args.pack), args.pack.name))
    cold = time.perf_counter() - began
    load_scheme(args.pack)
    began = time.perf_counter()
    scheme = load_scheme(args.pack)
    warm = time.perf_counter() - began
    cases = bench_cases(scheme, args.cases)
    first = group_speed(scheme, cases)
    again = group_speed(scheme, cases)
    tracemalloc.start()
    held = load_scheme(args.pack)
    memory = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    figures = {
        "scheme": held.title,
        "cold_load_seconds": round(cold, 3),
        "warm_load_seconds": round(warm, 3),
        "cases_per_second_first_pass": round(first),
        "cases_per_second": round(again),
        "memory_mb": round(memory, 1),
    }
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
