"""A small pack that a test alters, and cases written in a line."""

import csv

from coding.grouping.case import Case

SCHEMES = ("chs_drg_11", "chs_drg_10", "zhejiang_2022", "foshan_2022", "changzhou_2022", "chs_drg_20")

#: A complete small pack: heart failure (MDCF) divided by MCC, one operation before it; a test changes what it needs.
SMALL = {
    "scheme": [("key", "value"), ("name", "小方案"), ("checks", "sex|age|age_days|birth_weight")],
    "mdc": [("order", "mdc", "name", "entry_rule"), ("1", "MDCF", "循环系统疾病", "PDX_IN(MDC)")],
    "mdc_dx": [("mdc", "code", "trauma_region"), ("MDCF", "I50.900", ""), ("MDCF", "I21.900", "")],
    "adrg": [
        ("mdc", "seq", "node", "adrg", "name_derived", "rule", "drgs_in_order", "if_no_drg"),
        ("MDCF", "1", "FB1", "FB1", "心脏手术", "PPX_IN(P1)", "", ""),
        ("MDCF", "2", "FR1", "FR1", "心力衰竭", "PDX_IN(D1)", "", ""),
    ],
    "adrg_codes": [("node", "role", "code"), ("FB1", "P1", "36.1100"), ("FR1", "D1", "I50.900")],
    "drg_rules": [
        ("node", "seq", "drg", "name", "rule", "list_node"),
        ("FB1", "1", "FB19", "心脏手术", "ALWAYS", ""),
        ("FR1", "1", "FR11", "心力衰竭，伴严重并发症或合并症", "MCC", ""),
        ("FR1", "2", "FR15", "心力衰竭，不伴严重并发症或合并症", "ALWAYS", ""),
    ],
    "drg": [
        ("code", "name"),
        ("FB19", "心脏手术"),
        ("FR11", "心力衰竭，伴严重并发症或合并症"),
        ("FR15", "心力衰竭，不伴严重并发症或合并症"),
    ],
    "mcc": [("code", "exclusion_table"), ("J96.000", "7")],
    "cc": [("code", "exclusion_table"), ("E11.900", "9")],
    "exclusion": [("code", "exclusion_table"), ("I21.900", "7")],
    "px_valid": [("code", "name"), ("36.1100", "冠状动脉旁路移植")],
}


def case(dx, px=(), **known):
    """An adult man unless told otherwise; codes as a tuple or as text with blanks."""
    told = {
        "sex": 1,
        "age": 60,
        "age_days": None,
        "birth_weight": None,
        "dept": "",
        "los": 8,
        "leaving_type": "1",
        "icu_hours": None,
        **known,
    }
    listed = tuple(dx.split()) if isinstance(dx, str) else tuple(dx)
    done = tuple(px.split()) if isinstance(px, str) else tuple(px)
    return Case(dx=listed, px=done, **told)


def read_cases(path):
    """The rows of a case file: (row, case)."""

    def whole(text):
        return int(text) if text else None

    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield (
                row,
                Case(
                    sex=whole(row["sex"]),
                    age=whole(row["age"]),
                    age_days=whole(row["age_days"]),
                    birth_weight=whole(row["birth_weight"]),
                    dept=row["dept"],
                    los=whole(row["los"]),
                    leaving_type=row["leaving_type"],
                    icu_hours=float(row["icu_hours"]) if row["icu_hours"] else None,
                    dx=tuple(row["dx"].split("|")) if row["dx"] else (),
                    px=tuple(row["px"].split("|")) if row["px"] else (),
                ),
            )
