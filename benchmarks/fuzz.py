"""Spoilt files by the thousand: nothing may be raised, and nothing may take long. `python -m benchmarks.fuzz`

Every file is a good one after some small accidents, drawn from the same seeds at every run. Prints a table.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from scorecard.containers import check_container
from scorecard.files import read_file
from scorecard.sheets import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from scorecard.workbook_child import read
from tests.bad_files import BAD_FILES, mutated, mutated_inside, shared_strings

TEXTS, WORKBOOKS, THROUGH_THE_CHILD = 10_000, 4_000, 40
"""How many of each, and that every so manieth workbook goes all the way through a process of its own."""
SLOWEST_ALLOWED = 2.0
GOOD_TEXTS = [file.make() for name, file in BAD_FILES.items() if name.startswith("a")]
GOOD_WORKBOOKS = [
    shared_strings(), *(file.make() for name, file in BAD_FILES.items() if name.startswith("g") and file.accept),
]  # fmt: skip


@dataclass
class Tally:
    """What became of the files of one kind."""

    kind: str
    files: int = 0
    slowest: float = 0.0
    told: Counter[str] = field(default_factory=Counter)

    def add(self, tell: Callable[[bytes], Iterable[str]], data: bytes) -> None:
        """Reads one file; whatever that raises ends the run."""
        start = time.perf_counter()
        codes = set(tell(data))
        self.slowest = max(self.slowest, time.perf_counter() - start)
        self.files += 1
        self.told.update(codes or {"nothing"})

    def lines(self) -> Iterable[str]:
        yield f"{self.kind}: {self.files} files, slowest {self.slowest:.2f} s"
        yield from (f"    {code:24} {count:6}" for code, count in self.told.most_common())


def tell_text(data: bytes) -> list[str]:
    return [finding.code for finding in read_file("svar", data)[1]]


def tell_inside(data: bytes) -> list[str]:
    """What is told of a workbook, opened in this process as the child would do it."""
    container = check_container(data)
    told = [finding.code for finding in container.findings]
    if container.refused:
        return told
    try:
        read(data, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS, longest_cell=LONGEST_CELL, formulas=container.formulas)
    except Exception:  # which ends the child
        return [*told, "corrupt_xlsx"]
    return told


def spoilt_text(seed: int) -> bytes:
    chance = random.Random(seed)
    return mutated(chance.choice(GOOD_TEXTS), chance)


def spoilt_workbook(seed: int) -> bytes:
    chance = random.Random(seed)
    return (mutated if chance.random() < 0.3 else mutated_inside)(chance.choice(GOOD_WORKBOOKS), chance)


def fuzz(texts: int, workbooks: int, every: int) -> list[Tally]:
    """Reads so many spoilt files of each kind; every so manieth workbook through a process of its own."""
    of_texts, inside, through = Tally("text files"), Tally("workbooks"), Tally("workbooks through a process of their own")
    for seed in range(texts):
        of_texts.add(tell_text, spoilt_text(seed))
    for seed in range(workbooks):
        data = spoilt_workbook(seed)
        inside.add(tell_inside, data)
        if seed % every == 0:
            through.add(tell_text, data)
    return [of_texts, inside, through]


if __name__ == "__main__":
    for tally in fuzz(TEXTS, WORKBOOKS, THROUGH_THE_CHILD):
        print(*tally.lines(), sep="\n")
        assert tally.slowest < SLOWEST_ALLOWED, "a file took too long"
