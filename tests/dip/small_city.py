"""An invented city with a handful of rows; a test alters what it needs."""

import csv

from coding.base.as_written import as_written
from coding.dip.packet_catalogue import NEEDED

TABLES = {
    "scheme": [
        {"key": "name", "value": "小城"},
        {"key": "layers", "value": "XQ|BX|FZ|JC|ZH"},
        {"key": "low", "value": "0.5"},
        {"key": "high", "value": "2"},
    ],
    "core": [
        {
            "seq": "XQ-1",
            "layer": "XQ",
            "name": "长时间呼吸机",
            "dx": "*",
            "px": "96.7200",
            "px_any": "1",
            "score": "9000",
        },
        {
            "seq": "XQ-2",
            "layer": "XQ",
            "name": "极低体重",
            "dx": "*",
            "px": "-",
            "age_days": "<29",
            "birth_weight": "1000-1499",
        },
        {"seq": "BX-1", "layer": "BX", "name": "阑尾切除", "dx": "K35", "px": "47.0100", "score": "1500"},
        {
            "seq": "BX-2",
            "layer": "BX",
            "name": "阑尾切除+松解",
            "dx": "K35",
            "px": "47.0100",
            "rpx": "54.5100",
            "score": "1760",
        },
        {"seq": "BX-3", "layer": "BX", "name": "阑尾切除，腹膜炎", "dx": "K35.2", "px": "47.0100", "score": "1900"},
        {"seq": "FZ-1", "layer": "FZ", "name": "化疗", "dx": "Z51.1", "sdx": "C34", "px": "99.2500", "score": "800"},
        {
            "seq": "FZ-2",
            "layer": "FZ",
            "name": "化疗+靶向",
            "dx": "Z51.1",
            "sdx": "C34",
            "px": "99.2500+99.2800",
            "px_any": "1",
            "score": "950",
        },
        {
            "seq": "FZ-3",
            "layer": "FZ",
            "name": "耐药结核",
            "dx": "A15-A16",
            "px": "",
            "resistant": "1",
            "score": "2200",
        },
        {"seq": "JC-1", "layer": "JC", "name": "肺炎保守", "dx": "J18.9", "px": "", "score": "600"},
        {"seq": "JC-2", "layer": "JC", "name": "肺癌保守", "dx": "C34", "px": "", "score": "1300"},
    ],
    "exclude_dx": [{"code": "Z99.100"}],
    "exclude_px": [
        {"code": "99.6000", "rule": "conservative"},
        {"code": "00.3100", "rule": "never"},
        {"code": "44.1300", "rule": "range", "range": "K20-K93"},
    ],
    "tb_resistant": [{"code": "A15.001"}],
    "primary": [{"dx": "K35", "px": "47.0100"}, {"dx": "J18.9", "px": ""}],
    "mixed": [
        {"seq": "ZH-K35", "dx": "K35", "type": "相关手术组", "score": "1300"},
        {"seq": "ZH-J-NK", "dx": "J09-J22", "type": "内科诊疗组", "score": "650"},
        {"seq": "ZH-J18-NK", "dx": "J18", "type": "内科诊疗组", "score": "640"},
    ],
    "px_type": [
        {"code": "47.0100", "type": "手术"},
        {"code": "54.5100", "type": "手术"},
        {"code": "32.4100", "type": "手术"},
    ],
    "aux_levels": [
        {"kind": "严重程度", "level": "死亡", "tumour": "", "rule": "LEAVING_IN(5)"},
        {"kind": "严重程度", "level": "转移", "tumour": "1", "rule": "SDX_OTHER_TUMOUR&LOS>3"},
        {"kind": "严重程度", "level": "轻度", "tumour": "", "rule": "ALWAYS"},
        {"kind": "CCI", "level": "高", "tumour": "", "rule": "CCI>=2"},
        {"kind": "监护", "level": "长", "tumour": "", "rule": "ICUDAYS>=2"},
    ],
    "aux": [
        {"seq": "JC-2", "kind": "严重程度", "level": "死亡", "factor": "1.35"},
        {"seq": "JC-2", "kind": "严重程度", "level": "转移", "factor": "1.12"},
        {"seq": "JC-2", "kind": "严重程度", "level": "轻度", "factor": "0.9"},
        {"seq": "JC-2", "kind": "CCI", "level": "高", "factor": "1.18"},
        {"seq": "JC-2", "kind": "监护", "level": "长", "factor": "1.30"},
    ],
    "cci": [
        {"code": "I21", "component": "心梗", "weight": "1"},
        {"code": "I22", "component": "心梗", "weight": "1"},
        {"code": "I50", "component": "心衰", "weight": "1"},
    ],
    "hospital": [{"level": "三级", "factor": "1.10"}, {"level": "二级", "factor": "0.95"}],
    "points": [{"insured": "职工", "point": "8"}, {"insured": "居民", "point": "7.5"}],
}


def write_city(folder, **changed):
    """The tables as a pack in a folder that is made for it."""
    folder.mkdir()
    for name, rows in city(**changed).items():
        columns = dict.fromkeys([*NEEDED[name], *(column for row in rows for column in row)])
        with as_written(folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(columns))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def city(**changed):
    """The tables, some of them exchanged."""
    return {**TABLES, **changed}
