"""What others may build on, by one name each; told in ``docs/library.md``. All other names may move.

``__version__`` is that of the program. A test holds the names, their parameters and their fields.
"""

from coding.base.errors import CodingError
from coding.base.version import program_version
from coding.dip.dip_scheme import DipScheme
from coding.dip.matching import Packet
from coding.dip.packet_score import Payment
from coding.examine.examine import Examination, examine
from coding.examine.preview import Shift, preview
from coding.exchange.read import read_file
from coding.exchange.write import write_layout, write_pages
from coding.grouping.case import Case, Grouping, GroupStatus
from coding.grouping.grouper import Grouper
from coding.grouping.page_case import case_of
from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.page.change import Change
from coding.page.context import Context
from coding.page.edits import insert_row, move_row, remove_row, set_field, set_row
from coding.page.finding import Finding, Severity
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from coding.payment.price import Price
from coding.payment.tariff import Tariff, load_tariff
from coding.reference.open_scheme import open_embedded, open_packets, open_scheme
from coding.suggest.propose import propose
from coding.suggest.suggestion import Suggestion

__all__ = [
    "Case",
    "Change",
    "CodingError",
    "Context",
    "Diagnosis",
    "DipScheme",
    "Examination",
    "Finding",
    "FrontPage",
    "GroupStatus",
    "Grouper",
    "Grouping",
    "IntensiveCare",
    "Knowledge",
    "KnowledgeSource",
    "Packet",
    "Payment",
    "Price",
    "Procedure",
    "Reading",
    "Severity",
    "Shift",
    "Suggestion",
    "Tariff",
    "__version__",
    "case_of",
    "examine",
    "insert_row",
    "load_knowledge",
    "load_tariff",
    "move_row",
    "open_embedded",
    "open_packets",
    "open_scheme",
    "preview",
    "propose",
    "read_file",
    "remove_row",
    "set_field",
    "set_row",
    "write_layout",
    "write_pages",
]

__version__: str = program_version()
