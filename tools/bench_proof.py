"""How long a proof against an insurer takes, file to result: 300 to 100,000 invented records with a planted fault.

    python tools/bench_proof.py [--records 300 10000 100000] [--noise 0.02]

Prints for every size the seconds of reading and grouping, of the search for what would mend, and whether the planted
change stands first; and the largest memory of the process in MB.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.work.insurer_proof import prove
from tools.make_insurer_records import write_records


def measure(records: int, noise: float) -> str:
    """One line of figures."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        expected = write_records(out, records, 1, "1-5", round(records * noise))
        knowledge = Knowledge(KnowledgeSource(scheme=str(out / "pack")))
        searched = [0.0]

        def step(done: int, _of: int) -> None:
            if done >= 30 and not searched[0]:
                searched[0] = time.perf_counter()

        began = time.perf_counter()
        proof = prove([out / "records.csv"], knowledge, step)
        ended = time.perf_counter()
    first = proof.search.found[0]
    read = (searched[0] or ended) - began
    return (
        f"{records:>7,} records: read and grouped {read:6.2f} s, search {ended - began - read:6.2f} s; "
        f"{proof.search.differing:,} differ, {proof.search.tried} changes tried, {proof.search.untried} not; "
        f"first: {len(first.mend.amendments)} amendments, net {first.net} of {expected.get('planted', 0)} planted"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, nargs="+", default=[300, 10_000, 100_000])
    parser.add_argument("--noise", type=float, default=0.02)
    args = parser.parse_args()
    for records in args.records:
        print(measure(records, args.noise), flush=True)
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
