"""What the system says of this process: when it began, and the most memory it has held."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

_READ_AT = time.time()


def started_at() -> float:
    """When this process began, in seconds since 1970; where the system does not say, when this file was read."""
    if sys.platform == "win32":
        from coding.base.windows_process import started

        return started() or _READ_AT
    with suppress(OSError, ValueError, IndexError):
        ticks = int(Path("/proc/self/stat").read_text("utf-8").rpartition(")")[2].split()[19])
        since_boot = float(Path("/proc/uptime").read_text("utf-8").split()[0]) - ticks / os.sysconf("SC_CLK_TCK")
        return time.time() - since_boot
    return _READ_AT


def peak_mb() -> float:
    """The most memory this process has held, in MB; 0 where the system does not say."""
    if sys.platform == "win32":
        from coding.base.windows_process import peak_memory

        return round(peak_memory() / (1 << 20), 1)
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says a child inherits from the process that started it
        words = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines() if ":" in line)
        if "VmHWM" in words:
            return round(int(words["VmHWM"].split()[0]) / 1024, 1)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1024), 1)
