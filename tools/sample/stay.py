"""One stay of a vignette: dates, diagnoses, procedures, fees, in one consistent page."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tools.sample.draft import Draft
from tools.sample.fees import fee_values
from tools.sample.people import Staff, person_values, staff_of
from tools.sample.vignette import Planned, Possible, Vignette

FIRST_DISCHARGE = date(2026, 7, 1)
LAST_DISCHARGE = date(2026, 10, 31)
_LOCAL = frozenset({"3", "35", "36"})


class Maker:
    """Makes stays one after the other from one stream of chance."""

    def __init__(
        self, hospital: dict[str, Any], profiles: dict[str, Any], rng: random.Random, names: Iterator[tuple[str, str]]
    ) -> None:
        self.hospital = hospital
        self.profiles = profiles
        self.rng = rng
        self.names = names

    def stay(self, vignette: Vignette, serial: int) -> Draft:
        """A clean page; ``serial`` counts the pages of the file from 1 and makes numbers unique."""
        rng = self.rng
        sex = vignette.sex or rng.choice("12")
        draft = Draft(vignette.id)
        factor = self._diagnoses(vignette, sex, draft)
        days = rng.randint(*vignette.los) + (rng.randint(1, 2) if factor > 1.1 else 0)
        admitted, discharged = self._times(vignette, days)
        self._patient(vignette, sex, draft, serial, admitted)
        done = self._procedures(vignette, draft, admitted, discharged)
        self._stay_values(vignette, draft, serial, admitted, discharged)
        self._outcome(vignette, draft)
        los = int(draft.values["los_days"])
        payment = draft.values["payment_method"]
        draft.values |= fee_values(vignette, self.profiles, rng, los, factor, done, payment)
        self._blood(draft)
        return draft

    def _diagnoses(self, vignette: Vignette, sex: str, draft: Draft) -> float:
        rng = self.rng
        words = rng.choice((vignette.principal.name, *vignette.words))
        draft.diagnoses.append({"code": vignette.principal.code, "name": words, "poa": vignette.principal.poa})
        factor = 1.0
        chosen: list[Possible] = []
        if vignette.one_of:
            fit = [p for p in vignette.one_of if p.sex in ("", sex)]
            chosen.append(rng.choices(fit, [p.share for p in fit])[0])
        chosen += [p for p in vignette.secondary + vignette.comorbid if rng.random() < p.share]
        if vignette.outcome:
            chosen.append(vignette.outcome)
        for one in chosen:
            if one.sex not in ("", sex) or any(one.code[:3] == code[:3] for code in draft.codes):
                continue
            draft.diagnoses.append({"code": one.code, "name": one.name, "poa": one.poa})
            factor *= one.factor
        return factor

    def _times(self, vignette: Vignette, days: int) -> tuple[datetime, datetime]:
        rng = self.rng
        span = (LAST_DISCHARGE - FIRST_DISCHARGE).days
        last = FIRST_DISCHARGE + timedelta(rng.randint(0, span))
        same_day = vignette.los == (1, 1)
        first = last if same_day else last - timedelta(days)
        urgent = rng.random() < vignette.emergency
        start = rng.randint(7 * 60, 9 * 60) if same_day else rng.randint(0 if urgent else 480, 1439 if urgent else 1050)
        end = rng.randint(15 * 60, 18 * 60) if same_day or vignette.leave == "5" else rng.randint(8 * 60, 17 * 60)
        self.urgent = urgent
        midnight = datetime(first.year, first.month, first.day)
        leaving = datetime(last.year, last.month, last.day)
        # seconds never all zero: a time of 00:00:00 reads as "no time given"
        return (
            midnight + timedelta(minutes=start, seconds=rng.randint(1, 59)),
            leaving + timedelta(minutes=end, seconds=rng.randint(1, 59)),
        )

    def _patient(self, vignette: Vignette, sex: str, draft: Draft, serial: int, admitted: datetime) -> None:
        rng = self.rng
        if vignette.age_days:
            age, days = 0, rng.randint(*vignette.age_days)
            birth = admitted.date() - timedelta(days)
        else:
            assert vignette.age
            age, days = rng.randint(*vignette.age), 0
            birth = _birth(admitted.date(), age, rng.randint(1, 360))
        surname, name = next(self.names)
        if vignette.newborn:
            name += "之子" if sex == "1" else "之女"
        draft.values |= person_values(self.hospital, rng, surname, name, sex, birth, age, serial)
        if age == 0:
            draft.values["age_days"] = str(days)
        if vignette.newborn:
            weight = rng.randrange(*vignette.newborn, 10)
            draft.values["newborn_birth_weight_1"] = str(weight)
            loss = 0 if days == 0 else rng.randint(0, 6)
            draft.values["newborn_admission_weight"] = str(round(weight * (100 - loss) / 1000) * 10)
        if vignette.outcome or vignette.dept == "0502":
            draft.values |= {"marital_status": "2", "contact_relation": "1"}
        if vignette.weights:
            for i in range(2 if vignette.outcome and vignette.outcome.code.startswith("Z37.2") else 1):
                draft.values[f"newborn_birth_weight_{i + 1}"] = str(rng.randrange(*vignette.weights, 10))

    def _procedures(self, vignette: Vignette, draft: Draft, admitted: datetime, discharged: datetime) -> list[Planned]:
        rng, staff = self.rng, staff_of(self.hospital, vignette.dept)
        span = (discharged.date() - admitted.date()).days
        done: list[Planned] = []
        day, surgeon = 0, staff.chief
        for plan in vignette.procedures:
            if rng.random() >= plan.share:
                continue
            if plan.days is not None:
                day = span if plan.days[0] < 0 else min(rng.randint(*plan.days), span)
                surgeon = rng.choice((staff.chief, staff.attending))
            draft.procedures.append(self._procedure(plan, admitted.date() + timedelta(day), surgeon, staff))
            done.append(plan)
        if vignette.ventilator:
            hours = min(rng.randint(*vignette.ventilator), int((discharged - admitted).total_seconds() // 3600) - 6)
            draft.values["ventilator_hours"] = str(hours)
        return done

    def _procedure(self, plan: Planned, day: date, surgeon: str, staff: Staff) -> dict[str, str]:
        rng = self.rng
        row = {"code": plan.code, "name": plan.name, "date": day.isoformat(), "surgeon": surgeon}
        row |= {"anesthesia": plan.anaesthesia, "level": plan.level}
        if plan.level:
            row |= {"assistant1": rng.choice(staff.residents), "assistant2": rng.choice(("-", staff.director))}
            row |= {"incision_grade": plan.incision, "healing_grade": plan.healing}
        if plan.anaesthesia and plan.anaesthesia not in _LOCAL:
            row["anesthetist"] = rng.choice(self.hospital["anaesthetists"])
        return row

    def _stay_values(
        self, vignette: Vignette, draft: Draft, serial: int, admitted: datetime, discharged: datetime
    ) -> None:
        rng, hospital, staff = self.rng, self.hospital, staff_of(self.hospital, vignette.dept)
        ward = hospital["wards"][vignette.dept]
        times = rng.choices("123", [80, 15, 5])[0] if "age_days" not in draft.values else "1"
        draft.values |= {
            "org_code": hospital["org_code"],
            "org_name": hospital["org_name"],
            "case_no": f"{310000 + serial:08d}",
            "admission_times": "3" if vignette.readmit else times,
            "admission_route": "1" if self.urgent else "2",
            "admission_datetime": f"{admitted:%Y-%m-%d %H:%M:%S}",
            "admission_hour": str(admitted.hour),
            "admission_dept": vignette.dept,
            "admission_ward": ward,
            "transfer_depts": vignette.transfer or "-",
            "discharge_datetime": f"{discharged:%Y-%m-%d %H:%M:%S}",
            "discharge_hour": str(discharged.hour),
            "discharge_dept": vignette.dept,
            "discharge_ward": ward,
            "los_days": str(max(1, (discharged.date() - admitted.date()).days)),
            "op_dx_code": vignette.principal.code,
            "op_dx_name": vignette.principal.name,
            "dept_director": staff.director,
            "chief_physician": staff.chief,
            "attending_physician": staff.attending,
            "resident_physician": rng.choice(staff.residents),
            "charge_nurse": rng.choice(staff.nurses),
            "coder": rng.choice(hospital["coders"]),
            "record_quality": "1",
            "qc_physician": rng.choice(hospital["qc_physicians"]),
            "qc_nurse": rng.choice(hospital["qc_nurses"]),
            "qc_date": (discharged.date() + timedelta(rng.randint(1, 3))).isoformat(),
        }
        for key in ("coma_before", "coma_after"):
            draft.values |= {f"{key}_{unit}": "0" for unit in ("days", "hours", "minutes")}
        if rng.random() < vignette.coma:
            draft.values["coma_before_minutes"] = str(rng.randint(5, 50))

    def _outcome(self, vignette: Vignette, draft: Draft) -> None:
        rng, values = self.rng, draft.values
        calm = vignette.profile in {"短期", "产科", "化疗"} or vignette.readmit
        way = vignette.leave or ("1" if calm else rng.choices("1432", [91, 4, 3, 2])[0])
        values |= {"discharge_way": way, "readmit_plan_31d": "1"}
        if way == "2":
            values["receiving_org"] = rng.choice(self.hospital["transfer_to"])
        elif way == "3":
            values["receiving_community"] = rng.choice(self.hospital["community"])
        elif way == "5":
            values["autopsy_flag"] = "2"
        if vignette.readmit:
            values |= {"readmit_plan_31d": "2", "readmit_purpose": vignette.readmit}
        values["drug_allergy_flag"] = "1"
        if vignette.allergy or rng.random() < 0.06:
            values |= {
                "drug_allergy_flag": "2",
                "allergy_drugs": vignette.allergy or rng.choice(("青霉素", "头孢曲松")),
            }
        if vignette.cause:
            cause = rng.choice(vignette.cause)
            values |= {"injury_cause_code": cause.code, "injury_cause_name": cause.name}
        if vignette.principal.code[0] == "C" or "D00" <= vignette.principal.code[:3] <= "D48":
            fit = _weighted(rng, vignette.pathology)
            values |= {"pathology_code": "-", "pathology_name": "-", "pathology_no": "-"}
            if fit:
                values |= {"pathology_code": fit.code, "pathology_name": fit.name}
                values["pathology_no"] = f"2026{int(values['case_no']):06d}"

    def _blood(self, draft: Draft) -> None:
        rng = self.rng
        tested = float(draft.values["fee_blood"]) > 0 or bool(draft.procedures) or rng.random() < 0.5
        draft.values["abo_blood"] = rng.choices("1234", [30, 28, 33, 9])[0] if tested else "6"
        draft.values["rh_blood"] = "2" if tested else "4"


def _weighted(rng: random.Random, options: Sequence[Possible]) -> Possible | None:
    return rng.choices(options, [p.share for p in options])[0] if options else None


def _birth(admitted: date, age: int, ago: int) -> date:
    """A birth date that makes ``age`` completed years on admission; ``ago`` days since the last birthday."""
    birthday = admitted - timedelta(ago)
    if (birthday.month, birthday.day) == (2, 29):
        birthday = birthday.replace(day=28)
    return birthday.replace(year=birthday.year - age)
