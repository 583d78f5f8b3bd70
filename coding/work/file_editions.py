"""Of which edition the codes of a file are: guessed by what its codes say, asked where that is not clear.

An answer holds for the layout of the file and is remembered; nobody is asked where no code of the file is another one
in the other edition, and never of a file that says it itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.codes.edition import CLINICAL, STATED_IN, layout_edition, said_edition, with_said_edition
from coding.codes.edition_guess import EditionGuess, guessed_edition, signs_of
from coding.codes.entry import CodeKind
from coding.exchange.layout import layout_by_id
from coding.exchange.preflight import Defect, DefectKind
from coding.work.hospital_knowledge import KNOWLEDGE, kept_texts, loaded_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.codes.code_tables import CodeTables
    from coding.knowledge.knowledge import Knowledge
    from coding.page.reading import Reading
    from coding.store.store import Store
    from coding.work.reading_files import FileRead

#: What an edition is called.
EDITION_WORDS = {"clinical": "临床版", "insurance": "医保版"}


@dataclass(frozen=True, slots=True)
class FileEdition:
    """What the codes of a file say. ``held``: the edition that it is read as now; ``is_said``: because somebody has
    said so, else because of its layout.
    """

    file: str
    layout: str
    guess: EditionGuess
    held: str
    is_said: bool = False

    @property
    def is_other(self) -> bool:
        """Whether the codes clearly say another edition than the one it is read as."""
        return self.guess.matters and self.guess.edition not in ("", self.held)

    @property
    def is_open(self) -> bool:
        """Whether it matters, cannot be told, and nobody has said it."""
        return self.guess.matters and not self.guess.edition and not self.is_said

    @property
    def signs(self) -> str:
        """12 个编码像临床版，1 个像医保版"""
        guess = self.guess
        shown = f"（如 {'、'.join(guess.examples)}）" if guess.examples else ""
        return f"{guess.clinical:,} 个编码像临床版，{guess.insurance:,} 个像医保版{shown}"

    def in_words(self) -> str:
        """What is to be told of the file; "" where the edition changes none of its codes."""
        if not self.guess.matters:
            return ""
        how = "分组前按对照表转换" if self.held == CLINICAL else "不转换"
        held = EDITION_WORDS[self.held]
        if not self.guess.edition:
            why = "已说明为" if self.is_said else "按布局作"
            return f"编码属于哪个版本看不清：{self.signs}；{why}{held}，{how}。"
        guessed = EDITION_WORDS[self.guess.edition]
        if self.is_other:
            return f"编码像是{guessed}（{self.signs}），与现在的{held}不同：仍按{held}，{how}，请核对。"
        return f"编码是{held}（{self.signs}），{how}。"

    def defect(self) -> Defect | None:
        """What a pre-flight says of it: what is not clear, or otherwise than the file is read."""
        if not (self.is_other or (self.guess.matters and not self.guess.edition)):
            return None
        return Defect(DefectKind.LAYOUT, "", 0, "", "", self.in_words())


def edition_words(setting: str) -> str:
    """What was said of each layout, in words: n041 为医保版、其余为临床版"""
    told = []
    for piece in setting.split(","):
        layout, _, edition = piece.rpartition("=")
        told.append(f"{_layout_title(layout) if layout else '其余'}为{EDITION_WORDS.get(edition, edition)}")
    return "、".join(told)


def _layout_title(layout: str) -> str:
    try:
        return layout_by_id(layout).title
    except KeyError:
        return layout


class EditionUnclearError(CodingError):
    """A file of which nobody has said of which edition its codes are, and it matters; nothing of it was kept."""

    def __init__(self, found: FileEdition) -> None:
        super().__init__(f"“{found.file}”{found.in_words()}请先说明。")
        self.found = found


def file_edition(reading: Reading, codes: CodeTables, setting: str) -> FileEdition | None:
    """What the codes of a file say; None without a crosswalk and a table of the insurance edition, and of a file that
    says it itself. ``setting``: what somebody has said of editions.
    """
    if all(signs_of(codes, kind) is None for kind in CodeKind):
        return None
    if any(column.strip() in STATED_IN for column in reading.columns):
        return None
    pairs: dict[CodeKind, dict[tuple[str, str], None]] = {kind: {} for kind in CodeKind}
    for page in reading.pages:
        for kind, rows in ((CodeKind.DIAGNOSIS, page.diagnoses), (CodeKind.PROCEDURE, page.procedures)):
            pairs[kind].update({(row.code, row.name): None for row in rows})
    said = said_edition(setting, reading.layout)
    held = said or layout_edition(reading.layout)
    return FileEdition(reading.file, reading.layout, guessed_edition(pairs, codes), held, bool(said))


def keep_edition(store: Store, layout: str, edition: str) -> None:
    """Remember of which edition the codes of a layout are."""
    setting = KNOWLEDGE["edition"]
    setting.write(store, with_said_edition(setting.read(store), layout, edition))


def settled_editions(files: Sequence[FileRead], store: Store, knowledge: Knowledge | None) -> dict[str, FileEdition]:
    """What is to be told of each file. Where the codes clearly say another edition than the layout, and no page of that
    layout is there yet, that is remembered; else, and where it is not clear, EditionUnclearError asks.
    """
    judging = knowledge or _kept_knowledge(store)
    found: dict[str, FileEdition] = {}
    for file in files:
        # what was answered a moment ago stands in the store before the Knowledge is loaded anew
        said = KNOWLEDGE["edition"].read(store)
        if judging is None or (told := file_edition(file.reading, judging.codes, said)) is None:
            continue
        if told.is_open or (told.is_other and not told.is_said and store.of_layout(told.layout)):
            raise EditionUnclearError(told)
        if told.is_other and not told.is_said:
            keep_edition(store, told.layout, told.guess.edition)
            told = FileEdition(told.file, told.layout, told.guess, told.guess.edition, is_said=True)
        found[file.reading.file] = told
    return found


def _kept_knowledge(store: Store) -> Knowledge | None:
    """What the store names, where a crosswalk is part of it: without one no edition matters."""
    texts = kept_texts(store)
    return loaded_by(texts, store).knowledge if texts["dx_map"] or texts["px_map"] else None


def guessed_setting(found: Sequence[FileEdition], setting: str) -> str:
    """The setting with what clear files say, for a run in which nobody can be asked; files of one layout that say
    different editions say nothing.
    """
    for layout in dict.fromkeys(one.layout for one in found):
        alike = [one for one in found if one.layout == layout and one.guess.matters]
        guesses = {one.guess.edition for one in alike}
        if len(guesses) == 1 and all(one.is_other and not one.is_said for one in alike):
            setting = with_said_edition(setting, layout, guesses.pop())
    return setting
