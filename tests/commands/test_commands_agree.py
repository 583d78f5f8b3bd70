"""Every command says the same of the same pages under the same knowledge: group, weight and payment."""

import csv
from datetime import date, datetime

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from coding.knowledge.dated import DatedPart
from coding.knowledge.knowledge import KnowledgeSource
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.work.knowledge_copies import keep_knowledge_source
from db.sqlite.sqlite_store import SqliteStore
from tests.dip.small_city import write_city
from tests.drg.national_book import write_book
from tests.drg.small_pack import SMALL

#: What a command says of a page, by the names of its columns; a command says what it has.
GROUP, WEIGHT, PAYMENT = ("group_a", "drg", "seq"), ("weight_a", "weight", "score"), ("payment_a", "payment")
TARIFF = (
    "# 费率: 8000\nDRG编码,权重,平均住院费用,支付标准（职工）,支付标准（居民）\n"
    "FR15,1.2345,8000,9100.5,8700\nFR11,3,24000,23000,22000\nFB19,6.25,50000,,\n"
)
POLICY = (
    "key,value,of,from,to,clause\nrate,10000,职工,,2026-12-31,甲文\nrate,11000,职工,2027-01-01,,乙文\n"
    "rate,9000,居民,,,甲文\nscope,住院天数 < 60,住院 60 天以内,,,甲文第2条\n"
    "high,倍率 > 3 => 支付标准 + 总费用 - 3 * 均费,,,,甲文第8条\nlow,倍率 < 0.4 => 总费用,,,,甲文第9条\n"
)
AMENDED = "table,key,column,old,new,source,date,reason,by\nmcc,E11.900,exclusion_table,,9,试,2026-01-01,试,甲\n"
UNDIVIDED = [*SMALL["drg_rules"][:2], ("FR1", "1", "FR19", "心力衰竭", "ALWAYS", "")]


def page(number, *codes, px=(), day="2026-10-09", cost="9000", method="1.1", los="8", **values):
    told = {
        "case_no": number, "patient_name": "甲", "sex": "1", "age_years": "60", "los_days": los, "discharge_way": "1",
        "discharge_datetime": f"{day} 10:00", "fee_total": cost, "payment_method": method, **values,
    }  # fmt: skip
    return FrontPage(
        told, tuple(Diagnosis(code, code) for code in codes), tuple(Procedure(code, code, day) for code in px)
    )


PAGES = (
    page("1", "I50.900"),
    page("2", "I50.900", "J96.000", method="2.1", cost="100000"),
    page("3", "I50.900", "E11.900", day="2027-02-01", cost="20"),
    page("4", "I50.900", px=("36.1100",), los="61"),
    page("5", "W01.900"),
    page("6", "K35.800", px=("47.0100",), method="7", cost=""),
    page("7", "C34.900", cost="36000", method="2.1"),
    page("8", "I50.900", age_years="3", sex="2", day="2026-12-31"),
)


@pytest.fixture
def months(tmp_path):
    """The pages, with a group of the insurer's beside each, so that every command takes the file."""
    plain, path = tmp_path / "plain.csv", tmp_path / "首页.csv"
    write_n041(plain, PAGES)
    with plain.open(encoding="gb18030", newline="") as file:
        header, *rows = csv.reader(file)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[*header, "医保实际分组结果"], *([*row, "FR15"] for row in rows)])
    return path


