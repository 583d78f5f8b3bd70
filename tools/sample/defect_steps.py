# ruff: noqa: ARG001 - every step has the same two arguments
"""The defects that take more than clearing or setting one field. Each step says what it did, or None."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from tools.sample.defect_done import Done, put
from tools.sample.draft import Draft

# -- the patient


def _has_card(draft: Draft) -> bool:
    return len(draft.text("id_no")) == 18


def id_check_character(draft: Draft, rng: random.Random) -> Done | None:
    if not _has_card(draft):
        return None
    number = draft.text("id_no")
    return put(draft, "id_no", number[:17] + rng.choice([c for c in "0123456789X" if c != number[17]]))


def id_short(draft: Draft, rng: random.Random) -> Done | None:
    if not _has_card(draft):
        return None
    cut = rng.randint(8, 16)
    number = draft.text("id_no")
    return put(draft, "id_no", number[:cut] + number[cut + 1 :])


def id_scientific(draft: Draft, rng: random.Random) -> Done | None:
    return put(draft, "id_no", f"{float(draft.text('id_no')[:17]) * 10:.5E}") if _has_card(draft) else None


def birth_day(draft: Draft, rng: random.Random) -> Done | None:
    if not _has_card(draft):
        return None
    birth = date.fromisoformat(draft.text("birth_date"))
    other = birth + timedelta(1 if birth.day < 25 else -1)
    admitted = draft.text("admission_datetime")[:10]
    age = int(admitted[:4]) - other.year - (admitted[5:] < f"{other:%m-%d}")
    return put(draft, "birth_date", other.isoformat()) if str(age) == draft.text("age_years") else None


def sex_flipped(draft: Draft, rng: random.Random) -> Done | None:
    if not _has_card(draft) or any(code[0] == "O" or code[:3] in SEXED for code in draft.codes):
        return None
    return put(draft, "sex", "2" if draft.text("sex") == "1" else "1")


SEXED = frozenset({"C50", "D06", "D24", "D25", "N40", "N43", "N47", "N73", "N80", "N83", "N84", "C61"})


def age_off(draft: Draft, rng: random.Random) -> Done | None:
    age = int(draft.text("age_years"))
    return put(draft, "age_years", str(age + 1)) if 20 <= age < 44 or age > 47 else None


def age_days_off(draft: Draft, rng: random.Random) -> Done | None:
    days = draft.text("age_days")
    return put(draft, "age_days", str(int(days) + 40)) if days and int(days) > 30 else None


# -- the stay


def los_off(draft: Draft, rng: random.Random) -> Done | None:
    return put(draft, "los_days", str(int(draft.text("los_days")) + 1))


def times_swapped(draft: Draft, rng: random.Random) -> Done | None:
    start, end = draft.text("admission_datetime"), draft.text("discharge_datetime")
    if start[:10] == end[:10] or draft.text("age_years") == "0":
        return None
    hours = draft.text("admission_hour"), draft.text("discharge_hour")
    put(draft, "discharge_datetime", start)
    put(draft, "discharge_hour", hours[0])
    put(draft, "admission_hour", hours[1])
    return put(draft, "admission_datetime", end)


def hour_off(draft: Draft, rng: random.Random) -> Done | None:
    return put(draft, "admission_hour", str((int(draft.text("admission_hour")) + 3) % 24))


def discharge_unreadable(draft: Draft, rng: random.Random) -> Done | None:
    return put(draft, "discharge_datetime", draft.text("discharge_datetime")[:5] + "09-31 10:20:00")


def dept_zero_lost(draft: Draft, rng: random.Random) -> Done | None:
    dept = draft.text("admission_dept")
    if len(dept) != 4 or not dept.startswith("0"):
        return None
    put(draft, "discharge_dept", dept[1:])
    return put(draft, "admission_dept", dept[1:])


def qc_too_early(draft: Draft, rng: random.Random) -> Done | None:
    discharged = date.fromisoformat(draft.text("discharge_datetime")[:10])
    return put(draft, "qc_date", (discharged - timedelta(2)).isoformat())


# -- procedures


def op_after_discharge(draft: Draft, rng: random.Random) -> Done | None:
    if not draft.procedures:
        return None
    discharged = date.fromisoformat(draft.text("discharge_datetime")[:10])
    return put(draft, "op_date", (discharged + timedelta(rng.randint(2, 20))).isoformat())


def px_code_unknown(draft: Draft, rng: random.Random) -> Done | None:
    wrong = NO_SUCH_PROCEDURE.get(draft.text("op_code")[:5])
    return put(draft, "op_code", wrong) if wrong else None


#: Slips of one digit that lead to no procedure of ICD-9-CM-3.
NO_SUCH_PROCEDURE = {
    "45.76": "45.7800",
    "47.01": "47.0800",
    "51.23": "51.2900",
    "53.05": "53.0900",
    "60.29": "60.2800",
    "68.41": "68.4800",
    "81.52": "81.5800",
}


def anaesthesia_missing(draft: Draft, rng: random.Random) -> Done | None:
    if not draft.text("op_level") or draft.text("op_incision_grade") in ("", "0"):
        return None
    put(draft, "op_anesthetist", "")
    return put(draft, "op_anesthesia", "")


def surgeon_assists(draft: Draft, rng: random.Random) -> Done | None:
    return put(draft, "op_assistant1", draft.text("op_surgeon")) if draft.text("op_level") else None


def adjunct_first(draft: Draft, rng: random.Random) -> Done | None:
    codes = [row["code"] for row in draft.procedures]
    if "00.4000" not in codes:
        return None
    draft.procedures.insert(0, draft.procedures.pop(codes.index("00.4000")))
    return Done("op_code", 0, codes[0], "00.4000")


def female_procedure(draft: Draft, rng: random.Random) -> Done | None:
    if draft.text("sex") != "1" or not draft.procedures:
        return None
    put(draft, "op_name", "宫腔镜子宫内膜病损切除术")
    return put(draft, "op_code", "68.2915")


def both_approaches(draft: Draft, rng: random.Random) -> Done | None:
    if not draft.procedures or draft.text("op_code") != "51.2300":
        return None
    draft.procedures.append(draft.procedures[0] | {"code": "51.2200", "name": "胆囊切除术"})
    return Done("op_code", 1, "", "51.2200")


# -- fees


def _fee(draft: Draft, key: str) -> Decimal:
    return Decimal(draft.text(key))


def total_off(draft: Draft, rng: random.Random) -> Done | None:
    return put(draft, "fee_total", str(_fee(draft, "fee_total") + rng.choice([-120, -36, 85, 260])))


def self_pay_too_high(draft: Draft, rng: random.Random) -> Done | None:
    return put(draft, "fee_self_pay", str(_fee(draft, "fee_total") + 50))


def operation_fee_too_high(draft: Draft, rng: random.Random) -> Done | None:
    return put(draft, "fee_operation", str(_fee(draft, "fee_surgical") + 200))


def antibiotic_too_high(draft: Draft, rng: random.Random) -> Done | None:
    return put(draft, "fee_antibiotic", str(_fee(draft, "fee_western_drug") + 30))


def thousands_separator(draft: Draft, rng: random.Random) -> Done | None:
    total = _fee(draft, "fee_total")
    return put(draft, "fee_total", f"{total:,.2f}") if total >= 1000 else None


def surgery_without_fee(draft: Draft, rng: random.Random) -> Done | None:
    if _fee(draft, "fee_surgical") <= 0:
        return None
    put(draft, "fee_other", str(_fee(draft, "fee_other") + _fee(draft, "fee_surgical")))
    for key in ("fee_anesthesia", "fee_operation"):
        put(draft, key, "0.00")
    return put(draft, "fee_surgical", "0.00")


def nursing_fee_moved(draft: Draft, rng: random.Random) -> Done | None:
    if int(draft.text("los_days")) < 3:
        return None
    put(draft, "fee_general_treatment", str(_fee(draft, "fee_general_treatment") + _fee(draft, "fee_nursing")))
    return put(draft, "fee_nursing", "0.00")
