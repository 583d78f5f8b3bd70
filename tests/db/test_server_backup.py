"""A backup of the server's administrator by pg_dump: restored beside, verified, taken; a changed byte is found."""

import os
import re
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from coding.page.edits import set_field
from coding.store.kept_audit import Head
from db.postgres.caring import note_restored
from db.postgres.stores import PostgresStores
from db.transferring import Carrier
from tests.db.server import binaries
from tools.torturing.made_store import OFFICER, Ticking, sealed_store

SERVER = Path(__file__).resolve().parents[2] / "release" / "server"
pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="没有 bash：该测试跳过")


@pytest.fixture
def department(cluster, tmp_path, monkeypatch):
    """A store on the server, with work of every kind in it; where it is, and how the scripts reach it."""
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path / "home"))
    database = cluster.fresh()
    place = cluster.write(database, tmp_path / "科室.fpserver")
    path = sealed_store(tmp_path / "原处").path
    Carrier(Ticking(), rights=True, sealed_identities=True).transfer(
        path, place, OFFICER, lambda _words, _done, _total: None
    )
    (tmp_path / "备份").mkdir()
    environment = {
        **os.environ,
        "PATH": f"{binaries()}:{os.environ['PATH']}",
        "PGHOST": str(cluster.folder),
        "PGUSER": cluster.user,
        "FRONTPAGE_DATABASE": database,
        "FRONTPAGE_BACKUPS": str(tmp_path / "备份"),
    }
    return place, database, environment


def script(name, environment, *arguments):
    command = ["bash", str(SERVER / name), *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def backed_up(environment):
    """A backup that was made; its folder."""
    code, told = script("backup.sh", environment)
    assert code == 0, told
    [made] = Path(environment["FRONTPAGE_BACKUPS"]).glob("*-*")
    return made


def complaints(place):
    with closing(PostgresStores(Ticking())(place, OFFICER)) as store:
        return store.verify().complaints


def name_on_first(place):
    with closing(PostgresStores(Ticking())(place, OFFICER)) as store:
        return store.page(1).text("patient_name")


def test_what_was_dumped_is_restored_beside_verified_and_taken(department, cluster, tmp_path):
    place, database, environment = department
    before = name_on_first(place)
    backup = backed_up(environment)
    assert sorted(one.name for one in backup.iterdir()) == ["SHA256SUMS", "data.dump", "roles.sql"]
    with closing(PostgresStores(Ticking())(place, OFFICER)) as store:
        store.append(1, set_field(store.page(1), "patient_name", "备份以后改的"))
    new = f"{database}_new"
    code, told = script("restore.sh", environment, backup, new)
    assert (code, "正在使用的没有动" in told) == (0, True), told
    beside = cluster.write(new, tmp_path / "恢复的.fpserver")
    assert (complaints(beside), name_on_first(beside), name_on_first(place)) == ((), before, "备份以后改的")
    code, told = script("restore.sh", environment, "--take", new)
    assert (code, "原来的数据库没有删除" in told) == (0, True), told
    assert name_on_first(place) == before
    assert "请用备份核对" in complaints(place)[0].told
    ends = [Head(int(number), digest) for number, digest in re.findall(r" (\d+):([0-9a-f]{64})", told)]
    note_restored(place, OFFICER, tuple(ends), "")
    assert complaints(place) == ()
    with cluster.connected() as raw:
        [old] = raw.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", (f"{database}_before_%",)
        ).fetchone()
        raw.execute(f"ALTER DATABASE {old} ALLOW_CONNECTIONS true")
    assert name_on_first(cluster.write(old, tmp_path / "原来的.fpserver")) == "备份以后改的"


