"""A package comes back as it was written, for whom it was written; or a sentence tells why not, and gives nothing."""

import os
import stat
from dataclasses import replace
from datetime import datetime

import pyrage
import pytest

from coding.exchange import age_seal, packages
from coding.exchange.age_seal import Identity, PackageError, Passphrase, ToPeople, sealed
from coding.exchange.package_body import Package, PackageKind, PackedPage, body_of, page_digest
from coding.exchange.packages import read_package, write_package
from coding.page.change import Change, ChangeSource
from coding.page.edits import go_on, set_field
from coding.page.reading import Dialect
from coding.page.step import PageState
from coding.store.kept_history import Entry
from coding.store.kept_imports import ImportSource
from coding.store.kept_reviews import About, Review, Said
from tests.db.conftest import make_page
from tests.exchange.people_of_packages import CODER, KNOWN, OFFICER, STRANGER

NOW = datetime(2026, 11, 2, 9, 30)
PHRASE = Passphrase("九月的雨落在长江上游的屋顶")
#: As the program seals; everywhere else in the tests a passphrase costs little.
COSTLY = pyrage.passphrase.encrypt


def full_package(**changed):
    """Two pages: one as dealt, one that was worked on, with everything a package can hold."""
    base = make_page("2", patient_name="样例乙")
    change = set_field(base, "sex", "2", reason="病历首页为女")
    entries = (
        Entry(1, 12, change, "编码员 王", NOW),
        Entry(2, 12, Change((), "手术记录第 2 页", ChangeSource.EVIDENCE), "编码员 王", NOW),
        Entry(3, 12, go_on(PageState.CODING, PageState.PASSED), "编码员 王", NOW),
    )
    review = Review(5, 12, About.FIELD, "sex", Said.COMMENT, "请核对", 0, "质控员 李", NOW)
    pages = (
        PackedPage(11, make_page("1"), make_page("1"), source=0),
        PackedPage(12, base, base.apply(change), PageState.CODING, PageState.PASSED, entries, (review,), 0, "入组异常"),
    )
    source = ImportSource("三月.csv", "n041", "gb18030", ("ZZJGDM", "BAH"), Dialect(delimiter="|"))
    made = Package(
        PackageKind.RETURNED, OFFICER.name, CODER.name, NOW, pages, "心内科", "", OFFICER.recipient, (source,)
    )
    return replace(made, **changed)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "心内科.fpk"


@pytest.fixture
def written(path):
    write_package(path, full_package(), OFFICER, CODER.lock)
    return path


def refused(path, key=CODER.identity, known=KNOWN):
    with pytest.raises(PackageError) as told:
        read_package(path, key, known)
    assert str(told.value).endswith("。")
    assert "：" in str(told.value)
    return str(told.value)


def test_a_package_comes_back_as_it_was_written(path):
    made = full_package()
    number = write_package(path, made, OFFICER, CODER.lock)
    opened = read_package(path, CODER.identity, KNOWN)
    assert opened.package == made
    assert (opened.id, opened.signer.name) == (number, OFFICER.name)


def test_a_package_by_a_costly_passphrase_comes_back(path, monkeypatch):
    monkeypatch.setattr(pyrage.passphrase, "encrypt", COSTLY)
    write_package(path, full_package(), OFFICER, PHRASE)
    assert read_package(path, PHRASE, KNOWN).package == full_package()


def test_a_package_by_passphrase_comes_back_and_its_words_are_not_printed(path):
    write_package(path, full_package(), OFFICER, PHRASE)
    assert read_package(path, PHRASE, KNOWN).package == full_package()
    assert PHRASE.phrase not in repr(PHRASE)
    assert "口令不对" in refused(path, Passphrase("九月的雨落在长江下游的屋顶"))
    assert "请输入" in refused(path, CODER.identity)


def test_half_characters_of_a_damaged_source_travel(path):
    page = make_page("1", patient_name="甲\ud800")
    write_package(path, full_package(pages=(PackedPage(1, page, page),)), OFFICER, CODER.lock)
    assert read_package(path, CODER.identity, KNOWN).package.pages[0].page == page


@pytest.mark.skipif(os.name == "nt", reason="rights of a file")
def test_a_package_is_for_this_user_alone_and_holds_no_word_of_a_page(written, tmp_path):
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [written]
    data = written.read_bytes()
    for word in ("样例", "编码员", "K80.000", "胆囊", "心内科", "三月"):
        assert word.encode() not in data
        assert word.encode("gb18030") not in data


def test_a_package_that_cannot_be_sealed_leaves_the_old_one(written):
    before = written.read_bytes()
    for lock in (ToPeople(()), ToPeople(("age1xyz",)), Passphrase("kurz")):
        with pytest.raises(PackageError):
            write_package(written, full_package(), OFFICER, lock)
    assert written.read_bytes() == before


def test_whoever_it_was_not_sealed_for_is_told_so(written):
    assert "不是发给您的" in refused(written, OFFICER.identity)
    assert "口令打不开" in refused(written, PHRASE)
    assert "重新登录" in refused(written, Identity("AGE-SECRET-KEY-1"))


