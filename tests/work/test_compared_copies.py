"""The schemes that pages are compared under are copies, too: moved originals take nothing away."""

import shutil

import pytest

from coding.base.errors import CodingError
from coding.work.comparing import Listed, copied, keep_listed, listed_schemes, load_plans


def test_a_scheme_to_compare_with_outlives_its_original(store, write_pack, tmp_path):
    pack, tariff = write_pack("桌面/小方案"), tmp_path / "桌面" / "权重.csv"
    tariff.write_text("DRG编码,权重\nHC25,1.2\n", encoding="utf-8")
    keep_listed(store, [copied(store, Listed(str(pack), str(tariff))), Listed()])
    shutil.rmtree(tmp_path / "桌面")
    kept = listed_schemes(store)
    assert [one.title for one in kept] == ["小方案", "内置通用方案"]
    plans, refused = load_plans(kept)
    assert (len(plans), refused) == (2, [])
    assert store.setting("compare.schemes").count("copy:") == 2, "wherever the folder of the store is moved to"


def test_what_is_no_scheme_is_refused_and_leaves_no_copy(store, tmp_path):
    wrong = tmp_path / "错.xlsx"
    wrong.write_text("不是工作簿", encoding="utf-8")
    with pytest.raises(CodingError):
        copied(store, Listed(str(wrong)))
    assert list(store.knowledge_folder.iterdir()) == []


def test_a_path_of_former_days_is_still_read(store):
    store.set_setting("compare.schemes", '[{"scheme": "/包/甲", "tariff": ""}]')
    assert listed_schemes(store) == [Listed("/包/甲")]
