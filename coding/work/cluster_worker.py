"""What happens in a worker of a cluster: all that is needed is fetched and loaded once, then one item after another.

A worker never works under another Knowledge: it is asked for by its stamp, and by the version of the program.
"""

from __future__ import annotations

import gc
import pickle
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.base.errors import CodingError
from coding.base.no_dump import leave_no_dump
from coding.base.trace import print_no_errors, trace_of
from coding.base.trouble import file_trouble
from coding.base.version import program_version
from coding.work.job_bundle import Bundle, unpacked
from coding.work.jobs import LostChunk

if TYPE_CHECKING:
    from collections.abc import Callable

#: Name of what the scheduler keeps for the run, digest of it, stamp, program, Python. A tuple: the scheduler reads it.
Asked = tuple[str, str, str, str, str]
#: Jobs that a worker holds open.
_MOST_HELD = 2
#: Seconds that a worker waits for what the scheduler keeps.
_PATIENCE = 60
#: As in a command of its own: after so many new objects are circles among them looked for.
_SELDOM = 100_000


class OtherProgramError(CodingError):
    """A worker is of another version, or has come to another Knowledge."""


def spoken() -> tuple[str, str]:
    """Program and Python of this process."""
    return program_version(), "{}.{}".format(*sys.version_info)


def dask_setup(_worker: object) -> None:
    """Called by a worker of this machine when it begins."""
    # Ctrl+C is for the process that started the batch; a worker would answer it with a stack trace
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_no_dump()
    print_no_errors(lambda _error: None)


def run(asked: Asked, item: bytes) -> bytes:
    """Do one item of a job: its result, as bytes; what it failed by is a result, too: a LostChunk, or the CodingError
    that ends the run. An error that is raised here the library would log, and with it what it was about.
    """
    with _one_at_a_time:
        try:
            return _packed(_done(asked, item))
        except CodingError as error:
            return _packed(error)
        except Exception as error:  # noqa: BLE001 - what goes wrong with one item is told, and the rest goes on
            return _packed(LostChunk("做这一块时程序内部出错", trace_of(error)))


def _packed(done: object) -> bytes:
    return pickle.dumps(done, pickle.HIGHEST_PROTOCOL)


def _done(asked: Asked, item: bytes) -> Any:
    """The result of one item. Raises CodingError before anything of the item is read."""
    do = _held.get(asked[1:])
    if do is None:
        do = _opened(asked)
        while len(_held) >= _MOST_HELD:
            del _held[next(iter(_held))]
        _held[asked[1:]] = do
    return do(pickle.loads(item))


#: In a worker: what is done, by what was asked; the pages of a worker with several threads are done one by one.
_held: dict[tuple[str, ...], Callable[[Any], Any]] = {}
_one_at_a_time = threading.Lock()


def _opened(asked: Asked) -> Callable[[Any], Any]:
    from distributed import get_worker
    from distributed.utils import sync

    name, digest, stamp, *said = asked
    worker = get_worker()
    if tuple(said) != spoken():
        raise OtherProgramError(_other(worker.address, "程序 {}、Python {}".format(*spoken()), "{}、{}".format(*said)))
    try:
        # asked as a worker: a client in a worker would outlive its loop, and complain
        kept = sync(worker.loop, worker.scheduler.variable_get, name=name, client=worker.id, timeout=_PATIENCE)
    except (OSError, TimeoutError) as error:
        raise CodingError(_useless(worker.address, "从调度进程取不到知识文件", "网络")) from error
    folder = Path(worker.local_directory) / f"knowledge-{stamp}-{digest}"
    shutil.rmtree(folder, ignore_errors=True)  # left by one that could not be opened
    try:
        opened = unpacked(Bundle(kept["value"], digest), folder).opened()
    except (OSError, MemoryError) as error:
        why = file_trouble(error) if isinstance(error, OSError) else "内存不足"
        raise CodingError(_useless(worker.address, f"打不开知识文件（{why}）", "临时文件夹和内存")) from error
    if opened.stamp != stamp:
        raise OtherProgramError(_other(worker.address, f"知识指纹 {opened.stamp}", stamp))
    leave_no_dump()
    gc.set_threshold(_SELDOM)
    gc.collect()
    gc.freeze()  # what is loaded stays: the collector need not go through it again and again
    return opened.do


def _other(where: str, theirs: str, ours: str) -> str:
    return (
        f"集群的工作进程 {where} 是{theirs}，本机是 {ours}：请在集群的每台机器上装与本机相同的程序和 Python，再运行。"
    )


def _useless(where: str, why: str, what: str) -> str:
    """A worker that cannot begin would be quick to lose every item that it is given: the run ends."""
    return f"集群的工作进程 {where} {why}：请检查那台机器的{what}后再运行；写了 --resume 的，做完的部分不再做。"
