"""Writes who took part: organisations.csv and rounds/*.csv, from the real names in ../../engagement.csv.

Taking part, being a mentor and having signed are facts that were published. Whoever is not named is left out: not
being on a list is a missing answer and not a no. `python data/programmes/modellkommuner/make_participants.py`.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

FOLDER = Path(__file__).parent
ENGAGEMENT = FOLDER.parents[1] / "engagement.csv"
ROUNDS = {
    "2015-2016": "2016-12-31", "2017": "2017-12-31", "2019": "2019-12-31", "2018-2020": "2019-12-31",
    "2020-11 - 2022-05": "2022-05-31", "2021-09 - 2023-02": "2023-02-28",
}  # fmt: skip
PILOT, SECOND, LAST = "2016-12-31", "2017-12-31", "2023-02-28"
MENTORS = {
    "2019-12-31": ("Hedemora", "Uppsala", "Vännäs", "Kristianstad", "Norrtälje", "Boden", "Luleå"),
    "2022-05-31": ("Kalmar", "Örnsköldsvik"),
    "2023-02-28": ("Region Värmland", "Region Västerbotten", "Region Norrbotten"),
}
"""Named as mentors; those of 2017 stand with each participant."""
LETTERS = str.maketrans("åäöé ", "aaoe-")
Row = dict[str, str]


def main() -> None:
    """Writes the files beside this script."""
    rows = list(csv.DictReader(ENGAGEMENT.read_text(encoding="utf-8").splitlines()))
    took_part = [row for row in rows if row["scheme"] == "model"]
    signed = {body(row) for row in rows if row["scheme"] == "cemr"}
    _write("organisations.csv", organisations(took_part))
    for round in dict.fromkeys(ROUNDS.values()):
        _write(f"rounds/{round}.csv", answers(took_part, signed, round))


def organisations(took_part: Sequence[Mapping[str, str]]) -> list[Row]:
    """Every participant once, with the source that names it first."""
    return [
        {
            "id": identity(row["name"]), "name": row["name"], "kind": row["kind"], "county_code": row["county_code"],
            "municipality_code": "", "groups": " ".join(groups(row["name"], took_part)), "sample": "false",
            "source": row["source"],
        }
        for row in {each["name"]: each for each in reversed(took_part)}.values()
    ]  # fmt: skip


def groups(name: str, took_part: Sequence[Mapping[str, str]]) -> list[str]:
    when = {ROUNDS[row["period"]] for row in took_part if row["name"] == name}
    special = {"model_municipalities": PILOT, "new_2017": SECOND}
    return ["participants", "joined", *(group for group, round in special.items() if round in when)]


def body(row: Mapping[str, str]) -> tuple[str, str]:
    """What stays the same when a municipality or a county council is called something else."""
    return row["kind"], row["municipality_code"] or (row["county_code"] if row["kind"] == "county_council" else row["name"])


def answers(took_part: Sequence[Mapping[str, str]], signed: set[tuple[str, str]], round: str) -> list[Row]:
    """What is published of a round; who has signed is known of no date and stands in the last."""
    now = [row["name"] for row in took_part if ROUNDS[row["period"]] == round]
    until = dict.fromkeys(row["name"] for row in took_part if ROUNDS[row["period"]] <= round)
    helped = Counter(row["detail"] for row in took_part if ROUNDS[row["period"]] == round == SECOND)
    bodies = {row["name"]: body(row) for row in took_part}
    several = [name for name, count in helped.items() if count in (2, 3)]
    given = {
        "takes_part": now, "has_taken_part": list(until), "mentor": MENTORS.get(round, list(helped)),
        "mentor_of_several": several,
        "charter_signed": [name for name in until if bodies[name] in signed and round == LAST],
    }  # fmt: skip
    return [
        {"organisation": identity(name), "indicator": question, "answer": "yes", "evidence": "published", "note": ""}
        for question, names in given.items()
        for name in names
    ]


def identity(name: str) -> str:
    """An id of a name, such as ostra-goinge."""
    plain = name.lower().translate(LETTERS)
    return "".join(letter for letter in plain if letter.isalnum() or letter == "-")[:32]


def _write(file: str, rows: Sequence[Row]) -> None:
    path = FOLDER / file
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
