"""Every goal in every round and county comes out as the looked-at results say.

After a meant change: `python -m tests.test_golden` writes the file anew; read the difference before committing it.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from scorecard.assess import assess_all
from scorecard.check import open_programme
from scorecard.measure import Cube
from scorecard.model import Selection
from scorecard.programme import Programme
from scorecard.store import open_store
from tests.conftest import DATA

FILE = Path(__file__).parent / "golden" / "results.csv"
COLUMNS = (
    "round", "county", "goal", "count", "of", "under_way", "missing", "target", "required_today", "status", "early",
    "uncertain", "basis", "certainty",
)  # fmt: skip


def results(programme: Programme, cube: Cube) -> str:
    """All results as the text of a CSV file."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for round in programme.rounds:
        for county in (None, *programme.counties):
            for each in assess_all(programme, cube, round.date, Selection(county=county)):
                found = each.tally
                counted = (found.yes, found.of, found.under_way, found.missing) if found else (None,) * 4
                origin = (found.origin.basis, found.origin.certainty) if found else (None, None)
                lines.writerow([
                    round.date, county or "all", each.goal.id, *counted, each.target, each.required, each.status,
                    each.early, each.uncertain, *origin,
                ])  # fmt: skip
    return text.getvalue()


def test_every_result_is_the_looked_at_one(programme: Programme, cube: Cube) -> None:
    assert results(programme, cube).splitlines() == FILE.read_text(encoding="utf-8").splitlines()


def _write() -> None:
    programme = open_programme(DATA)
    with tempfile.TemporaryDirectory() as folder, closing(open_store(programme, f"sqlite:///{folder}/s.sqlite")) as store:
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(results(programme, Cube(store.version(), store.counts(store.version()))), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(_write())
