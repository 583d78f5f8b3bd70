"""The grouper against the plain second reading of the rules of DIP, on cases drawn from a pack.

python -m tools.compare_dip_readings PACK… [--cases 40000] [--seed 1]: how many cases, how they ended, how many differ
in packet or in an amount, and the first that does.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

from coding.dip.dip_scheme import pack_tables, scheme_of
from tests.dip import plain_reading
from tests.dip.random_stays import as_case, random_rows


def compared(pack: Path, count: int, seed: int) -> tuple[Counter[str], list[object]]:
    """How the cases ended, and those on which the two differ."""
    tables = {name: [dict(row) for row in rows] for name, rows in pack_tables(pack).tables.items()}
    scheme = scheme_of(tables)
    ended: Counter[str] = Counter()
    differing: list[object] = []
    for row in random_rows(tables, count, random.Random(seed)):
        packet, paid = scheme.decide(as_case(row))
        told = plain_reading.grouped(tables, row)
        ended[told[0]] += 1
        one = packet.status.value, packet.layer, packet.seq, packet.basic, packet.principal_px
        other = told[0], told[1], told[2]["seq"] if told[2] else "", told[3], told[4]
        money = paid.score, paid.aux, paid.aux_factor, paid.standard, paid.ratio, paid.deviation or "", paid.case_score
        if one != other or (*money, paid.payment) != plain_reading.paid(tables, row, told):
            differing.append(row)
    return ended, differing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", type=Path, nargs="+")
    parser.add_argument("--cases", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    wrong = 0
    for pack in args.packs:
        ended, differing = compared(pack, args.cases, args.seed)
        print(f"{pack.name}: {args.cases} cases, {dict(ended)}, {len(differing)} differ", *differing[:1])
        wrong += len(differing)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
