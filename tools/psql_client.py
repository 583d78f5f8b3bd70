"""The real ``psql`` as a connection: whoever has a login and no program of ours works by it."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.adapt import Transformer
from psycopg.conninfo import conninfo_to_dict
from psycopg.postgres import types
from psycopg.pq import Format
from psycopg.sql import Literal

from db.postgres.statements import ordered, translated
from tools.own_server import server_binaries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

_END: Final = "~~ what was asked is done ~~"
#: Between cells, and between rows.
_CELL, _ROW = "\x1f", "\x1e"
_NULL: Final = "\x1d"
_PLACE: Final = re.compile(r"%s|\$(\d+)")
#: A line with a command of psql itself.
_OWN: Final = re.compile(r"^\\|\\\w+$")
_GIVES: Final = re.compile(r"\s*(SELECT|EXPLAIN|SHOW|WITH|TABLE|VALUES)\b|.*\bRETURNING\b", re.DOTALL | re.IGNORECASE)


def find_psql() -> Path | None:
    """The program; None: it is not on this machine."""
    folder = server_binaries()
    return folder / "psql" if folder is not None and (folder / "psql").exists() else None


class Answer:
    """What a statement gave. ``text``: as psql prints it."""

    def __init__(self, text: str, kinds: Sequence[str]) -> None:
        self.text = text
        self._rows = [tuple(map(_read, cells, kinds)) for cells in _cells(text)] if kinds else []

    def fetchone(self) -> Any:
        """The next row; None: there is none."""
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        rows, self._rows = self._rows, []
        return rows


class Psql:
    """One ``psql`` that is spoken to; as far as the tries go it is a connection of psycopg. ``reached``: a connection
    string. What the server refuses is raised as psycopg raises it.
    """

    def __init__(self, program: Path, reached: str) -> None:
        told = {key: str(value) for key, value in conninfo_to_dict(reached).items() if value is not None}
        self.autocommit = False
        self._is_begun = False
        self._process = subprocess.Popen(
            [program, "-X", "-q", "-A", "-t", "-F", _CELL, "-R", _ROW, "-P", f"null={_NULL}", "-v", "VERBOSITY=verbose",
             _words({key: value for key, value in told.items() if key != "password"})],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            env={**os.environ, "PGPASSWORD": told.get("password", ""), "PGCLIENTENCODING": "UTF8"},
        )  # fmt: skip

        #: What it complains of, statement by statement; read by a thread of its own, or psql waits for a full pipe.
        self._complaints: SimpleQueue[str] = SimpleQueue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        lines: list[str] = []
        for line in self._process.stderr:
            before, found, _ = line.partition(_END)
            lines.append(before if found else line)
            if found:
                self._complaints.put("".join(lines))
                lines = []
        self._complaints.put("".join(lines))

    def __enter__(self) -> Psql:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End it; what was begun and not committed is not kept."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        self._process.wait()
        self._listener.join()

    def run(self, line: str) -> Answer:
        """A line as it is typed: a statement, or a command of psql itself."""
        if not self.autocommit and not self._is_begun:
            self._is_begun = True
            self._said("BEGIN;")
        return Answer(self._said(line if _OWN.search(line) else f"{line};"), ())

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Answer:
        """A statement with its parameters written into it; what it gives can be read as Python knows it."""
        filled = _filled(statement, parameters)
        if not self.autocommit and not self._is_begun:
            self._is_begun = True
            self._said("BEGIN;")
        kinds: Sequence[str] = ()
        if _GIVES.match(filled):
            kinds = [cells[1] for cells in _cells(self._said(f"{filled} \\gdesc"))]
        return Answer(self._said(f"{filled};"), kinds)

    def commit(self) -> None:
        """Keep what was done."""
        if self._is_begun:
            self._is_begun = False
            self._said("COMMIT;")

    def rollback(self) -> None:
        """Keep nothing of it."""
        self._is_begun = False
        self._said("ROLLBACK;")

    def _said(self, line: str) -> str:
        """What psql prints for a line. Raises psycopg.Error where it complains."""
        asked, printed = self._process.stdin, self._process.stdout
        assert asked is not None
        assert printed is not None
        try:
            asked.write(f"{line}\n\\echo {_END}\n\\warn {_END}\n")
            asked.flush()
        except BrokenPipeError:
            self._listener.join()
            raise psycopg.OperationalError("" if self._complaints.empty() else self._complaints.get()) from None
        text, wrong = _until_end(printed), self._complaints.get()
        assert "invalid command" not in wrong, wrong
        if "ERROR:" in wrong or "FATAL:" in wrong or "error:" in wrong:
            raise psycopg.DatabaseError(wrong.strip())
        return text + wrong


class Signing:
    """What an act asks of a connection (``db.postgres.rights.signing``): statements with ``?``."""

    def __init__(self, client: Psql) -> None:
        self._client = client

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Answer:
        """Run a statement."""
        statement, asked = translated(sql)
        return self._client.execute(statement, ordered(parameters, asked))


def _until_end(stream: Any) -> str:
    """What was printed up to the mark; less where psql has ended."""
    lines = []
    for line in stream:
        before, found, _ = line.partition(_END)
        lines.append(before if found else line)
        if found:
            break
    return "".join(lines)


def _cells(text: str) -> list[list[str]]:
    """The cells of each row; psql ends the last row by the end of a line."""
    return [row.split(_CELL) for row in text.removesuffix("\n").split(_ROW)] if text else []


def _filled(statement: str, parameters: Sequence[Any]) -> str:
    """A statement with its parameters in their places."""
    left = list(parameters)
    if not left:
        return statement

    def word(found: re.Match[str]) -> str:
        value = parameters[int(found[1]) - 1] if found[1] else left.pop(0)
        return Literal(value).as_string(None)

    return _PLACE.sub(word, statement)


def _read(cell: str, kind: str) -> Any:
    """A cell as Python knows it."""
    if cell == _NULL:
        return None
    known = types.get_oid(kind) if kind in ("boolean", "bytea", "bytea[]", "text[]", "bigint", "integer") else 0
    return Transformer().get_loader(known, Format.TEXT).load(cell.encode()) if known else cell


def _words(told: dict[str, str]) -> str:
    return " ".join(f"{key}='{value}'" for key, value in told.items())
