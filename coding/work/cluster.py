"""Work on many machines, or in many processes of this one, by Dask: chunks go out, results come back in their order.

What is sent are functions of this program by their names, and data. What lies with a run in the scheduler is bounded:
some chunks for each worker, and the bundle of the job once. See ``docs/decisions/0040-a-cluster-is-asked.md``.
"""

from __future__ import annotations

import logging
import pickle
import re
import threading
import time
import warnings
from collections import deque
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import uuid4

from coding.base.errors import CodingError, UnusableInputError
from coding.base.private_folder import PrivateFolder
from coding.work import cluster_worker
from coding.work.job_bundle import bundle_of
from coding.work.jobs import LostChunk
from coding.work.pages_job import PagesJob

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    import distributed

    from coding.knowledge.knowledge import KnowledgeSource
    from coding.work.chunks import Chunked
    from coding.work.executors import Pieces
    from coding.work.jobs import Job
    from coding.work.pages_job import Work

Item = TypeVar("Item")
Result = TypeVar("Result")
#: Chunks on their way for each worker, and the most for a run.
_AHEAD, _MOST_AHEAD = 3, 600
#: Seconds: for an answer of the scheduler, between two looks at a cluster that is silent, without any worker.
_ANSWER, _LOOK, _PATIENCE = 10, 5, 180
#: After so many items is asked how many workers there are now.
_SELDOM: Final = 64
#: How often an item is sent.
_TRIES: Final = 5
#: More processes than this are not started on one machine.
_MOST_LOCAL = 256
_LOCAL = re.compile(r"local:(\d{1,4})")
_REMOTE = re.compile(r"(tcp|tls)://[^\s/:]+(\.[^\s/:]+)*:\d{1,5}|(tcp|tls)://\[[0-9a-fA-F:.]+\]:\d{1,5}")
#: How a worker of this machine takes its memory: the library has it give back every 64 KB at once, and with the next
#: page it is taken again, which is work. Numbers are worked out by one thread, as the others work, too.
_MEMORY: Final = {
    "MALLOC_ARENA_MAX": 1,
    "MALLOC_MMAP_THRESHOLD_": 32 << 20,
    "MALLOC_TRIM_THRESHOLD_": 128 << 20,
    "MALLOC_TOP_PAD_": 16 << 20,
    **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), 1),
}
#: How a cluster of this machine is set: pages never go to its disk, nothing is told to anybody, and it looks after
#: itself seldom: what it looks for are other clusters' troubles, and each look takes the processor from the work.
_SET: Final = {
    "distributed.comm.timeouts.connect": "300s",  # on a machine with other work a worker comes late, but it comes
    "distributed.comm.timeouts.tcp": "300s",
    "distributed.admin.tick.interval": "2s",
    "distributed.admin.tick.limit": "1h",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.scheduler.allowed-failures": 1,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.nanny.pre-spawn-environ": _MEMORY,
}


@dataclass(frozen=True, slots=True)
class _Sent:
    """An item on its way; ``data`` is kept until its result is there, to be sent again."""

    data: bytes
    future: distributed.Future[bytes]


