"""Run in a process of its own: which files of ``resources/`` and which modules judging all these pages needs.

``python what_is_read.py FILE``: the file holds, pickled, pages and a source of a hospital's own Knowledge. All pages
are judged by what ships with the program; some, and the failing example of every rule, by the hospital's own.
Writes JSON.
"""

import json
import pickle
import sys
from datetime import datetime
from pathlib import Path

import coding.base.resources as reader
from coding.examine.examine import examine
from coding.knowledge.knowledge import load_knowledge
from coding.page.context import Context
from coding.rules.example import read_example

NOW = datetime(2026, 11, 1, 9)
CODE = Path(reader.__file__).parents[1]
#: Only every so many pages are watched call by call, because that is slow.
WATCHED = 12


def judge(pages, knowledge):
    for page in pages:
        examine(page, knowledge, Context(as_of=NOW, audience="coder"))


def judge_examples(knowledge):
    for text in (c.rule.fails for c in knowledge.rules.rules if c.rule.fails):
        page, neighbours, as_of = read_example(text)
        examine(page, knowledge, Context(as_of=as_of, neighbours=neighbours))


def modules_of(run):
    called = set()
    sys.setprofile(lambda frame, event, _: called.add(frame.f_code.co_filename) if event == "call" else None)
    try:
        run()
    finally:
        sys.setprofile(None)
    return sorted(Path(f).relative_to(CODE).as_posix() for f in called if f.startswith(str(CODE)))


def main():
    pages, own = pickle.loads(Path(sys.argv[1]).read_bytes())

    def watched():
        judge(pages[::WATCHED], load_knowledge(own))
        judge_examples(load_knowledge(own))

    modules = modules_of(watched)
    judge(pages, load_knowledge())
    json.dump({"files": list(reader.resources().given), "modules": modules}, sys.stdout)


if __name__ == "__main__":
    main()
