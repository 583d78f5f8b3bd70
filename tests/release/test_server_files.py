"""The files for a department's server: the scripts are sound, the units are units, a backup comes back whole."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "release" / "server"
SCRIPTS = sorted(SERVER.glob("*.sh"))


def run(*command, **more):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **more)


def needed(tool):
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not here")


@needed("bash")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_run_and_is_read_by_bash(script):
    assert os.access(script, os.X_OK)
    assert run("bash", "-n", script).stderr == ""


@needed("shellcheck")
def test_shellcheck_says_nothing():
    found = run("shellcheck", "-x", *SCRIPTS, cwd=SERVER)
    assert found.stdout + found.stderr == ""


@needed("systemd-analyze")
def test_the_units_are_units_and_start_what_the_set_up_brings():
    units = sorted([*SERVER.glob("*.service"), *SERVER.glob("*.timer")])
    told = run("systemd-analyze", "verify", "--man=no", *units).stderr.splitlines()
    started = [line for line in told if "is not executable: No such file" not in line and "/frontpage-" in line]
    assert started == []
    brought = re.search(
        r"install -m 755 (.*) /usr/local/lib/frontpage/", (SERVER / "set-up-server.sh").read_text("utf-8")
    )
    for unit in SERVER.glob("*.service"):
        script = Path(re.search(r"^ExecStart=(\S+)$", unit.read_text("utf-8"), re.MULTILINE)[1])
        assert f'"$here/{script.name}"' in brought[1]
        assert unit.with_suffix(".timer").exists()


def test_what_the_compose_file_mounts_is_here():
    yaml = pytest.importorskip("yaml")
    services = yaml.safe_load((SERVER / "compose.yaml").read_text("utf-8"))["services"]
    mounted = [one.split(":")[0] for each in services.values() for one in each["volumes"] if one.startswith("./")]
    made_there = {
        "./pg_hba.here.conf", "./certificates/server.crt", "./certificates/server.key", "./backups", "./socket",
    }  # fmt: skip
    assert [one for one in mounted if one not in made_there and not (SERVER / one).is_file()] == []
    shared = "./socket:/var/run/postgresql"
    assert all(shared in each["volumes"] for each in services.values()), "by it the administrator comes in"
    assert services["database"]["ports"] == ["${FRONTPAGE_LISTEN:-127.0.0.1}:5432:5432"], "nobody else by default"


@needed("openssl")
def test_a_certificate_is_made_anew_and_the_seats_need_nothing_new(tmp_path):
    made = run("bash", SERVER / "make-certificate.sh", tmp_path, "fp.hospital", "10.1.2.3")
    assert made.returncode == 0, made.stderr
    authority = (tmp_path / "ca.crt").read_bytes()
    first = (tmp_path / "server.crt").read_bytes()
    names = run("openssl", "x509", "-in", tmp_path / "server.crt", "-noout", "-ext", "subjectAltName").stdout
    assert "DNS:fp.hospital, IP Address:10.1.2.3" in names
    assert (tmp_path / "server.key").stat().st_mode & 0o077 == 0
    assert run("bash", SERVER / "make-certificate.sh", tmp_path, "fp.hospital").returncode == 0
    assert (tmp_path / "ca.crt").read_bytes() == authority
    assert (tmp_path / "server.crt").read_bytes() != first
    assert run("openssl", "verify", "-CAfile", tmp_path / "ca.crt", tmp_path / "server.crt").returncode == 0
    if os.geteuid() == 0:  # who runs the database reads the new key, too
        os.chown(tmp_path / "server.key", 999, 999)
        assert run("bash", SERVER / "make-certificate.sh", tmp_path, "fp.hospital").returncode == 0
        assert (tmp_path / "server.key").stat().st_uid == 999
        assert (tmp_path / "server.key").stat().st_mode & 0o077 == 0
    (tmp_path / "ca.key").unlink()
    refused = run("bash", SERVER / "make-certificate.sh", tmp_path, "fp.hospital")
    assert (refused.returncode, "ca.key" in refused.stderr) == (2, True)


@needed("bash")
def test_a_server_for_the_whole_world_is_not_set_up():
    told = run("bash", SERVER / "set-up-server.sh", "--name", "fp", "--net", "0.0.0.0/0")
    assert (told.returncode, "请只写医院的网段" in told.stderr) == (2, True)
