"""A month of front pages from a file: read, checked, one change weighed before it is made, cases grouped by hand.

    python a_month_of_pages.py 三月首页.csv

Cell by cell as a notebook has it; of the library it needs ``coding.surface`` alone.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

from coding.surface import (
    Case,
    CodingError,
    Context,
    Examination,
    FrontPage,
    Knowledge,
    KnowledgeSource,
    __version__,
    examine,
    load_knowledge,
    open_embedded,
    preview,
    read_file,
    set_row,
)

# %% Read a file: any layout, told by its columns
try:
    reading = read_file(Path(sys.argv[1]))
except CodingError as error:  # one sentence in Chinese that says what to do
    sys.exit(str(error))
print(f"frontpage-coding {__version__}: {reading.layout}, {len(reading.pages)} pages, {len(reading.rejects)} rejects")

# %% What verdicts rest on; a hospital names its own files here
knowledge: Knowledge = load_knowledge(KnowledgeSource())
context = Context(as_of=datetime(2026, 12, 1))

# %% Check every page, and count what was found by rule
seen: list[tuple[FrontPage, Examination]] = [(page, examine(page, knowledge, context)) for page in reading.pages[:50]]
rules = Counter(finding.rule for _, examination in seen for finding in examination.findings)
for rule, count in rules.most_common(5):
    print(f"  {rule}: {count}")

# %% Weigh a change before it is made: what it does to group, weight and findings; nothing is altered
page, examination = next((page, found) for page, found in seen if found.grouping.is_grouped and page.diagnoses)
change = set_row(page, "diagnosis", 0, {"code": "I50.900", "name": "心力衰竭"}, reason="出院小结：心力衰竭")
shift = preview(page, change, knowledge, context)
print(f"{page.case_no}: {shift.before.grouping.drg} → {shift.after.grouping.drg}")
for caution in shift.cautions:
    print(f"  {caution}")
page = page.apply(change)
page = page.apply(change.inverse())  # and back

# %% Group cases that stand on no page: years, days, yuan; the first code is the principal diagnosis
scheme = open_embedded()  # or open_scheme(Path("本市方案")): DRG and DIP alike
for case in (
    Case(sex=1, age=67, los=9, leaving_type="1", dx=("I50.900", "J18.900")),
    Case(sex=2, age=45, los=4, leaving_type="1", dx=("K80.100",), px=("51.2300",)),
    Case(sex=1, age=67, los=9, leaving_type="1", dx=()),
):
    grouping = scheme.group(case)
    print(f"{case.dx[:1]} {case.px}: {grouping.status.value} {grouping.drg} {grouping.name}")
