"""What is found on a page whose identities are masked: rules that read them judge nothing there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.page.finding import NotJudged
from coding.review.masks import identity_fields, is_identity

if TYPE_CHECKING:
    from coding.examine.examine import Examination
    from coding.page.finding import Finding
    from coding.rules.rule_book import RuleBook

_WHY = "患者身份的栏目对您的角色遮住，没有判断：由编码员或质控员查看。"


def without_identities(examination: Examination, book: RuleBook) -> Examination:
    """An examination of a masked page without what its stars made rules say; those rules are not judged."""
    hidden = identity_fields()
    blind = {compiled.rule.id for compiled in book.rules if compiled.reads and not compiled.reads.isdisjoint(hidden)}

    def stands(finding: Finding) -> bool:
        return finding.rule not in blind and not is_identity(finding.place.field)

    told = {finding.rule for finding in (*examination.findings, *examination.for_others) if not stands(finding)}
    not_judged = tuple(one for one in examination.not_judged if one.rule not in told)
    return replace(
        examination,
        findings=tuple(filter(stands, examination.findings)),
        for_others=tuple(filter(stands, examination.for_others)),
        not_judged=(*not_judged, *(NotJudged(rule, _WHY) for rule in sorted(told))),
    )
