"""The tries of ``tools.try_rights``: what somebody with a login and another client than the program might do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from db.postgres import founding
from db.postgres.engine import PostgresConnection
from tools.try_rights import Try
from tools.trying_rights.acts import ACTS
from tools.trying_rights.asked import NAMES, NUMBER
from tools.trying_rights.server import OTHERS, SERVER
from tools.trying_rights.sight import ROUND_ABOUT, SIGHT
from tools.trying_rights.work import KEYS, WORK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.try_rights import Connection


def make_tables(connection: Connection) -> None:
    """The tables of a store of today."""
    connection.execute("CREATE SCHEMA frontpage")
    connection.execute("SET search_path = frontpage")
    founding.make_tables(PostgresConnection(connection))
    connection.execute("RESET search_path")


#: In this order: what one leaves behind the next one finds.
TRIES: Final[Sequence[Try]] = (*ACTS, *SERVER, *WORK, *SIGHT, *OTHERS, *ROUND_ABOUT, *KEYS)
#: What psql does itself, or nobody but it.
PSQL_TRIES: Final[Sequence[Try]] = (
    Try("li", r"\copy 基础表", [r"\copy frontpage.contents TO STDOUT"], NAMES),
    Try("li", r"\copy 写入基础表", [r"\copy frontpage.pages FROM /etc/hostname"]),
    Try("li", r"\copy 写入全视图", [r"\copy frontpage_full.settings (key, value) FROM /etc/hostname"]),
    Try("du", r"\copy 全视图", [r"\copy (SELECT * FROM frontpage_full.contents) TO STDOUT"], (*NAMES, NUMBER)),
    Try("du", "COPY 到屏幕", ["COPY (SELECT * FROM contents) TO STDOUT"], (*NAMES, NUMBER, "外科独有")),
    Try("li", r"\lo_import 大对象", [r"\lo_import /etc/hostname"]),
    Try("li", r"\gexec 逐句执行", [r"SELECT $$UPDATE frontpage.pages SET case_no = 'x'$$ \gexec"]),
    Try("du", r"\d+ 看表", [r"\d+ frontpage.pages", r"\dt+ frontpage*.*", r"\dv+ frontpage_full.*"], NAMES),
    Try("li", r"\du 看登录名", [r"\du+", r"\drds"], ("SCRAM",)),
)
