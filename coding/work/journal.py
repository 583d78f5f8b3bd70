"""A run that can be taken up again: the results of finished chunks lie in a folder beside the output until the end.

A result is found again by what it rests on: the stamp of all that was loaded, the work with its options, the present
moment, and the pages themselves with their neighbours. What has changed since is done anew. The folder holds what
stands in patients' pages: it is for this user alone, and goes when the run has ended well.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import shutil
import stat
import sys
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import UnusableInputError
from coding.base.private_folder import make_private
from coding.base.trouble import file_trouble
from coding.base.version import program_version
from coding.base.whole_file import whole_binary
from coding.work.chunks import Chosen
from coding.work.job_bundle import files_digest
from coding.work.jobs import LostChunk
from coding.work.pages_job import PagesJob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from coding.knowledge.knowledge import KnowledgeSource
    from coding.work.chunks import Chunked
    from coding.work.executors import Executor, Pieces
    from coding.work.jobs import Do, Item, Job, Result
    from coding.work.pages_job import Work

#: What the folder is called behind the name of the output.
ENDING: Final = ".resume"
_RUN: Final = "run.json"
#: Beside our own classes a result is made of these and nothing else.
_PLAIN: Final = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "timedelta"), ("decimal", "Decimal"),
    ("builtins", "frozenset"), ("builtins", "set"), ("collections", "Counter"), ("types", "MappingProxyType"),
}  # fmt: skip


class Journal:
    """The folder of one run. ``now`` is the present moment of the run that began it; ``kept``: results that lay there
    at the beginning. ``is_whole``: nothing was lost.
    """

    def __init__(self, out: Path, asked: object, now: datetime) -> None:
        """``asked``: what the person wants of the run; a folder of another wish is emptied. Raises
        UnusableInputError.
        """
        whole = out.resolve()
        if not whole.name:
            raise UnusableInputError(f"结果目录“{out}”旁边放不下接着做用的文件夹：请换一个目录，或不写 --resume。")
        self.folder = whole.with_name(whole.name + ENDING)
        self.is_whole = True
        wish = hashlib.blake2b(repr(asked).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        try:
            self.now = self._taken_up(wish) or self._begun(wish, now)
            self.kept = frozenset(path.name for path in self.folder.iterdir() if path.name != _RUN)
        except OSError as error:
            raise UnusableInputError(
                f"接着做用的文件夹“{self.folder}”读写失败（{file_trouble(error)}）：请检查磁盘和权限，或删去它后再运行。"
            ) from error

    def _taken_up(self, wish: str) -> datetime | None:
        with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
            run = json.loads((self.folder / _RUN).read_text(encoding="utf-8"))
            if run["asked"] == wish:
                self._require_own()
                return datetime.fromisoformat(run["now"])
        return None

    def _begun(self, wish: str, now: datetime) -> datetime:
        if self.folder.exists():
            self._require_own()
            shutil.rmtree(self.folder)
        make_private(self.folder)
        with whole_binary(self.folder / _RUN) as file:
            file.write(json.dumps({"asked": wish, "now": now.isoformat()}).encode())
        return now

    def _require_own(self) -> None:
        """What somebody else may have written is not read: a result is more than text."""
        told = self.folder.lstat()
        is_ours = sys.platform == "win32" or (told.st_uid == os.getuid() and not told.st_mode & 0o077)
        if not stat.S_ISDIR(told.st_mode) or not is_ours:
            raise UnusableInputError(f"“{self.folder}”不是只给本人读写的文件夹，没有使用：请删去它后再运行。")

    @property
    def has_any(self) -> bool:
        """Whether something is kept now."""
        with suppress(OSError):
            return any(path.name != _RUN for path in self.folder.iterdir())
        return False

    def load(self, key: str) -> Any:
        """A result that was kept. Raises UnusableInputError where it cannot be read."""
        try:
            return _Reader(io.BytesIO((self.folder / key).read_bytes())).load()
        except (OSError, pickle.UnpicklingError, EOFError, AttributeError, TypeError, ValueError) as error:
            raise UnusableInputError(f"“{self.folder}”中保存的结果读不出来：请删去这个文件夹后再运行。") from error

    def keep(self, key: str, result: object) -> None:
        """Keep a result, whole or not at all; of what was lost nothing, it is tried again."""
        if isinstance(result, LostChunk):
            self.is_whole = False
            return
        with whole_binary(self.folder / key) as file:
            pickle.dump(result, file, pickle.HIGHEST_PROTOCOL)

    def remove(self) -> None:
        """The run has ended well."""
        shutil.rmtree(self.folder, ignore_errors=True)


class _Reader(pickle.Unpickler):
    """Reads results: our own classes and plain values, no function of anybody."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN or module.startswith("coding."):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


class Journaled:
    """An executor that does only what the journal has not got, and keeps what it does."""

    def __init__(self, executor: Executor, journal: Journal) -> None:
        self._executor = executor
        self._journal = journal

    def map(self, work: Work[Result], chunks: Chunked, source: KnowledgeSource) -> Pieces[Result]:
        """See Executor."""
        journal = self._journal
        base = _base(PagesJob(work, source), work)
        keys = [_key(base, chunks.packed(number).comparable()) for number in range(len(chunks))]
        missing = [number for number, key in enumerate(keys) if key not in journal.kept]
        with closing(self._executor.map(work, Chosen(chunks, missing), source)) as done:
            for key in keys:
                if key in journal.kept:
                    yield journal.load(key)
                else:
                    result = next(done)
                    journal.keep(key, result)
                    yield result


def kept_or_done(
    journal: Journal, job: Job[Item, Result], items: Callable[[], Iterable[Item]], do: Do[Item, Result]
) -> Iterator[Result | LostChunk]:
    """As ``Journaled``, for a job of any kind. ``items`` gives them anew at every call, equal ones each time; ``do``
    does those that are missing.
    """
    base = _base(job, job)
    keys = [_key(base, [repr(item).encode("utf-8", "surrogatepass")]) for item in items()]
    missing = (item for key, item in zip(keys, items(), strict=True) if key not in journal.kept)
    with closing(do(missing)) as done:
        for key in keys:
            if key in journal.kept:
                yield journal.load(key)
            else:
                result = next(done)
                journal.keep(key, result)
                yield result


def _base(job: Job[Any, Any], work: object) -> bytes:
    """What all results of a run rest on beside the items."""
    told = (program_version(), sys.version, job.opened().stamp, files_digest(job), _spelled(work))
    return repr(told).encode("utf-8", "surrogatepass")


def _key(base: bytes, parts: Iterable[bytes]) -> str:
    digest = hashlib.blake2b(base, digest_size=20)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _spelled(work: object) -> str:
    """Work in words that are the same in every run."""
    if isinstance(work, partial):
        return f"{_spelled(work.func)}{work.args!r}{sorted(work.keywords.items())!r}"
    name = getattr(work, "__qualname__", None)
    return f"{getattr(work, '__module__', '')}.{name}" if name else repr(work)