def test_every_cut_is_told(written):
    data = written.read_bytes()
    cuts = {0, 1, 10, 21, 22, 60, 150, 200, len(data) // 2, len(data) - 17, len(data) - 1}
    for length in sorted(cuts):
        written.write_bytes(data[:length])
        refused(written)
    written.write_bytes(data[: len(data) // 2])
    assert "不完整" in refused(written)
    written.write_bytes(b"")
    assert "空文件" in refused(written)


def test_every_altered_byte_is_told(written):
    data = written.read_bytes()
    for place in [*range(0, 400, 7), *range(400, len(data), 211), len(data) - 1]:
        written.write_bytes(data[:place] + bytes([data[place] ^ 0x20]) + data[place + 1 :])
        try:
            opened = read_package(written, CODER.identity, KNOWN)
        except PackageError:
            continue
        assert opened.package == full_package(), place  # grease of the header, that means nothing


def test_bytes_that_follow_are_told(written):
    written.write_bytes(written.read_bytes() + b"x")
    assert "重新发送" in refused(written)


def test_who_is_not_known_or_signs_in_the_name_of_another_is_refused(path):
    write_package(path, full_package(), STRANGER, CODER.lock)
    assert "不在本机名单" in refused(path)
    write_package(path, full_package(), CODER, CODER.lock)  # the coder signs what she says the officer sent
    assert "签名" in refused(path)
    assert OFFICER.name in refused(path)


def test_a_signature_of_another_package_is_refused(path):
    class Replayed:
        id = OFFICER.id

        def sign(self, message):
            return OFFICER.sign(b"frontpage-package 1\nother")

    write_package(path, full_package(), Replayed(), CODER.lock)
    assert "不符" in refused(path)


def sealed_text(path, text):
    path.write_bytes(sealed(text, CODER.lock))


def test_what_is_no_package_inside_a_seal_is_refused(path):
    sealed_text(path, b"hello")
    assert "不是工作包" in refused(path)
    sealed_text(path, b"frontpage-package 2\nwhatever comes then")
    assert "升级" in refused(path)
    sealed_text(path, b"frontpage-package 1\nno head")
    assert "不是工作包" in refused(path)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, body_of(full_package()).replace(b"K80.000", b"K80.001")],
    ids=["nothing", "list", "empty", "bytes", "deep", "digest"],
)
def test_a_signed_body_that_makes_no_sense_is_refused(path, body):
    head = b"frontpage-package 1\n" + OFFICER.id.encode() + b"\n"
    signature = packages.base64.b64encode(OFFICER.sign(head + body))
    sealed_text(path, head + signature + b"\n" + body)
    assert "无法理解" in refused(path)


def test_a_body_of_a_newer_program_is_told(path):
    body = body_of(full_package()).replace(b'"version":3', b'"version":99')
    head = b"frontpage-package 1\n" + OFFICER.id.encode() + b"\n"
    signature = packages.base64.b64encode(OFFICER.sign(head + body))
    sealed_text(path, head + signature + b"\n" + body)
    assert "升级" in refused(path)


def test_other_files_are_no_packages(path, tmp_path):
    path.write_bytes(b"PK\x03\x04 a workbook")
    assert "不是工作包" in refused(path)
    path.write_bytes(b"age-encryption.org/v9\n-> X25519 abc\n")
    assert "升级" in refused(path)
    assert "无法读取" in refused(tmp_path / "没有.fpk")
    assert "无法读取" in refused(tmp_path)


def test_large_files_and_costly_passphrases_are_not_even_tried(path, monkeypatch):
    write_package(path, full_package(), OFFICER, CODER.lock)
    monkeypatch.setattr(packages, "MOST_BYTES", 1_000)
    assert "超过" in refused(path)
    with pytest.raises(PackageError, match="分成几个"):
        write_package(path, full_package(), OFFICER, CODER.lock)
    monkeypatch.undo()
    head = pyrage.passphrase.encrypt(b"x", PHRASE.phrase).partition(b"\n---")[0]
    before, _, _ = head.partition(b"\n-> scrypt")
    line = head[len(before) :].split(b"\n")[1].split(b" ")
    line[-1] = str(age_seal.MOST_WORK + 1).encode()
    path.write_bytes(before + b"\n" + b" ".join(line) + b"\nabc\n--- mac\n")
    assert "计算量" in refused(path, PHRASE)


def test_too_many_pages_are_dealt_in_several(path, monkeypatch):
    monkeypatch.setattr(packages, "MOST_PAGES", 1)
    with pytest.raises(PackageError, match="按科室"):
        write_package(path, full_package(), OFFICER, CODER.lock)
    assert not path.exists()


def test_the_digest_tells_pages_apart_whatever_file_they_came_from():
    page = make_page("1")
    assert page_digest(page) == page_digest(replace(page, origin=replace(page.origin, file="四月.csv")))
    assert page_digest(page) != page_digest(make_page("1", sex="2"))
    assert page_digest(page) != page_digest(replace(page, extra={}))
    assert page_digest(page) != page_digest(replace(page, supplied=frozenset({"sex"})))
    assert page_digest(page) == page_digest(replace(page, values={**page.values, "employer": ""}))
