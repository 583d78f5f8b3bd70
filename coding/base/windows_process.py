"""What only Windows' own calls can tell a process, and set: there is no ``resource`` and no /proc there."""

from __future__ import annotations

import ctypes
from ctypes import c_int64, c_size_t, c_uint32, c_uint64, c_void_p
from typing import Any, Final

#: winnt.h
_PROCESS_MEMORY: Final = 0x0100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
_NO_BOX: Final = 0x0400  # JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION
_EXTENDED: Final = 9  # JobObjectExtendedLimitInformation
#: Windows counts tenths of microseconds from 1601 on.
_TICKS: Final = 10_000_000
_SINCE_1601: Final = 11_644_473_600


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION"""

    _fields_ = (
        ("process_time", c_int64),
        ("job_time", c_int64),
        ("flags", c_uint32),
        ("least_set", c_size_t),
        ("most_set", c_size_t),
        ("processes", c_uint32),
        ("affinity", c_size_t),
        ("priority", c_uint32),
        ("scheduling", c_uint32),
    )


class Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION"""

    _fields_ = (
        ("basic", _Basic),
        ("io", c_uint64 * 6),
        ("process_memory", c_size_t),
        ("job_memory", c_size_t),
        ("peak_process", c_size_t),
        ("peak_job", c_size_t),
    )


class Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS"""

    _fields_ = (
        ("length", c_uint32),
        ("faults", c_uint32),
        ("peak", c_size_t),
        ("now", c_size_t),
        ("pools", c_size_t * 4),
        ("committed", c_size_t),
        ("peak_committed", c_size_t),
    )


def limit_memory(most: int) -> bool:
    """Whether this process can from now on have no more than so many bytes; the limit ends with the process.

    The handle of the job is never closed: the job would go with it.
    """
    kernel = _kernel()
    job = kernel.CreateJobObjectW(None, None)
    limits = Limits()
    limits.basic.flags = _PROCESS_MEMORY | _NO_BOX
    limits.process_memory = most
    return bool(
        job
        and kernel.SetInformationJobObject(job, _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits))
        and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
    )


def peak_memory() -> int:
    """The most bytes of memory this process has held; 0 where the system does not say."""
    kernel = _kernel()
    counters = Counters(length=ctypes.sizeof(Counters))
    told = kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.length)
    return int(counters.peak) if told else 0


def started() -> float:
    """When this process began, in seconds since 1970; 0 where the system does not say."""
    kernel = _kernel()
    times = (c_uint64 * 4)()
    places = [ctypes.byref(times, 8 * at) for at in range(4)]
    told = kernel.GetProcessTimes(kernel.GetCurrentProcess(), *places)
    return times[0] / _TICKS - _SINCE_1601 if told else 0.0


def name_for_task_bar(name: str) -> None:
    """The windows of this process stand together in the task bar, under their own icon and not under Python's."""
    ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(name)  # type: ignore[attr-defined]  # not elsewhere


def _kernel() -> Any:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]  # not there on other systems
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = c_void_p
    kernel.CreateJobObjectW.argtypes = (c_void_p, c_void_p)
    kernel.SetInformationJobObject.argtypes = (c_void_p, c_uint32, c_void_p, c_uint32)
    kernel.AssignProcessToJobObject.argtypes = (c_void_p, c_void_p)
    kernel.K32GetProcessMemoryInfo.argtypes = (c_void_p, c_void_p, c_uint32)
    kernel.GetProcessTimes.argtypes = (c_void_p,) * 5
    return kernel
