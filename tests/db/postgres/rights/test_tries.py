"""What a login can try past the window: a list, and what comes of each."""

from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from tools.psql_client import find_psql
from tools.rights_tries import PSQL_TRIES, TRIES, make_tables
from tools.try_rights import set_stage, tried

LIST = Path(__file__).parent / "tries.txt"
PSQL_LIST = Path(__file__).parent / "tries_psql.txt"


def through(guarded, tries, psql=None):
    """What got through, and a line a try."""
    server = make_conninfo(host=str(guarded.folder), user=guarded.user)
    seen = list(tried(set_stage(server, make_tables, psql=psql), tries))
    told = [f"{one.who}\t{one.what}\t{one.told.partition('：')[0]}" for one in seen]
    return [f"{one.who} {one.what}：{one.told}" for one in seen if one.got_through], told


def listed(path):
    return path.read_text(encoding="utf-8").splitlines()


def test_nothing_on_the_list_gets_through(guarded):
    assert through(guarded, TRIES) == ([], listed(LIST))


def test_nothing_gets_through_by_the_real_psql_either(guarded):
    psql = find_psql()
    if psql is None:
        pytest.skip("psql 不在本机（Debian：postgresql-client）：该测试跳过")
    assert through(guarded, [*TRIES, *PSQL_TRIES], psql) == ([], [*listed(LIST), *listed(PSQL_LIST)])
