"""A program that crashes leaves no picture of its memory on the disk: there would be patients in it."""

from __future__ import annotations

import sys
from contextlib import suppress


def leave_no_dump() -> None:
    """From now on neither this process nor one that it starts is dumped when it crashes; called once at every start.

    On Windows the reports of errors are switched off for this process; what an administrator has ordered for all
    programs (a debugger, full dumps of the system) holds on.
    """
    if sys.platform == "win32":
        import ctypes

        no_box, no_report = 0x0001, 0x0002  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX
        ctypes.windll.kernel32.SetErrorMode(no_box | no_report)
        return
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
