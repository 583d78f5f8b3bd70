"""What each change says of itself stands in the changelog of the version that brings it, once."""

from datetime import date

import pytest

from release.changelog import FRAGMENTS, gathered, lines_of

DAY = date(2026, 12, 1)
LOG = "# 更新记录\n\n写给使用者。\n\n## 0.2.0（在做）\n\n- 已有一条。\n\n## 0.1.0\n\n第一版。\n"


def test_what_was_gathered_stands_below_what_was_there_and_the_version_has_its_day():
    text = gathered(LOG, ["- 新的一条。\n- 又一条，\n  写成两行。\n"], "0.2.0", DAY)
    assert text == (
        "# 更新记录\n\n写给使用者。\n\n## 0.2.0（2026-12-01）\n\n- 已有一条。\n- 新的一条。\n- 又一条，\n  写成两行。\n"
        "\n## 0.1.0\n\n第一版。\n"
    )


def test_bullets_with_a_topic_stand_below_it():
    assert lines_of("# 安装\n\n- 一个文件装好。\n  不要管理员。\n") == [
        "- **安装**",
        "  - 一个文件装好。",
        "    不要管理员。",
    ]


def test_a_version_that_nobody_has_begun_gets_a_section_above_the_others():
    text = gathered(LOG, ["- 下一版。"], "0.3.0", DAY)
    assert text.index("## 0.3.0（2026-12-01）") < text.index("- 下一版。") < text.index("## 0.2.0（在做）")


def test_of_two_versions_only_the_one_that_is_released_is_touched():
    text = gathered(LOG, ["- 补丁。"], "0.1.0", DAY)
    assert "## 0.2.0（在做）" in text
    assert text.endswith("## 0.1.0（2026-12-01）\n\n第一版。\n- 补丁。\n")


def test_a_fragment_that_is_prose_is_refused():
    with pytest.raises(ValueError, match="随便写的"):
        lines_of("随便写的一句话")


def test_every_fragment_that_waits_can_be_gathered():
    for path in sorted(FRAGMENTS.glob("*.md")):
        assert lines_of(path.read_text(encoding="utf-8")), path.name
