"""What a verification finds, gathered; and what is guarded, in the words of the field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from coding.store.kept_audit import Complaint

#: So many complaints are told; what is broken further than that is broken.
_MOST: Final = 1_000
#: What is guarded, as it is called.
TABLES: Final = {
    "pages": "病案列表", "verdicts": "质控结果", "contents": "病案内容", "shapes": "栏目", "changes": "修改记录",
    "settings": "设置", "imports": "导入记录", "rule_edits": "规则", "waivers": "豁免", "terms": "词库",
    "paid_results": "结算结果", "people": "用户", "groupings": "历次分组", "reviews": "审核",
    "assignments": "分派", "samples": "抽查", "sample_words": "抽查评分", "incoming": "正在导入",
    "month_entries": "月度记录", "page_facts": "病案指标", "moved": "权重变化",
}  # fmt: skip


@dataclass(slots=True)
class Found:
    """The complaints so far."""

    complaints: list[Complaint] = field(default_factory=list)

    def say(self, where: str, told: str) -> None:
        """Add a complaint."""
        if len(self.complaints) < _MOST:
            self.complaints.append(Complaint(where, told))


def place(name: str, key: Any) -> str:
    """A row, as it is called."""
    return f"{TABLES.get(name, name)} {key}"
