"""What others may build on, by one name each; told in ``docs/library.md``. All other names may move."""

from coding.base.errors import CodingError
from coding.examine.examine import Examination, examine
from coding.examine.preview import Shift, preview
from coding.exchange.read import read_file
from coding.exchange.write import write_layout, write_pages
from coding.grouping.case import Grouping
from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.page.change import Change
from coding.page.context import Context
from coding.page.edits import insert_row, move_row, remove_row, set_field, set_row
from coding.page.finding import Finding
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from coding.payment.price import Price
from coding.suggest.propose import propose
from coding.suggest.suggestion import Suggestion

__all__ = [
    "Change",
    "CodingError",
    "Context",
    "Diagnosis",
    "Examination",
    "Finding",
    "FrontPage",
    "Grouping",
    "IntensiveCare",
    "Knowledge",
    "KnowledgeSource",
    "Price",
    "Procedure",
    "Reading",
    "Shift",
    "Suggestion",
    "examine",
    "insert_row",
    "load_knowledge",
    "move_row",
    "preview",
    "propose",
    "read_file",
    "remove_row",
    "set_field",
    "set_row",
    "write_layout",
    "write_pages",
]
