"""A scheme that pays in another way than the one before takes the figures of that one out of use."""

from datetime import datetime

from coding.work.hospital_knowledge import imported_copies
from coding.work.knowledge_copies import PartsWanted, keep_wanted, load_kept, load_wanted
from tests.dip.small_city import write_city

NOW = datetime(2026, 11, 1, 9)


def bring(store, **files):
    wanted = PartsWanted(files)
    found = load_wanted(store, wanted, "李", NOW)
    keep_wanted(store, found, wanted)
    return found.knowledge


def weights(tmp_path):
    path = tmp_path / "权重.csv"
    path.write_text("drg_code,weight\nFR15,1.0\n", encoding="utf-8")
    return path


def scores(tmp_path):
    path = tmp_path / "分值表.csv"
    path.write_text("序号,分值\nBX-1,1760\n", encoding="utf-8")
    return path


def test_weights_of_drg_are_stopped_when_a_dip_pack_holds_for_every_day(store, tmp_path):
    bring(store, tariff=weights(tmp_path))
    knowledge = bring(store, scheme=write_city(tmp_path / "小城"))
    assert knowledge.scheme.words.method == "DIP"
    assert set(imported_copies(store)) == {"scheme"}
    kept = load_kept(store, NOW)
    assert kept.troubles == ()
    assert kept.knowledge.stamp == knowledge.stamp


def test_scores_are_stopped_when_a_scheme_of_drg_holds_again(store, tmp_path, write_pack):
    bring(store, scheme=write_city(tmp_path / "小城"))
    bring(store, tariff=scores(tmp_path))
    knowledge = bring(store, scheme=write_pack())
    assert knowledge.scheme.words.method == "DRG"
    assert knowledge.tariff.is_demonstration


def test_weights_stay_when_another_scheme_of_drg_comes(store, tmp_path, write_pack):
    bring(store, tariff=weights(tmp_path))
    knowledge = bring(store, scheme=write_pack())
    assert knowledge.tariff.price("FR15").weight == 1.0


def test_scores_stay_when_another_dip_pack_comes(store, tmp_path):
    bring(store, scheme=write_city(tmp_path / "小城"))
    bring(store, tariff=scores(tmp_path))
    knowledge = bring(store, scheme=write_city(tmp_path / "小城二"))
    assert knowledge.tariff.lines["BX-1"].weight == 1760
