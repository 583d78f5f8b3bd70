"""How fast a scheme groups on this machine: cases drawn from its own code lists, in memory, one process."""

from __future__ import annotations

import random
import time
import tracemalloc
from typing import TYPE_CHECKING

from coding.drg.compiled import compile_pack
from coding.drg.pack import read_pack
from coding.drg.scheme import Scheme, load_scheme
from coding.grouping.case import Case
from coding.grouping.pack_files import pack_files

if TYPE_CHECKING:
    from pathlib import Path


def bench_cases(scheme: Scheme, count: int, seed: int = 1) -> list[Case]:
    """Cases with a principal diagnosis of the scheme, 0-6 further diagnoses and 0-3 procedures of it.

    A scheme that goes by patterns gives its beginnings, lengthened to six places.
    """
    chance = random.Random(seed)
    pack = scheme.pack
    codes = list(pack.codes) or [_lengthened(prefix) for prefix in pack.patterns]
    dx = [code for code in codes if code[:1].isalpha()] or ["R69.x00"]
    px = [code for code in codes if code[:1].isdigit()] or ["99.9900"]
    cases = []
    for _ in range(count):
        age = chance.randint(1, 91)
        listed = tuple(chance.choices(dx, k=1 + chance.randint(0, 6)))
        done = tuple(chance.choices(px, k=chance.randint(0, 3)))
        cases.append(Case(chance.randint(1, 2), age, age * 365, None, "", 8, "1", 0, listed, done))
    return cases


def group_speed(scheme: Scheme, cases: list[Case]) -> float:
    """Cases a second, without trace."""
    group = scheme.group
    began = time.perf_counter()
    for case in cases:
        group(case)
    return len(cases) / (time.perf_counter() - began)


def pack_figures(path: Path, cases: int) -> dict[str, str | float]:
    """What a pack costs on this machine: seconds until it is ready, compiled anew and out of the cache, cases a second
    in memory, and the megabytes that it takes.
    """
    began = time.perf_counter()
    compile_pack(read_pack(pack_files(path), path.name))
    cold = time.perf_counter() - began
    load_scheme(path)
    began = time.perf_counter()
    scheme = load_scheme(path)
    warm = time.perf_counter() - began
    drawn = bench_cases(scheme, cases)
    first, again = group_speed(scheme, drawn), group_speed(scheme, drawn)
    tracemalloc.start()
    held = load_scheme(path)
    memory = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    return {
        "title": held.title,
        "cold_load_s": round(cold, 3),
        "warm_load_s": round(warm, 3),
        "cases_per_s_first_pass": round(first),
        "cases_per_s": round(again),
        "memory_mb": round(memory, 1),
    }


def _lengthened(prefix: str) -> str:
    return (prefix if "." in prefix else f"{prefix}.").ljust(7, "0")
