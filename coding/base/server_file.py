"""Where a department's store stands on a server: a small connection file, ``.fpserver``, without any password.

A store is always named by a file. What is written as ``postgres://…`` is kept as such a file in the program's folder.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from coding.base.errors import UnusableInputError
from coding.base.folders import VARIABLE, database_path, user_data_folder
from coding.base.trouble import file_trouble
from coding.base.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDING: Final = ".fpserver"
SCHEMES: Final = ("postgres", "postgresql")
PORT: Final = 5432
#: What ``sslmode`` may say, the strictest first, as libpq has it.
MODES: Final = ("verify-full", "verify-ca", "require", "disable")
#: A connection file is no longer than this.
_MOST_BYTES: Final = 65_536
_TEXTS: Final = ("host", "dbname", "user", "sslmode", "sslrootcert", "rights", "identities")
#: What is asked when a store is made: whether the server holds everybody to their rights, and whether names are sealed
#: there. Both are so unless the file says these.
NO_RIGHTS: Final = "none"
IN_CLEAR: Final = "clear"
_CHOICES: Final = {"rights": ("", NO_RIGHTS), "identities": ("", IN_CLEAR)}
_SECRETS: Final = frozenset({"password", "passwd", "pwd", "passfile"})
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_NO_PASSWORD: Final = "不能写口令：请删去口令，在登录时输入，或用 --password-file。"


@dataclass(frozen=True, slots=True)
class ServerFile:
    """A database on a server. ``host`` may be a folder: that of a socket of this machine. ``user`` "": whoever signs in
    connects under the name they sign in with. ``sslrootcert``: a file with who has signed the server's certificate.
    """

    host: str
    dbname: str
    port: int = PORT
    user: str = ""
    sslmode: str = ""
    sslrootcert: str = ""
    rights: str = ""
    identities: str = ""

    @property
    def name(self) -> str:
        """What it is called on the screen."""
        port = "" if self.port == PORT else f":{self.port}"
        return f"{self.host}{port}/{self.dbname}"

    @property
    def is_near(self) -> bool:
        """Whether nothing of what is said to it leaves this machine."""
        return self.host.startswith("/") or self.host in _LOOPBACK

    @property
    def mode(self) -> str:
        """How the connection is encrypted: to another machine as strictly as can be, unless it is said otherwise."""
        return self.sslmode or ("prefer" if self.is_near else MODES[0])

    @property
    def stamp(self) -> str:
        """What tells this database from others, in a name of a folder."""
        told = f"{self.host}|{self.port}|{self.dbname}"
        return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def is_server_url(text: str) -> bool:
    """Whether a text names a database on a server."""
    return text.partition("://")[0].lower() in SCHEMES and "://" in text


def is_server_file(path: Path) -> bool:
    """Whether a path is that of a connection file."""
    return path.suffix.lower() == ENDING


def server_folder() -> Path:
    """The folder of what lies at this machine of the stores on servers."""
    return user_data_folder(os.environ) / "frontpage-coding" / "servers"


def kept_here(store: Path) -> Path:
    """The folder of what this machine keeps beside a store; a connection file may lie on anybody's desktop."""
    return server_folder() if is_server_file(store) else store.parent


def named_place(text: str) -> Path:
    """A place as a path: a ``postgres://…`` is written down as a connection file. Raises UnusableInputError."""
    return written_down(text) if is_server_url(text) else Path(text)