class Cluster:
    """Does the work in the workers of a cluster. A worker that is lost is another worker's work; what takes its
    workers down again and again is given up, told, and the rest goes on.
    """

    def __init__(self, open_client: Callable[[], distributed.Client]) -> None:
        """``open_client`` is called when there is the first thing to do."""
        self._open_client = open_client
        self._alone_since: float | None = None

    @cached_property
    def _client(self) -> distributed.Client:
        return self._open_client()

    def map(self, work: Work[Result], chunks: Chunked, source: KnowledgeSource) -> Pieces[Result]:
        """See Executor. Raises OtherProgramError for a worker of another version or Knowledge, CodingError when no
        worker is left.
        """
        return self.each(PagesJob(work, source), (chunks.packed(number) for number in range(len(chunks))))

    def each(self, job: Job[Item, Result], items: Iterable[Item]) -> Generator[Result | LostChunk, None, None]:
        """What a job gives for every item, in their order; see ``map``."""
        from distributed import Variable

        bundle = bundle_of(job)
        name = f"frontpage-{uuid4().hex}"
        asked = (name, bundle.digest, job.opened().stamp, *cluster_worker.spoken())
        kept = Variable(name, client=self._client)
        kept.set(bundle.data)
        waiting: deque[_Sent] = deque()
        self._alone_since = None
        ahead = 0
        try:
            for number, item in enumerate(items):
                if number % _SELDOM == 0:  # workers come and go
                    ahead = self._ahead()
                waiting.append(self._sent(asked, pickle.dumps(item, pickle.HIGHEST_PROTOCOL)))
                while len(waiting) > ahead:
                    yield self._taken(asked, waiting)
            while waiting:
                yield self._taken(asked, waiting)
        finally:
            with suppress(Exception):  # a cluster that is gone keeps nothing
                self._client.cancel([sent.future for sent in waiting], force=True)
                kept.delete()

    def _ahead(self) -> int:
        return min(_AHEAD * max(1, len(self._workers())), _MOST_AHEAD)

    def _sent(self, asked: cluster_worker.Asked, data: bytes) -> _Sent:
        return _Sent(data, self._client.submit(cluster_worker.run, asked, data, pure=False))

    def _taken(self, asked: cluster_worker.Asked, waiting: deque[_Sent]) -> Any:
        """The result of the first that is on its way. One that has taken its workers down is tried once more when no
        other is: it may have been beside the one that did it. What is gone with its worker is sent again.
        """
        from distributed import KilledWorker

        sent = waiting.popleft()
        was_killed = False
        for _ in range(_TRIES):
            error = self._error_of(sent.future)
            if error is None and (data := _fetched(sent.future)) is not None:
                result = pickle.loads(data)
                if isinstance(result, CodingError):
                    raise result
                return result
            if isinstance(error, KilledWorker):
                if was_killed:
                    break
                was_killed = True
                for other in waiting:
                    self._error_of(other.future)
            elif error is not None and not isinstance(error, _GoneError):
                raise _refused(error) from error
            sent = self._sent(asked, sent.data)
        return LostChunk("做这一块的工作进程一再意外退出（可能内存不足）")

    def _error_of(self, future: distributed.Future[bytes]) -> BaseException | None:
        """Wait until it is done; what it failed by. Raises CodingError where nobody will do it."""
        done = threading.Event()
        future.add_done_callback(lambda _future: done.set())
        while not done.wait(_LOOK):
            self._require_workers()
        self._alone_since = None
        if future.status == "finished":
            return None
        if future.status == "error":
            error: BaseException = future.exception()
            return error
        self._require_workers()
        return _GoneError()

    def _require_workers(self) -> None:
        if self._client.status != "running":
            raise CodingError(_BROKEN)
        if self._workers():
            self._alone_since = None
            return
        self._alone_since = self._alone_since or time.monotonic()
        if time.monotonic() - self._alone_since > _PATIENCE:
            raise CodingError("集群中没有工作进程了：请重新启动它们，再运行；写了 --resume 的，做完的部分不再做。")

    def _workers(self) -> dict[str, int]:
        """The workers and how many threads each has."""
        try:
            return dict(self._client.nthreads())
        except (OSError, TimeoutError) as error:
            raise CodingError(_BROKEN) from error


def _fetched(future: distributed.Future[bytes]) -> bytes | None:
    """What came of it; None where its worker went before it was fetched."""
    with suppress(Exception):
        return future.result(timeout=_PATIENCE)
    return None


class _GoneError(Exception):
    """The scheduler knows nothing of it any more."""


def _refused(error: BaseException) -> CodingError:
    """What is wrong with a cluster in which a function of ours cannot even be called."""
    if isinstance(error, ImportError) or "deserialization of the task graph" in str(error):
        return CodingError(_NOT_INSTALLED)
    return CodingError(_BROKEN)


_BROKEN: Final = "与集群的连接断了：请检查调度进程和网络后再运行；写了 --resume 的，做完的部分不再做。"
_NOT_INSTALLED: Final = "集群的调度进程或工作进程所在的机器上没有装本程序：请装与本机相同的版本，再启动它们。"


