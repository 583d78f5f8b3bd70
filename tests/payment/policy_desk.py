"""A tariff of three groups, stays written in a line, and policies written as rows."""

from datetime import date
from pathlib import Path

from coding.grouping.case import Grouping, GroupStatus
from coding.grouping.insured import insured_of
from coding.grouping.page_case import case_of
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.payment.policy import load_policy
from coding.payment.pricing import priced
from coding.payment.stay_facts import StayFacts
from coding.payment.tariff import load_tariff

HEADER = "key,value,of,from,to,clause\n"
TARIFF = "# 费率: 8000\nDRG编码,权重,平均住院费用,平均住院天数\nFR15,1,8000,7\nFR11,3,24000,10\nFB19,6,50000,14\n"
DAY = date(2026, 10, 15)


def write(folder, text, name="政策.csv"):
    """A policy file of these rows under the usual header."""
    file = Path(folder) / name
    file.write_text(HEADER + text, encoding="utf-8")
    return file


def policy(folder, text):
    return load_policy(write(folder, text))


def tariff(folder, text=TARIFF, **options):
    file = Path(folder) / "权重.csv"
    file.write_text(text, encoding="utf-8")
    return load_tariff(file, **options)


def page(cost="8000", los="7", method="1.1", dx=("I50.900",), px=(), extra=None, **values):
    told = {
        "fee_total": cost,
        "los_days": los,
        "payment_method": method,
        "discharge_datetime": "2026-10-15 10:00",
        "discharge_way": "1",
        "sex": "1",
        "age_years": "60",
        **values,
    }
    return FrontPage(
        {key: text for key, text in told.items() if text},
        tuple(Diagnosis(code) for code in dx),
        tuple(Procedure(code) for code in px),
        extra=extra or {},
    )


def stay(of_page, drg="FR15"):
    grouping = Grouping(GroupStatus.GROUPED, "MDCF", drg[:3], drg, "心力衰竭")
    cost, los = of_page.number("fee_total"), of_page.number("los_days")
    return StayFacts(
        of_page,
        case_of(of_page),
        grouping,
        is_operative=drg.startswith("FB"),
        insured=insured_of(of_page.text("payment_method")),
        figures={
            "总费用": None if cost is None else float(cost),
            "住院天数": None if los is None else float(los),
        },
    )


def price(folder, rows, of_page=None, drg="FR15", on=DAY, of_tariff=None):
    """What a stay is paid under these rows."""
    return priced(policy(folder, rows), of_tariff or tariff(folder), stay(of_page or page(), drg), on)
