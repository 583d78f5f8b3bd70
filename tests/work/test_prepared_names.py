"""What is prepared behind the window: the first words that do not fit their code wait for no table."""

from coding.base.resources import resource_path
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.knowledge.knowledge import KnowledgeSource
from coding.page.edits import set_field
from coding.rules.kinds.table_kinds import folded
from coding.work.hospital_knowledge import loaded, prepared

_ROWS = 3000


def test_words_that_do_not_fit_are_judged_without_reading_the_whole_table(tmp_path):
    table = tmp_path / "诊断.csv"
    rows = [f"K{10 + n // 100}.{n % 100:02}1,本院第{n}种肠梗阻" for n in range(_ROWS)]
    table.write_text("\n".join(["编码,名称", "I10.x00,原发性高血压", *rows]), encoding="utf-8")
    page = next(p for p in read_file(resource_path("sample/sample_n041.csv")).pages if len(p.diagnoses) > 1)
    page = page.apply(set_field(page, "other_dx_code", "I10.x00", 1))
    page = page.apply(set_field(page, "other_dx_name", "右眼老年性白内障", 1))
    knowledge = prepared(loaded(KnowledgeSource(dx_table=str(table)), is_new=True))
    before = folded.cache_info().misses
    found = examine(page, knowledge).findings
    assert any(f.place.field == "other_dx_name" for f in found), "the words are compared with the name of their code"
    assert folded.cache_info().misses - before < _ROWS / 10
