"""A small workbook in the form of the national one, written for a test that alters what it needs."""

import xlsxwriter

BOOK = {
    "MDC": [
        ("分组方案配置信息", "", "", ""),
        ("MDC编码", "MDC名称", "MDC规则", "排序"),
        ("MDCA", "先期分组", "", 1),
        ("MDCP", "新生儿", "(NL=0) and (XSRTL<29)", 2),
        (
            "MDCZ",
            "多发创伤",
            "((ZYZD in DI_Z01) and (QTZD in {DI_Z02})) or \n((ZYZD in DI_Z02) and (QTZD in {DI_Z01}))",
            3,
        ),
        ("MDCF", "循环系统", "ZYZD in DI_F00", 4),
        ("MDCM", "男性生殖", "(ZYZD in DI_M00) and (XB = 1)", 5),
        ("0000", "未入组", "", 6),
    ],
    "ADRG": [
        ("ADRG编码", "ADRG名称", "ADRG规则", "所属MDC编码", "MDC内排序"),
        ("AA1", "心脏移植", "ZYSS in OP_AA1", "MDCA", 1),
        ("PB1", "新生儿手术", "{ZYSS, QTSS} in OP_FB1", "MDCP", 1),
        ("PQY", "", "ZYSS in OP_ALL", "MDCP", 2),
        ("P00", "", "", "MDCP", 3),
        ("ZZ1", "多发创伤", "ZYSS not in OP_ALL", "MDCZ", 1),
        ("Z00", "", "", "MDCZ", 2),
        ("FB1", "心脏手术", "ZYSS in OP_FB1", "MDCF", 1),
        ("FQY", "", "ZYSS in OP_ALL", "MDCF", 2),
        ("FR1", "心力衰竭", "ZYZD in DI_FR1", "MDCF", 3),
        ("F00", "", "", "MDCF", 4),
        ("MZ1", "男性疾病", "", "MDCM", 1),
        ("000", "", "", "0000", 1),
    ],
    "DRG": [
        ("DRG", "DRG名称", "DRG规则", "所属ADRG编码", "所属MDC编码", "排序"),
        ("AA19", "心脏移植", "", "AA1", "MDCA", 1),
        ("PB19", "新生儿手术", "", "PB1", "MDCP", 1),
        ("PQY", "", "", "PQY", "MDCP", 1),
        ("P000", "", "", "P00", "MDCP", 1),
        ("ZZ19", "多发创伤", "", "ZZ1", "MDCZ", 1),
        ("Z000", "", "", "Z00", "MDCZ", 1),
        ("FB10", "心脏手术，两种", "length(OP_FB1 ∩ {ZYSS, QTSS})>=2", "FB1", "MDCF", 1),
        ("FB19", "心脏手术", "", "FB1", "MDCF", 2),
        ("FR11", "心力衰竭，伴严重并发症", "QTZD in MCC", "FR1", "MDCF", 1),
        ("FR13", "心力衰竭，伴并发症，≥70岁", "QTZD in {MCC, CC} and NL>=70", "FR1", "MDCF", 2),
        ("FR15", "心力衰竭", "", "FR1", "MDCF", 3),
        ("FQY", "", "", "FQY", "MDCF", 1),
        ("F000", "", "", "F00", "MDCF", 1),
        ("MZ19", "男性疾病", "", "MZ1", "MDCM", 1),
        ("0000", "", "", "000", "0000", 1),
    ],
    "集合": [
        ("集合编号", "ICD编码", "ICD名称", "类型编号"),
        ("OP_ALL", "36.1100", "搭桥", "OP"),
        ("OP_ALL", "35.2100", "瓣膜", "OP"),
        ("OP_ALL", "47.0900", "阑尾", "OP"),
        ("OP_AA1", "37.5100", "移植", "OP"),
        ("OP_FB1", "36.1100", "搭桥", "OP"),
        ("OP_FB1", "35.2100", "瓣膜", "OP"),
        ("DI_F00", "I50.900", "心衰", "DI"),
        ("DI_F00", "I10.x00", "高血压", "DI"),
        ("DI_FR1", "I50.900", "心衰", "DI"),
        ("DI_M00", "N40.x00", "前列腺", "DI"),
        ("DI_Z01", "S06.000", "脑震荡", "DI"),
        ("DI_Z02", "S36.000", "脾损伤", "DI"),
    ],
    "CC": [
        ("疾病编码", "疾病名称", "排除表", "类型"),
        ("J96.000", "呼衰", "EX_1", "MCC"),
        ("E11.900", "糖尿病", "EX_2", "CC"),
        ("I10.x00", "高血压", "EX_3", "CC"),
        ("D64.900", "贫血", "EX_4", "CC"),
    ],
    "排除表": [
        ("集合编号", "ICD编码", "ICD名称"),
        ("EX_1", "J18.900", "肺炎"),
        ("EX_2", "E10.900", "糖尿病"),
        ("EX_3", "I50.900", "心衰"),
        ("EX_4", "D50.900", "贫血"),
        ("EX_2", "I50.900", "心衰"),
    ],
}


def write_book(path, **changed):
    """Write the workbook; keyword = sheet, its rows with the header (None leaves the sheet out)."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in {**BOOK, **changed}.items():
            if rows is None:
                continue
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write(at, column, value)
    return path


def with_row(name, old, new):
    """The rows of a sheet with one of them, found by its first cell, exchanged."""
    return {name: [new if row[0] == old else row for row in BOOK[name]]}
