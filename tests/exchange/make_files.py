"""Files of every family, form and encoding from invented pages: ``python tests/exchange/make_files.py``.

They stand in ``tests/data/files``; nobody's data is in them. The .xls needs xlwt, which only this script uses; without
it the old one stays.
"""

import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from coding.base.resources import resource_path  # noqa: E402
from coding.exchange.read import read_file  # noqa: E402
from coding.exchange.write import write_layout  # noqa: E402

FOLDER = ROOT / "tests" / "data" / "files"
PAGES = 12
TCM = {
    "tcm_op_dx_code": "BNG010",
    "tcm_op_dx_name": "胁痛病",
    "tcm_main_disease_code": "BNG010",
    "tcm_main_disease_name": "胁痛病",
    "tcm_main_disease_poa": "1",
    "tcm_syndrome_code": "ZYVXI0",
    "tcm_syndrome_name": "肝胆湿热证",
    "tcm_syndrome_poa": "1",
    "treatment_category": "2.1",
    "tcm_preparation_used": "2",
}


def invented_pages():
    """Some pages of the sample."""
    pages = [p for p in read_file(resource_path("sample/sample_n041.csv")).pages if p.procedures][:PAGES]
    return [replace(page, extra={}) for page in pages]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = invented_pages()
    tcm = [replace(page, values={**page.values, **TCM}) for page in pages]
    for encoding in ("gb18030", "utf-8", "utf-8-sig", "utf-16"):
        write_layout(FOLDER / f"n041_{encoding.replace('-', '')}.csv", pages, "n041", encoding)
    for suffix in (".xlsx", ".dbf", ".json", ".xml"):
        write_layout(FOLDER / f"n041{suffix}", pages, "n041")
        write_layout(FOLDER / f"hqms2020{suffix}", pages, "hqms2020")
    write_layout(FOLDER / "n042_gb18030.csv", tcm, "n042")
    write_layout(FOLDER / "n042.dbf", tcm, "n042")
    write_layout(FOLDER / "hqms2020_utf8sig.csv", pages, "hqms2020", "utf-8-sig")
    write_layout(FOLDER / "hqms_p_gb18030.csv", pages, "hqms_p")
    write_layout(FOLDER / "compact.csv", pages, "compact", "utf-8")
    write_layout(FOLDER / "setl4101.json", pages, "setl4101")
    lists = json.loads((FOLDER / "setl4101.json").read_text(encoding="utf-8"))
    (FOLDER / "setl4101a.json").write_text(json.dumps(as_4101a(lists[0]), ensure_ascii=False, indent=2), "utf-8")
    with zipfile.ZipFile(FOLDER / "n041.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(FOLDER / "n041_gb18030.csv", "三月.csv")
    rows = (FOLDER / "n041_utf8.csv").read_text(encoding="utf-8").splitlines()
    free = [",".join(("住院号", "患者姓名", "性别", "年龄", "入院日期", "出院日期", "主要诊断编码", "主要诊断",
                      "其他诊断编码1", "其他诊断编码2", "手术编码1", "手术编码2", "总费用"))]  # fmt: skip
    free += [
        ",".join(
            [p.case_no, p.text("patient_name"), p.text("sex"), f"{p.text('age_years')}岁",
             p.text("admission_datetime")[:10], p.text("discharge_datetime")[:10], p.text("principal_dx_code"),
             p.text("principal_dx_name").replace(",", "，"), p.text("other_dx_code", 1), p.text("other_dx_code", 2),
             p.text("op_code", 0), p.text("op_code", 1), p.text("fee_total")]
        )
        for p in pages
    ]  # fmt: skip
    (FOLDER / "free_zh.csv").write_bytes("\r\n".join([*free, ""]).encode("gb18030"))
    head = "病案号,住院次数,入院记录完成时间,首次病程记录完成时间"
    flow = [f"{p.case_no},{p.text('admission_times')},2020-01-01 08:00:00," for p in pages]
    (FOLDER / "workflow.csv").write_text("\n".join([head, *flow, ""]), "utf-8")
    make_xls(rows)


def as_4101a(envelope):
    """The new list: no name, sex or birth date, times instead of dates of operations."""
    data = envelope["input"]
    for name in ("psn_name", "gend", "brdy", "age", "certno", "naty"):
        data["setlinfo"].pop(name, None)
    data["setlinfo"]["stas_type"] = "0"
    for row in data["oprninfo"]:
        day = (row.pop("oprn_oprt_date") or "2024-01-01")[:10]
        row["oprn_oprt_begntime"], row["oprn_oprt_endtime"] = f"{day} 09:00:00", f"{day} 10:30:00"
        row["anst_begntime"], row["anst_endtime"] = f"{day} 08:40:00", f"{day} 10:40:00"
    for part in ("payinfo", "iteminfo"):
        data.pop(part)
    data["bldinfo"] = []
    return {**envelope, "infno": "4101A"}


def make_xls(rows):
    try:
        import xlwt
    except ImportError:
        return
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("首页")
    for y, row in enumerate(rows):
        for x, cell in enumerate(row.split(",")[:256]):
            sheet.write(y, x, cell)
    book.save(str(FOLDER / "n041.xls"))


if __name__ == "__main__":
    main()
