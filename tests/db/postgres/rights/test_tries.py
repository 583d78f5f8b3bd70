"""What a login can try past the window: a list, and what comes of each."""

from pathlib import Path

from psycopg.conninfo import make_conninfo

from tools.rights_tries import TRIES, make_tables
from tools.try_rights import set_stage, tried

LIST = Path(__file__).parent / "tries.txt"


def test_nothing_on_the_list_gets_through(guarded):
    server = make_conninfo(host=str(guarded.folder), user=guarded.user)
    seen = list(tried(set_stage(server, make_tables), TRIES))
    assert [f"{one.who} {one.what}：{one.told}" for one in seen if one.got_through] == []
    told = [f"{one.who}\t{one.what}\t{one.told.partition('：')[0]}" for one in seen]
    assert told == LIST.read_text(encoding="utf-8").splitlines()
