"""The licences of what ships: by name, each with its text, searched by words."""

import pytest

from coding.base.resources import RESOURCES, Resources
from coding.work import licences
from coding.work.licences import fitting, licence_text, shipped_licences


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A table of licences of the form that the release writes."""
    (tmp_path / "licences" / "texts").mkdir(parents=True)
    table = "name,version,licence,text_file\nQt,6.8.3,LGPL-3.0-only,qt.txt\nnumpy,2.1.3,BSD-3-Clause,numpy.txt\n"
    (tmp_path / "licences" / "licences.csv").write_text(table, "utf-8")
    (tmp_path / "licences" / "texts" / "numpy.txt").write_text("Redistribution …", "utf-8")
    found = Resources(tmp_path)
    monkeypatch.setattr(licences, "resource_table", found.table)
    monkeypatch.setattr(licences, "resources", lambda: found)


def test_all_that_ships_by_its_name_with_its_text(shipped):
    numpy, qt = shipped_licences()
    assert (numpy.name, numpy.version, numpy.licence) == ("numpy", "2.1.3", "BSD-3-Clause")
    assert licence_text(numpy) == "Redistribution …"
    assert "没有随程序安装" in licence_text(qt)
    assert [one.name for one in fitting((numpy, qt), "lgpl QT")] == ["Qt"]


def test_without_a_table_there_is_nothing_to_tell(monkeypatch, tmp_path):
    found = Resources(tmp_path)
    monkeypatch.setattr(licences, "resource_table", found.table)
    assert shipped_licences() == ()


@pytest.mark.skipif(not (RESOURCES / "licences").is_dir(), reason="许可表由发布脚本写出")
def test_every_licence_that_is_named_has_its_text():
    for one in shipped_licences():
        assert "没有随程序安装" not in licence_text(one), one.name