def said(path, number):
    """Record number → group, weight, payment, as far as a table tells them; figures as figures."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(PAGES)
    told = {}
    for row in rows:
        names = (next((name for name in kind if name in row), None) for kind in (GROUP, WEIGHT, PAYMENT))
        group, *figures = (None if name is None else row[name] for name in names)
        told[row[number]] = (group, *(f if f in (None, "") else round(float(f), 2) for f in figures))
    return told


def agree(commands):
    """Each command against the first, in all that both tell."""
    (first, wanted), *others = commands.items()
    for name, found in others:
        for case, told in found.items():
            for mine, theirs in zip(told, wanted[case], strict=True):
                assert mine is None or theirs is None or mine == theirs, (name, first, case, told, wanted[case])


@pytest.fixture
def everything(months, tmp_path):
    """All commands over the pages: with options, and with what a store holds instead of them."""

    def found(source, dip=False):
        options, out = [], tmp_path / "out"
        for part, option in (
            ("scheme", "--scheme"), ("amendments", "--amendments"), ("tariff", "--tariff"), ("policy", "--policy"),
        ):  # fmt: skip
            if value := getattr(source, part):
                options += [option, value]
        for part in source.dated:
            days = "..".join(day.isoformat() if day else "" for day in (part.valid_from, part.valid_to))
            options += [f"--{part.part}", f"{part.path}@{days}"]
        store = SqliteStore(tmp_path / "病案.sqlite")
        keep_knowledge_source(store, source, "甲", datetime(2026, 10, 1))
        store.close()
        kept = ["--db", str(tmp_path / "病案.sqlite")]

        def done(name, *argv):
            where = out / name
            assert run([*argv, "--out", str(where), "--quiet"], open_store=SqliteStore) == 0
            return where

        file = str(months)
        told = {
            "check": said(done("check", "check", file, "--jobs", "1", *options) / "groups.csv", "case_no"),
            "group": said(done("group.csv", "group", file, *options), "case_id"),
        }
        if source.dated:
            return told
        told["check --db"] = said(done("kept", "check", file, "--jobs", "1", *kept) / "groups.csv", "case_no")
        told["payment --db"] = said(done("paid", "payment", file, *kept) / "cases.csv", "case_no")
        if not dip:
            told["proof --db"] = said(done("proof", "proof", file, *kept) / "pages.csv", "case_no")
        told["payment"] = said(done("pay", "payment", file, *options) / "cases.csv", "case_no")
        if source.scheme:  # without a tariff compare reckons weights of its own, and says so
            both = [part for pair in zip(options[::2], options[1::2], strict=True) for part in (*pair, *pair)]
            told["compare"] = said(done("two", "compare", file, "--jobs", "1", *both) / "cases.csv", "case_no")
        return told

    return found


@pytest.fixture
def tariff(tmp_path):
    path = tmp_path / "权重.csv"
    path.write_text(TARIFF, encoding="utf-8")
    return str(path)


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "政策.csv"
    path.write_text(POLICY, encoding="utf-8")
    return str(path)


def test_under_a_pack_and_a_tariff(everything, write_pack, tariff):
    told = everything(KnowledgeSource(scheme=str(write_pack("pack")), tariff=tariff))
    agree(told)
    assert [group for group, *_ in told["check"].values()][:4] == ["FR15", "FR11", "FR15", "FB19"]


def test_under_amendments(everything, write_pack, tariff, tmp_path):
    mended = tmp_path / "更正.csv"
    mended.write_text(AMENDED, encoding="utf-8")
    told = everything(KnowledgeSource(scheme=str(write_pack("pack")), tariff=tariff, amendments=str(mended)))
    agree(told)
    assert told["check"]["3"][0] == "FR11"


def test_under_a_policy(everything, write_pack, tariff, policy):
    told = everything(KnowledgeSource(scheme=str(write_pack("pack")), tariff=tariff, policy=policy))
    agree(told)
    assert told["check"]["4"][2] == ""  # stays of 61 days are not paid by group
    assert told["check"]["2"][2] != ""


def test_under_the_national_workbook(everything, tariff, tmp_path):
    told = everything(KnowledgeSource(scheme=str(write_book(tmp_path / "全国.xlsx")), tariff=tariff))
    agree(told)
    assert told["check"]["1"][0] == "FR15"


def test_under_a_dip_pack(everything, tmp_path):
    told = everything(KnowledgeSource(scheme=str(write_city(tmp_path / "city"))), dip=True)
    agree(told)
    assert told["check"]["7"][0].startswith("JC")


def test_under_a_dip_pack_and_a_policy(everything, policy, tmp_path):
    agree(everything(KnowledgeSource(scheme=str(write_city(tmp_path / "city")), policy=policy), dip=True))


@pytest.mark.parametrize("is_paid", [False, True])
def test_on_dated_shelves(everything, write_pack, tariff, policy, is_paid):
    then = write_pack("then", drg_rules=UNDIVIDED, drg=[("code", "name"), ("FB19", "心脏手术"), ("FR19", "心力衰竭")])
    source = KnowledgeSource(
        scheme=str(write_pack("now")),
        tariff=tariff,
        policy=policy if is_paid else None,
        dated=(DatedPart("scheme", str(then), date(2027, 1, 1), None),),
    )
    told = everything(source)
    agree(told)
    assert (told["check"]["8"][0], told["check"]["3"][0]) == ("FR15", "FR19")


def test_the_built_in_scheme_alone(everything):
    agree(everything(KnowledgeSource()))