def test_nobody_writes_any_more_once_it_is_asked_which_end_the_former_one_has(department, cluster, tmp_path):
    """Else what came between is nobody's, and each seat that has seen it says for ever that the end was cut off."""
    _, database, environment = department
    new, seat = f"{database}_new", f"seat_{database}"
    assert script("restore.sh", environment, backed_up(environment), new)[0] == 0
    with cluster.connected() as raw:
        raw.execute(f"CREATE ROLE {seat} LOGIN")
        raw.execute(f"GRANT CONNECT ON DATABASE {database} TO {seat}")
    wrapped, tried = tmp_path / "bin", tmp_path / "tried"
    wrapped.mkdir()
    (wrapped / "psql").write_text(
        f"""#!/bin/bash
case "$*" in *"-d {database} "*audit*) {binaries()}/psql -U {seat} -d {database} -c 'SELECT 1' >> {tried} 2>&1 ;; esac
exec {binaries()}/psql "$@"
""",
        encoding="utf-8",
    )
    (wrapped / "psql").chmod(0o755)
    asked = {**environment, "PATH": f"{wrapped}:{environment['PATH']}"}
    code, told = script("restore.sh", asked, "--take", new)
    assert code == 0, told
    assert tried.read_text().count("too many connections") == 2, tried.read_text()
    with cluster.connected() as raw:
        found = raw.execute("SELECT datconnlimit FROM pg_database WHERE datname LIKE %s", (f"{database}%",)).fetchall()
        raw.execute(f"REVOKE ALL ON DATABASE {database} FROM {seat}")
        raw.execute(f"DROP OWNED BY {seat}")
    assert found == [(-1,), (-1,)]


def test_a_byte_that_was_changed_in_what_was_restored_is_found_and_it_is_not_taken(department, cluster, tmp_path):
    place, database, environment = department
    backup = backed_up(environment)
    new = f"{database}_odd"
    assert script("restore.sh", environment, backup, new)[0] == 0
    with cluster.connected(new) as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute("UPDATE frontpage.contents SET original = replace(original, '1', '2') WHERE page_id = 2")
    found = complaints(cluster.write(new, tmp_path / "恢复的.fpserver"))
    assert [one.told for one in found] == ["与最后一次写下时不同：绕过程序改动的。"]
    asked = {**environment, "FRONTPAGE_VERIFY": "false", "FRONTPAGE_ADDRESS": "postgres:///%s"}
    code, told = script("restore.sh", asked, "--take", new)
    assert (code, "校验有不符，没有换上" in told) == (1, True), told
    assert complaints(place) == ()


def test_a_backup_that_was_changed_on_its_disk_is_not_restored(department, cluster):
    _, database, environment = department
    backup = backed_up(environment)
    dump = backup / "data.dump"
    data = bytearray(dump.read_bytes())
    data[len(data) // 2] ^= 1
    dump.write_bytes(data)
    code, told = script("restore.sh", environment, backup, f"{database}_none")
    assert (code, "与写成时不同，没有恢复" in told) == (1, True), told
    with cluster.connected() as raw:
        assert raw.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%_none'").fetchone() == (0,)


def test_the_newest_and_the_last_of_each_month_are_kept(department):
    _, database, environment = department
    folder = Path(environment["FRONTPAGE_BACKUPS"])
    days = ("20250105", "20250131", "20250207", "20250228", "20250330", "20250331", "20250401", "20250402")
    for day in days:
        (folder / f"{database}-{day}-020000").mkdir()
        (folder / f"{database}-{day}-020000" / "SHA256SUMS").touch()
    (folder / f".making-{database}.cut").mkdir()
    (folder / "别人的").mkdir()
    code, told = script("backup.sh", {**environment, "FRONTPAGE_KEEP": "3", "FRONTPAGE_MONTHS": "3"})
    assert code == 0, told
    left = sorted(one.name.removeprefix(f"{database}-")[:8] for one in folder.iterdir() if one.name != ".lock")
    assert left[:-2] == ["20250331", "20250401", "20250402"]
    assert left[-1] == "别人的"


def test_where_there_is_no_server_it_says_so(department):
    _, _, environment = department
    code, told = script("backup.sh", {**environment, "FRONTPAGE_DATABASE": "mei_you"})
    assert (code, "连不上数据库“mei_you”" in told) == (1, True)
    code, told = script("check-server.sh", environment)
    assert (code, "还没有备份" in told) == (1, True)