def store_place(chosen: str | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """Where the store is that is to be opened: ``database_path``, or a connection file. Raises UnusableInputError."""
    environment = os.environ if environment is None else environment
    named = (chosen or "").strip() or environment.get(VARIABLE, "").strip()
    return written_down(named) if is_server_url(named) else database_path(chosen, environment)


def sample_place(store: Path) -> Path:
    """Where the sample is kept beside a store: at this machine, wherever the store is."""
    beside = database_path(environment={**os.environ, VARIABLE: ""}) if is_server_file(store) else store
    return beside.with_name(f"{beside.stem}-sample{beside.suffix}")


def read_server_url(text: str) -> ServerFile:
    """What ``postgres://[user@]host[:port]/dbname[?sslmode=…&sslrootcert=…&host=…]`` says."""
    try:
        parts = urlsplit(text)
        more = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        port = parts.port or PORT
    except ValueError as error:
        raise UnusableInputError(
            "数据库地址写得不对：应为 postgres://用户@主机:端口/数据库名，请核对后再试。"
        ) from error
    if parts.password is not None or _SECRETS & more.keys():
        raise UnusableInputError(f"数据库地址里{_NO_PASSWORD}")
    data = {
        "host": unquote(parts.hostname or ""),
        "dbname": unquote(parts.path.removeprefix("/")),
        "user": unquote(parts.username or ""),
        **more,
    }
    return _server_file({**data, "port": int(more["port"]) if more.get("port", "").isdigit() else port}, "数据库地址")


def read_server_file(path: Path) -> ServerFile:
    """What a connection file says. Raises UnusableInputError."""
    try:
        with path.open("rb") as file:
            data = tomllib.loads(file.read(_MOST_BYTES).decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise UnusableInputError(f"没有找到连接文件 {path}：请核对位置，或向管理员重新索取。") from error
    except OSError as error:
        raise UnusableInputError(f"连接文件 {path} 读不出来（{file_trouble(error)}）：请检查位置和权限。") from error
    except ValueError as error:
        raise UnusableInputError(f"连接文件 {path} 写得不对：请对照手册“科室服务器”一页改好。") from error
    found = _server_file(data, f"连接文件 {path} ")
    root = Path(found.sslrootcert)
    if found.sslrootcert and found.sslrootcert != "system" and not root.is_absolute():
        return replace(found, sslrootcert=str(path.parent / root))
    return found


def written_down(url: str) -> Path:
    """The connection file of what a text names; made where it is not there, or says something else."""
    made = read_server_url(url)
    path = server_folder() / f"{made.stamp}{ENDING}"
    text = server_text(made)
    try:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with whole_file(path, "utf-8") as file:
                file.write(text)
    except (OSError, UnicodeDecodeError) as error:
        why = file_trouble(error) if isinstance(error, OSError) else ""
        raise UnusableInputError(f"连接文件 {path} 写不进去（{why}）：请检查文件夹权限和磁盘空间。") from error
    return path


def server_text(server: ServerFile) -> str:
    """A connection file as text."""
    texts = {key: getattr(server, key) for key in _TEXTS}
    lines = [f'{key} = "{_quoted(text)}"' for key, text in texts.items() if text]
    return "\n".join([*lines, f"port = {server.port}", ""])


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _server_file(data: dict[str, Any], where: str) -> ServerFile:
    if _SECRETS & data.keys():
        raise UnusableInputError(f"{where}里{_NO_PASSWORD}")
    if odd := sorted(data.keys() - {*_TEXTS, "port"}):
        raise UnusableInputError(f"{where}里有不认识的一项“{odd[0]}”：请对照手册“科室服务器”一页改好。")
    texts = {key: data.get(key, "") for key in _TEXTS}
    port = data.get("port", PORT)
    sound = all(isinstance(text, str) and text.isprintable() for text in texts.values())
    if not sound or not isinstance(port, int) or not 0 < port < 65_536:
        raise UnusableInputError(f"{where}写得不对：主机、数据库名是文字，端口是数字，请改好后再试。")
    if not texts["host"] or not texts["dbname"]:
        raise UnusableInputError(f"{where}要写明主机和数据库名：请补上后再试。")
    if texts["sslmode"] and texts["sslmode"] not in MODES:
        raise UnusableInputError(f"{where}里的 sslmode 应为 {'、'.join(MODES)} 之一：请改好后再试。")
    for key, choices in _CHOICES.items():
        if texts[key] not in choices:
            raise UnusableInputError(f"{where}里的 {key} 只能是 {choices[1]}，或不写：请改好后再试。")
    return ServerFile(port=port, **texts)
