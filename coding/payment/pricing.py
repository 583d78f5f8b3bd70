"""A tariff under a policy: what a stay is paid. Always an estimate; what cannot be judged is said, never guessed.

In order: is the stay paid by its group at all (scope, exclusions); its standard (weight × rate × coefficient, or
points × value); prices of its own and surcharges; the multiple; candidates for special review.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from coding.payment.extent import EVERY_LEVEL, INSURED, Situation
from coding.payment.formula import worth
from coding.payment.policy_row import PolicyRow
from coding.payment.price import Ground, Price, UnderPolicy

if TYPE_CHECKING:
    from datetime import date

    from coding.payment.policy import Policy, Terms
    from coding.payment.stay_facts import StayFacts
    from coding.payment.tariff import Tariff

#: Said in place of a payment where the stay is not paid by its group.
NOT_BY_GROUP = "不按病组付费"
_POINTS = "点数"
_POINTS_PER_WEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class _Standard:
    """What a stay is paid before multiples, and what it is made of."""

    payment: float | None = None
    weight: float | None = None
    rate: float | None = None
    coefficient: float | None = None
    points: float | None = None
    unknown: str = ""


#: Of DIP: cost ÷ standard → how far it is off in the pack's word, and what the payment is multiplied by for it.
Deviations = Callable[[float], tuple[str, float]]


def priced(
    policy: Policy,
    tariff: Tariff,
    stay: StayFacts,
    on: date | None,
    packet: Price | None = None,
    deviations: Deviations | None = None,
) -> Price:
    """Weight and payment of a stay under a policy on its day of discharge. ``tariff`` is that of its kind of insured.

    ``packet``: where DIP is paid, what the pack itself makes of the stay; it stays so in all that the policy does not
    say otherwise (point values, multiples), and scope, exclusions and special cases go before. ``deviations``: those of
    the pack; they hold for a standard by the policy's own point value too, where the policy has no multiples.

    A stay out of scope or excluded has no payment, whatever else is known of it; nor has one of which the policy asks
    what nobody knows.
    """
    terms = policy.of(on)
    cost, los = stay.get("总费用"), stay.get("住院天数")
    plain = tariff.price(stay.grouping.drg, cost, on, los) if packet is None else packet
    if not terms.is_known:
        said = UnderPolicy(policy.title, unknown="没有出院日期，不能确定用哪一时期的支付政策")
        return replace(plain, payment=None, balance=None, band="", policy=said)
    stay = replace(stay, own_items=terms.own_items, lists=terms.lists)
    return _Pricing(terms, tariff, plain, stay, packet is not None, deviations).price()


class _Pricing:
    """One stay on its way from the tariff to its price."""

    def __init__(
        self,
        terms: Terms,
        tariff: Tariff,
        plain: Price,
        stay: StayFacts,
        is_packet: bool,
        deviations: Deviations | None,
    ) -> None:
        self.terms, self.tariff, self.plain, self.is_packet = terms, tariff, plain, is_packet
        self.deviations = deviations
        self.cost = cost = stay.get("总费用")
        grouping = stay.grouping
        codes = (grouping.drg, grouping.adrg, grouping.mdc)
        self.basic = next((row for code in codes if (row := terms.basic_groups.get(code)) is not None), None)
        level = (
            stay.case.level
            or terms.text("level")
            or max((word for word in terms.levels if word in tariff.level), key=len, default="")
        )
        self.situation = Situation(tuple(dict.fromkeys(filter(None, codes))), level, stay.insured)
        figures = {
            "总费用": cost, "均费": plain.mean_cost, "倍率": plain.multiple, "权重": plain.weight,
            "平均天数": plain.mean_los, "住院天数": stay.get("住院天数"),
            "基础病组": float(self.basic is not None or plain.basic),
        }  # fmt: skip
        self.figures: dict[str, float | None] = figures
        self.stay = replace(stay, figures=figures)  # one dictionary: what is found later is seen by all that follows
        self.questions = self.stay.questions
        self.unjudged: list[str] = []
        self.multiple, self.deviation = plain.multiple, plain.deviation

    def price(self) -> Price:
        excluded = self._excluded()
        if excluded is not None:
            said = UnderPolicy(self.terms.title, excluded=excluded, in_scope=self._out_of_scope() is None)
            return self._without_payment(said)
        if self.unjudged:  # whether it is paid by its group is not known: a figure would say that it is
            asked = "、".join(dict.fromkeys(self.unjudged))
            unknown = f"“{asked}”未判断（首页没有所需的栏目），不知是否按病组付费"
            return self._without_payment(UnderPolicy(self.terms.title, unknown=unknown, unjudged=tuple(self.unjudged)))
        standard = self._standard()
        lines, payment = self._lines(standard)
        self.figures["支付标准"] = payment
        band: PolicyRow | None = None
        own = any(row.key == "own_price" for row in lines)
        paid = payment
        as_packet = self.is_packet and not self._own_bands
        if payment is not None and not own and not as_packet:
            self._set_multiple(payment)
            band = self._band()
            paid = payment if band is None or not band.pay else self._worth(band.pay)
        name = "" if band is None else _BANDS[band.key]
        if as_packet and not own:
            name, paid = self._deviating(payment)
        paid = None if paid is None else round(paid, 2)
        said = UnderPolicy(
            title=self.terms.title,
            standard=None if payment is None else round(payment, 2),
            rate=standard.rate,
            coefficient=standard.coefficient,
            points=standard.points,
            basic=None if self.basic is None else Ground("基础病组", self.basic.clause, self.basic.text),
            lines=tuple(Ground(row.of, row.clause, row.when) for row in lines),
            band=None if band is None else Ground(name, band.clause, band.when),
            candidates=self._candidates(),
            asks_candidates=bool(self.terms.all("special")),
            unjudged=tuple(dict.fromkeys(self.unjudged)),
            unknown="" if paid is not None else standard.unknown or _not_reckoned(lines, band),
        )
        return replace(
            self.plain,
            weight=standard.weight,
            payment=paid,
            band=name,
            multiple=self.multiple,
            deviation=self.deviation,
            thresholds=self._thresholds,
            balance=None if paid is None or self.cost is None else round(paid - self.cost, 2),
            policy=said,
        )

    def _without_payment(self, said: UnderPolicy) -> Price:
        return replace(self.plain, payment=None, balance=None, band="", policy=said, thresholds=self._thresholds)

    # -- whether it is paid by its group

    def _excluded(self) -> Ground | None:
        for row in self.terms.all("exclude"):
            if self._holds(row.when, row.of):
                return Ground(row.of, row.clause, row.when)
        if (missed := self._out_of_scope()) is not None:
            return Ground(f"不在适用范围（{missed.of}）", missed.clause, missed.when)
        return None

    def _out_of_scope(self) -> PolicyRow | None:
        """The first row of the scope that a stay does not meet."""
        return next((row for row in self.terms.all("scope") if self._holds(row.when, row.of) is False), None)

    # -- its standard

    def _standard(self) -> _Standard:
        plain, line = self.plain, self.tariff.lines.get(self.stay.grouping.drg)
        weight = plain.weight
        if (own := self._first("own_weight")) is not None:
            weight = self._worth(own.pay)
        self.figures["权重"] = weight
        coefficient, lacking = self._coefficient(None if line is None else line.coefficient)
        self.figures["系数"] = coefficient
        if self.is_packet and not self._has_own_value:
            return self._of_packet(weight)
        if self.terms.text("mode") == _POINTS or (self.is_packet and self.terms.all("point_value")):
            return self._in_points(weight, coefficient, lacking)
        row, asked = self._rate_row()
        rate = row.number if row is not None else None
        if rate is None and not asked and line is not None:
            rate = line.rate if line.rate is not None else self.tariff.rate
        self.figures["费率"] = rate
        unknown = _not_known(asked or lacking)
        found = _Standard(None, weight, rate, coefficient, None, unknown)
        if unknown:
            return found
        if line is not None and line.payment is not None and row is None and own is None:
            return replace(found, payment=line.payment)  # the table states it: nothing is computed
        if weight is None or rate is None:
            missing = "病组没有权重" if weight is None else "没有费率"
            return replace(found, unknown=f"{missing}，不估算支付额")
        return replace(found, payment=weight * rate * (1 if coefficient is None else coefficient))

    def _of_packet(self, weight: float | None) -> _Standard:
        """What the pack makes of the stay: before its own deviations where the policy has multiples of its own."""
        plain = self.plain
        payment = plain.standard if self._own_bands else plain.payment
        unknown = "" if payment is not None else plain.note.rstrip("。") or "病种没有分值，不估算支付额"
        return _Standard(payment, weight, points=plain.case_score, unknown=unknown)

    @property
    def _own_bands(self) -> bool:
        return bool(self.terms.all("high") or self.terms.all("low"))

    def _deviating(self, standard: float | None) -> tuple[str, float | None]:
        """The deviation of a packet in a word, and what is paid for it: as the pack has it, or by its limits where the
        standard is the policy's own.
        """
        if self.deviations is None or not self._has_own_value:
            return self.plain.band, standard
        self.multiple, self.deviation = None, ""
        if not standard or self.cost is None:
            self.unjudged.append("费用偏差")
            return "", standard
        self._set_multiple(standard)
        word, factor = self.deviations(self.cost / standard)
        self.deviation = str(word)
        return "" if word == _NORMAL else self.deviation, standard * factor

    @property
    def _has_own_value(self) -> bool:
        return bool(self.terms.all("rate") or self.terms.all("point_value"))

    def _set_multiple(self, standard: float) -> None:
        """Of a packet the multiple is cost ÷ standard, of a group cost ÷ mean cost."""
        if self.is_packet and self.cost is not None and standard:
            self.figures["倍率"] = self.multiple = self.cost / standard

    def _in_points(self, weight: float | None, coefficient: float | None, lacking: str) -> _Standard:
        situation = self.situation
        value = self.terms.best("point_value", situation)
        asked = self.terms.lacking("point_value", situation) or lacking
        worth_of_point = None if value is None else value.number
        per_weight = self.terms.number("points_per_weight") or (1.0 if self.is_packet else _POINTS_PER_WEIGHT)
        factor = (1 if coefficient is None else coefficient) * (self.plain.aux_factor or 1)
        points = None if weight is None else weight * per_weight * factor
        self.figures.update({"点值": worth_of_point, "点数": points, "费率": None})
        found = _Standard(None, weight, worth_of_point, coefficient, points, _not_known(asked))
        if asked:
            return found
        if points is None or worth_of_point is None:
            missing = "病组没有权重" if points is None else "没有点值"
            return replace(found, unknown=f"{missing}，不估算支付额")
        return replace(found, payment=points * worth_of_point)

    def _coefficient(self, of_line: float | None) -> tuple[float | None, str]:
        """The coefficient, and what must be known before there is one."""
        if self.basic is not None or self.plain.basic:
            return 1.0, ""
        row = self.terms.best("level_coefficient", self.situation)
        lacking = self.terms.lacking("level_coefficient", self.situation)
        if lacking:
            return None, lacking
        if row is not None:
            return row.number, ""
        return (of_line if of_line is not None else self.tariff.coefficient), ""

    def _rate_row(self) -> tuple[PolicyRow | None, str]:
        """The row of the rate, and what must be known before there is one. A basic group has one rate in every
        hospital, where the policy states such a one.
        """
        if self.basic is not None:
            everywhere = replace(self.situation, level=EVERY_LEVEL)
            for key in ("basic_rate", "rate"):
                if lacking := self.terms.lacking(key, everywhere):
                    return None, lacking
                if (row := self.terms.best(key, everywhere)) is not None:
                    return row, ""
        return self.terms.best("rate", self.situation), self.terms.lacking("rate", self.situation)

    # -- prices of its own, surcharges, multiples, candidates

    def _lines(self, standard: _Standard) -> tuple[list[PolicyRow], float | None]:
        """The rows that change the standard, and what it is then."""
        self.figures["支付标准"] = standard.payment
        own = self._first("own_price")
        if own is not None:
            return [own], self._worth(own.pay)
        payment, met = standard.payment, []
        for row in self.terms.all("surcharge"):
            if self._holds(row.when, row.of):
                payment = self._worth(row.pay)
                self.figures["支付标准"] = payment
                met.append(row)
        return met, payment

    def _band(self) -> PolicyRow | None:
        """The first row that is met. After one that cannot be judged none is: the one before goes first."""
        is_open = False
        for row in self._band_rows:
            met = self._meets(row)
            if met is None:
                self.unjudged.append(_BANDS[row.key])
                is_open = True
            elif met and not is_open:
                return row
        return None

    @cached_property
    def _band_rows(self) -> list[PolicyRow]:
        return [*self.terms.all("high"), *self.terms.all("low")] or _of_tariff(self.tariff)

    @property
    def _thresholds(self) -> tuple[str, ...]:
        """The multiples that this price knows a threshold for; a packet under its own pack's deviations has none."""
        if self.is_packet and not self._own_bands:
            return ()
        return tuple(dict.fromkeys(_BANDS[row.key] for row in self._band_rows))

    def _meets(self, row: PolicyRow) -> bool | None:
        """Whether a stay is beyond a threshold; None where what is not known could decide it."""
        fits = self._fits(row)
        if fits is False:
            return False
        found = [self._worth(condition) for condition in (row.only, row.when) if condition]
        if any(value == 0 for value in found):
            return False
        return None if fits is None or None in found else True

    def _fits(self, row: PolicyRow) -> bool | None:
        """Whether a row speaks of this stay; None where that hangs on what nobody knows."""
        extent, situation = row.extent, self.situation
        if extent.group and extent.group not in situation.groups:
            return False
        pairs = ((extent.level, situation.level), (extent.insured, situation.insured))
        if any(wanted and known and wanted != known for wanted, known in pairs):
            return False
        return None if any(wanted and not known for wanted, known in pairs) else True

    def _candidates(self) -> tuple[Ground, ...]:
        rows = self.terms.all("special")
        return tuple(Ground(row.of, row.clause, row.when) for row in rows if self._holds(row.when, row.of))

    def _first(self, key: str) -> PolicyRow | None:
        return next((row for row in self.terms.all(key) if self._holds(row.when, row.of)), None)

    def _holds(self, condition: str, word: str) -> bool | None:
        """Whether a condition holds; None, which is remembered, where the page cannot answer it."""
        found = self._worth(condition)
        if found is None:
            self.unjudged.append(word)
            return None
        return bool(found)

    def _worth(self, formula: str) -> float | None:
        return worth(formula, self.stay, self.questions)


#: How a pack of DIP calls a cost within its limits.
_NORMAL = "正常"
_BANDS = {"high": "高倍率", "low": "低倍率"}


def _of_tariff(tariff: Tariff) -> list[PolicyRow]:
    """The thresholds that a tariff states itself, where the policy states none."""
    keys = {word: key for key, word in _BANDS.items()}
    clause = f"权重表“{tariff.title}”所写"
    return [
        PolicyRow(keys[band.name], band.when, clause=clause, when=band.when, pay=band.pay)
        for band in tariff.bands
        if band.name in keys
    ]


def _not_reckoned(lines: list[PolicyRow], band: PolicyRow | None) -> str:
    """Which formula has asked for a figure that nobody knows."""
    word = lines[-1].of if lines else "" if band is None else _BANDS[band.key]
    return f"“{word}”的支付公式缺少所需的数（如均费、费用）" if word else ""


def _not_known(word: str) -> str:
    if not word:
        return ""
    return f"政策按{word}分列，而{word}未知：" + (
        "请按医疗付费方式填写" if word == INSURED else "请在支付政策表中写明“本院等级”"
    )
