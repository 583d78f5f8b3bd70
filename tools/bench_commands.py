"""How long ``group`` and ``suggest`` take on a few rows: the start of a command, beside that of Python alone.

    python -m tools.bench_commands [--runs 9] [--code OTHER-CHECKOUT] [--imports]

Each command runs in turn with the others, so that a busy machine is as busy for all; ``--code`` measures another
checkout in the same turns. Prints the fastest, the median, and the processor time of the fastest, which a busy machine
changes least; ``--imports`` lists the modules that cost most.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "tests" / "data" / "files"


@dataclass
class Measured:
    """The runs of one command: seconds of the clock, and of the processor."""

    name: str
    argv: list[str]
    where: Path
    runs: list[tuple[float, float]] = field(default_factory=list)

    def run(self) -> None:
        """Run it once."""
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            self.argv, cwd=self.where, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=_environment(self.where),
        )  # fmt: skip
        clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        self.runs.append((clock, spent))

    def line(self) -> str:
        """What was measured."""
        clocks, spent = zip(*self.runs, strict=True)
        return f"{self.name:34} {min(clocks):6.3f} {statistics.median(clocks):6.3f} {min(spent):6.3f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--code", type=Path, help="another checkout, measured in turn with this one")
    parser.add_argument("--imports", action="store_true", help="the modules that cost most, of each command")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commands = _commands(Path(folder))
        if options.imports:
            for name, argv in commands.items():
                _imports(name, argv)
            return 0
        measured = [Measured("python -c pass", [sys.executable, "-c", "pass"], ROOT)]
        for label, where in (("", ROOT), ("other: ", options.code)):
            if where is not None:
                measured += [
                    Measured(label + name, [sys.executable, "main.py", *argv], where.resolve())
                    for name, argv in commands.items()
                ]
        for one in measured:  # the first run reads from the disk what later ones find in memory
            one.run()
            one.runs.clear()
        for _ in range(options.runs):
            for one in measured:
                one.run()
    print(f"{'':34} {'min':>6} {'median':>6} {'cpu':>6}  (s)")
    for one in measured:
        print(one.line())
    return 0


def _environment(where: Path) -> dict[str, str]:
    """As installed: modules are there compiled, wherever the measuring is done."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    cache = Path(tempfile.gettempdir()) / "frontpage-bench-bytecode"
    return {**kept, "PYTHONPATH": str(where), "PYTHONPYCACHEPREFIX": str(cache)}


def _commands(folder: Path) -> dict[str, list[str]]:
    (folder / "names.csv").write_text("raw\n高血压\n胆囊结石\n", encoding="utf-8")
    (folder / "operations.csv").write_text("raw\n胆囊切除术\n", encoding="utf-8")
    out = str(folder / "out.csv")
    names, operations = str(folder / "names.csv"), str(folder / "operations.csv")
    end = ["--out", out, "--quiet"]
    return {
        "suggest, diagnoses": ["suggest", names, "--kind", "dx", "--column", "raw", *end],
        "suggest, procedures": ["suggest", operations, "--kind", "px", "--column", "raw", *end],
        "group, compact file": ["group", str(FILES / "compact.csv"), *end],
        "group, front pages": ["group", str(FILES / "n041_utf8sig.csv"), *end],
    }


def _imports(name: str, argv: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "main.py", *argv]
    for _ in range(2):  # the first compiles
        done = subprocess.run(command, cwd=ROOT, env=_environment(ROOT), check=True, capture_output=True, text=True)
    lines = [line.split("|") for line in done.stderr.splitlines() if line.startswith("import time:")][1:]
    own = sorted(((int(line[0].split(":")[1]), line[2].strip()) for line in lines), reverse=True)
    print(f"{name}: {sum(cost for cost, _ in own) / 1000:.0f} ms in {len(own)} modules")
    for cost, module in own[:25]:
        print(f"{cost / 1000:8.1f} ms  {module}")


if __name__ == "__main__":
    sys.exit(main())