@contextmanager
def opened_cluster(said: str) -> Iterator[Cluster]:
    """The cluster of ``local:N`` or of ``tcp://host:port``, ``tls://host:port``, for as long as it is used.

    Raises UnusableInputError where the words are no address, the library is missing, nobody answers within some
    seconds, or the cluster is of another version. Processes of this machine are started when there is something to do:
    until then files are read, by processes that can be forked only where there are no threads yet.
    """
    local = processes_of(said)
    try:
        import dask
        import distributed
    except ImportError as error:
        raise UnusableInputError(
            "没有装集群所需的库（distributed）：请用 pip install 'frontpage-coding[cluster]' 安装；"
            "只用本机时不写 --cluster 即可。"
        ) from error
    _be_quiet()
    with ExitStack() as held:

        def opened(address: Any) -> distributed.Client:
            try:
                client: distributed.Client = held.enter_context(
                    distributed.Client(address, timeout=_ANSWER, set_as_default=False)
                )
                if not local:
                    _require_same(client, said)
            except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
                raise UnusableInputError(_no_answer(said, error)) from error
            return client

        def started() -> distributed.Client:
            held.enter_context(dask.config.set(_SET))
            return opened(held.enter_context(_started(local, held.enter_context(PrivateFolder()))))

        if local:
            yield Cluster(started)
        else:
            client = opened(said)
            yield Cluster(lambda: client)


def processes_of(said: str) -> int:
    """How many processes ``local:N`` asks for; 0 for the address of a scheduler. Raises UnusableInputError."""
    if (local := _LOCAL.fullmatch(said)) and 0 < int(local[1]) <= _MOST_LOCAL:
        return int(local[1])
    if _REMOTE.fullmatch(said):
        return 0
    raise UnusableInputError(
        f"--cluster 的“{said}”看不懂：写 local:2（本机两个进程；至多 {_MOST_LOCAL}），"
        "或调度进程的地址，如 tcp://10.0.0.1:8786、tls://10.0.0.1:8786。"
    )


def _be_quiet() -> None:
    """What the library has to say goes to nobody: the program says in a sentence what concerns the person."""
    for name in ("distributed", "tornado", "bokeh"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module=r"(distributed|dask|tornado)\b")


@contextmanager
def _started(processes: int, folder: Any) -> Iterator[distributed.LocalCluster]:
    """Processes of this machine, on loopback alone, closed to its other users by a certificate of this run."""
    from distributed import LocalCluster
    from distributed.security import Security

    with LocalCluster(
        n_workers=processes,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        protocol="tls://",
        security=Security.temporary(),
        dashboard_address=None,
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        silence_logs=logging.CRITICAL,
        scheduler_sync_interval=60,
        local_directory=str(folder),
        preload=[cluster_worker.__name__],
    ) as cluster:
        yield cluster


def _require_same(client: distributed.Client, said: str) -> None:
    """Raise UnusableInputError where no worker comes, or scheduler or workers are of another version."""
    try:
        client.wait_for_workers(1, timeout=_ANSWER)
    except TimeoutError as error:
        raise UnusableInputError(f"集群“{said}”中没有工作进程：请先在各台机器上启动 dask worker，再运行。") from error
    told: Any = client.get_versions()
    ours, theirs = (_versions(told[of]) for of in ("client", "scheduler"))
    if ours != theirs:
        raise UnusableInputError(_differs(f"集群“{said}”的调度进程", theirs, ours))
    try:
        found = client.run(cluster_worker.spoken)
    except ImportError as error:
        raise UnusableInputError(_NOT_INSTALLED) from error
    for address, spoken in found.items():
        if tuple(spoken) != cluster_worker.spoken():
            raise UnusableInputError(_differs(f"集群的工作进程 {address}", spoken, cluster_worker.spoken()))


def _versions(told: Any) -> tuple[str, str]:
    """The versions of Python and of the library, as far as they must be the same."""
    python = ".".join(str(told["host"]["python"]).split(".")[:2])
    return f"Python {python}", f"distributed {told['packages']['distributed']}"


def _differs(who: str, theirs: Iterable[str], ours: Iterable[str]) -> str:
    return f"{who}是 {'、'.join(theirs)}，本机是 {'、'.join(ours)}：请装相同的版本后再运行。"


def _no_answer(said: str, error: Exception) -> str:
    if said.startswith("tls://") and not isinstance(error, OSError):
        return "tls:// 的集群要用证书：请在 Dask 的设置文件中写出 CA、证书和密钥的位置，见手册“集群”。"
    if said.startswith("local:"):
        return f"本机的 {said} 没有启动起来：请检查内存和临时文件夹，或不写 --cluster。"
    return f"集群“{said}”没有回答（等了 {_ANSWER} 秒）：请检查地址、端口和防火墙，调度进程是否在运行。"
