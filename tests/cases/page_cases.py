"""Pages that a coder can read and write: ``tests/cases/**/*.toml`` → FrontPage.

A case states what is particular to it; everything else (names, signatures, addresses, fees that add up)
is filled in here, so that a case stays a few lines long. The notation is described in ``tests/cases/README.md``.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, IntensiveCare, Procedure

HERE = Path(__file__).resolve().parent
SEXES = {"男": "1", "女": "2"}
ANAESTHESIA = {
    "全麻": "01",
    "静脉麻": "0102",
    "腰麻": "020101",
    "硬膜外麻": "020102",
    "腰硬联合麻": "020103",
    "神经阻滞麻": "0202",
    "表面麻": "0301",
    "浸润麻": "0302",
}
INCISION = {"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3"}
HEALING = {"甲": "1", "乙": "2", "丙": "3", "他": "9"}
#: Totals and 其中 items: they are not added up.
OF_WHICH = {"fee_total", "fee_self_pay", "fee_physical_therapy", "fee_anesthesia", "fee_operation", "fee_antibiotic"}
MARITAL = {"未婚": "1", "已婚": "2", "丧偶": "3", "离婚": "4"}


@dataclass(frozen=True)
class PageCase:
    """A page with its title and the rest of its table: what is expected of it."""

    title: str
    page: FrontPage
    expected: dict


def load_cases(*names):
    """Every case of the files or folders under tests/cases, in order."""
    paths = [p for name in names for p in (sorted((HERE / name).glob("*.toml")) or [HERE / name])]
    found = []
    for path in paths:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        found += [PageCase(row["title"], page_of(row), row.get("expected", {})) for row in rows]
    return found


def page_of(row):
    """The page that one ``[[case]]`` describes."""
    sex, age, *rest = row["patient"].split()
    start, end, dept = re.fullmatch(r"(\S+ \S+) → (\S+ \S+) (\d+)", row["stay"]).groups()
    admitted, discharged = datetime.fromisoformat(start), datetime.fromisoformat(end)
    diagnoses = [_diagnosis(line) for line in row["diagnoses"]]
    procedures = [_procedure(line, admitted.year) for line in row.get("procedures", [])]
    values = _patient(SEXES[sex], age, admitted) | _stay(admitted, discharged, dept)
    if rest:
        values["marital_status"] = MARITAL[rest[0]]
        values["contact_relation"] = {"2": "1", "1": "5"}.get(values["marital_status"], "3")
    first = diagnoses[0]
    values |= {"op_dx_code": first.code or "R69.x00", "op_dx_name": first.name or "待查"}
    if first.code[:1] == "C" or "D00" <= first.code[:3] <= "D48":
        values |= {"pathology_code": "-", "pathology_name": "-", "pathology_no": "-"}
    if cause := row.get("cause"):
        values["injury_cause_code"], values["injury_cause_name"] = cause.split(maxsplit=1)
    if pathology := row.get("pathology"):
        code, name = pathology.split(maxsplit=1)
        values |= {"pathology_code": code, "pathology_name": name, "pathology_no": "202600001"}
    given = {key: str(value) for key, value in row.get("fields", {}).items()}
    values |= given
    values |= _fees(max(1, (discharged.date() - admitted.date()).days), procedures, given)
    care = tuple(IntensiveCare(**icu) for icu in row.get("intensive_care", []))
    return FrontPage({k: v for k, v in values.items() if v}, tuple(diagnoses), tuple(procedures), care)


def _diagnosis(line):
    code, name, poa = re.fullmatch(r"(\S+) (.+?)(?: @(\d?))?", line).groups()
    return Diagnosis("" if code == "?" else code, name, "1" if poa is None else poa)


def _procedure(line, year):
    head, day, *parts = [part.strip() for part in line.split(";")]
    code, name = head.split(maxsplit=1)
    month, date = day.split("-")
    row = {"code": code, "name": name, "date": f"{year}-{int(month):02d}-{int(date):02d} 10:30:00", "surgeon": "赵医甲"}
    for part in parts:
        if part in ANAESTHESIA:
            row["anesthesia"] = ANAESTHESIA[part]
            if not ANAESTHESIA[part].startswith("03"):
                row["anesthetist"] = "吴麻甲"
        elif part.endswith("级"):
            row |= {"level": part[0], "assistant1": "钱医乙", "assistant2": "-"}
        elif part == "0类":
            row["incision_grade"] = "0"
        else:
            row["incision_grade"], row["healing_grade"] = INCISION[part[0]], HEALING[part[1]]
    return Procedure(**row)


def _patient(sex, age, admitted):
    days = age.endswith("天")
    number = int(re.match(r"\d+", age).group())
    birth = admitted.date() - timedelta(number) if days else admitted.date().replace(year=admitted.year - number)
    years = 0 if days else number
    place = "山东省示例市样例区"
    return {
        "health_card_no": "-",
        "payment_method": "2.1",
        "admission_times": "1",
        "case_no": "00990001",
        "patient_name": "张示例" + ("之子" if days and number <= 28 else ""),
        "sex": sex,
        "birth_date": birth.isoformat(),
        "age_years": str(years),
        "age_days": str(number) if days else "",
        "nationality": "156",
        "birthplace": place,
        "native_place": "15",
        "ethnicity": "1",
        "id_type": "1",
        "id_no": "-" if days else id_number("379901", birth, sex),
        "occupation": "90" if years < 6 else "31" if years < 18 else "27",
        "marital_status": "1" if years < 22 else "2",
        "current_address": place + "和平路12号",
        "current_phone": "19900000001",
        "current_postcode": "279901",
        "household_address": place + "和平路12号",
        "household_postcode": "279901",
        "employer": "-",
        "employer_phone": "-",
        "employer_postcode": "-",
        "contact_name": "李样例",
        "contact_relation": "5" if years < 22 else "1",
        "contact_address": place + "和平路12号",
        "contact_phone": "19900010001",
    }


def id_number(area, birth, sex):
    """An identity number of no real place, with its check character (GB 11643)."""
    body = f"{area}{birth:%Y%m%d}{'011' if sex == '1' else '012'}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def _stay(admitted, discharged, dept):
    values = {
        "org_code": "99999999937990001A1001",
        "org_name": "示例市第二人民医院",
        "day_surgery_flag": "0",
        "admission_route": "2",
        "admission_datetime": f"{admitted:%Y-%m-%d %H:%M}:15",
        "admission_hour": str(admitted.hour),
        "admission_dept": dept,
        "admission_ward": "一病区",
        "transfer_depts": "-",
        "discharge_datetime": f"{discharged:%Y-%m-%d %H:%M}:40",
        "discharge_hour": str(discharged.hour),
        "discharge_dept": dept,
        "discharge_ward": "一病区",
        "los_days": str(max(1, (discharged.date() - admitted.date()).days)),
        "drug_allergy_flag": "1",
        "dept_director": "孙医丙",
        "chief_physician": "赵医甲",
        "attending_physician": "钱医乙",
        "resident_physician": "李医丁",
        "charge_nurse": "周护甲",
        "coder": "郑编甲",
        "record_quality": "1",
        "qc_physician": "王质甲",
        "qc_nurse": "冯质乙",
        "qc_date": (discharged.date() + timedelta(1)).isoformat(),
        "abo_blood": "1",
        "rh_blood": "2",
        "discharge_way": "1",
        "readmit_plan_31d": "1",
    }
    return values | {f"coma_{w}_{unit}": "0" for w in ("before", "after") for unit in ("days", "hours", "minutes")}


def _fees(days, procedures, given):
    surgery = any(p.level for p in procedures)
    anaesthesia = any(p.anesthetist for p in procedures)
    fees = {
        "fee_general_service": 50 * days,
        "fee_general_treatment": 70 * days,
        "fee_nursing": 40 * days,
        "fee_laboratory": 620,
        "fee_imaging": 380,
        "fee_clinical_dx": 150,
        "fee_nonsurgical": 200,
        "fee_surgical": (1800 + 1000 * anaesthesia) if surgery else 0,
        "fee_western_drug": 180 * days,
        "fee_consumable_treat": 40 * days,
        "fee_consumable_op": 1500 if surgery else 0,
    }
    fees |= {
        key: Decimal(text) for key, text in given.items() if key.startswith("fee_") and text and key not in OF_WHICH
    }
    total = sum(fees.values())
    fees |= {"fee_total": total, "fee_self_pay": total // 3, "fee_antibiotic": 20 * days}
    fees |= {"fee_operation": 1800, "fee_anesthesia": 1000 * anaesthesia} if surgery else {}
    return {key: f"{Decimal(amount):.2f}" for key, amount in fees.items()} | {
        key: text for key, text in given.items() if key.startswith("fee_")
    }
