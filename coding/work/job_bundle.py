"""A job with the content of its files, as one piece of bytes: what a machine is sent that has not got the files."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from coding.base.errors import CodingError, UnusableInputError
from coding.base.trouble import file_trouble

if TYPE_CHECKING:
    from coding.work.jobs import Job

#: Of each file or folder of a job: where it lies here, its name, and what is in it; a file is one piece without name.
_Files = tuple[tuple[str, str, tuple[tuple[str, bytes], ...]], ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """``data``: the job and its files. ``digest`` names both: no job is done by other files than it came with."""

    data: bytes
    digest: str


def bundle_of(job: Job[Any, Any]) -> Bundle:
    """Read the files of a job. Raises UnusableInputError."""
    files: _Files = tuple((path, Path(path).name, tuple(_content(Path(path)))) for path in job.files())
    data = pickle.dumps((job, files), pickle.HIGHEST_PROTOCOL)
    return Bundle(data, digest_of(data))


def digest_of(data: bytes) -> str:
    """What names these bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def files_digest(job: Job[Any, Any]) -> str:
    """Names the content of the files of a job, wherever they lie."""
    digest = hashlib.blake2b(digest_size=16)
    for path in job.files():
        for name, data in _content(Path(path)):
            digest.update(f"{Path(path).name}/{name}:{len(data)}:".encode("utf-8", "surrogatepass"))
            digest.update(data)
    return digest.hexdigest()


def unpacked(bundle: Bundle, folder: Path) -> Job[Any, Any]:
    """The job, its files laid down in a new folder. Raises CodingError where the bytes are not those of the bundle."""
    if digest_of(bundle.data) != bundle.digest:
        raise CodingError("从集群收到的知识文件与发出的不符（传输中损坏）：请再运行一次。")
    job, files = pickle.loads(bundle.data)
    places = {}
    folder.mkdir(mode=0o700)
    for number, (path, name, content) in enumerate(files):
        place = folder / str(number) / _safe(name)
        places[path] = str(place)
        for within, data in content:
            file = place / _safe(within) if within else place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    moved: Job[Any, Any] = job.at(places)
    return moved


def _content(path: Path) -> list[tuple[str, bytes]]:
    try:
        if not path.is_dir():
            return [("", path.read_bytes())]
        inside = sorted(file for file in path.rglob("*") if file.is_file())
        return [(file.relative_to(path).as_posix(), file.read_bytes()) for file in inside]
    except OSError as error:
        raise UnusableInputError(f"文件“{path}”读取失败（{file_trouble(error)}）：请检查路径后再试。") from error


def _safe(name: str) -> str:
    """A name that stays within its folder."""
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or PurePosixPath(name).is_absolute() or "\\" in name:
        raise CodingError("从集群收到的知识文件的名称不对：请再运行一次。")
    return name
