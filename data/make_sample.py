"""Writes the example organisations and their answers: organisations.csv and rounds/*.csv.

No organisation's own answers have been published. Who answered what is therefore invented here, in such a way that
the totals are those of published.csv. The same seed gives the same bytes: `python data/make_sample.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

Row = dict[str, str]
Answers = dict[str, str]
"""What every organisation answered to one question."""

FOLDER = Path(__file__).parent
SEED = 2013
FIRST, LAST = "2012-12-31", "2013-12-31"
BEST_FIRST = ("yes", "5", "4", "under_way", "3", "no", "2", "1")

# The example organisations by county. Nothing is known of this but the numbers of each kind, and that every county had
# a project. County councils and municipalities count towards all 310, the other funded ones do not.
COUNTED = "funded municipalities_and_regions"
ORGANISATIONS = (
    ("kommun", "Kommun", "municipality", COUNTED,
     "14:6 01:4 12:4 04:2 03:2 06:2 21 19 18 05 20 08 17 24 10 13 23 07 25 22"),
    ("region", "Landsting", "county_council", COUNTED, "14 01 12 04 03 06 21 19 18 05 20 08"),
    ("regionforbund", "Regionförbund", "county_council", "funded", "17 24"),
    ("samordning", "Samordningsförbund", "coordination_association", "funded", "09 14 01 12"),
    ("foretag", "Företag", "company", "funded", "01"),
    ("startkommun", "Startkommun", "municipality", "startpack",
     "01:4 03 04 05:2 06:2 07 08:2 09 10 12:5 13 14:8 17:2 18:2 19 20:2 21 22 23 24:2 25:2"),
    ("startregion", "Startregion", "county_council", "startpack", "10 13 22 25"),
    ("samverkan", "Samverkansorgan", "cooperation_body", "startpack", "01 14 24"),
    ("bolag", "Kommunalt bolag", "municipal_company", "startpack_other", "01 05 08 12 14 20"),
)  # fmt: skip

# Splits that the report does not give; the rest of the organisations answer no.
INVENTED_UNDER_WAY = {(LAST, "effects"): 9, (FIRST, "effects"): 17, (FIRST, "key_figures"): 14}
SKANE, SKANE_EFFECTS = "12", {"yes": 4, "under_way": 2}
LOST = 1  # had a yes in the first round but not in the last


def main() -> None:
    random = Random(SEED)
    everyone = list(organisations())
    asked = [each for each in everyone if "funded" in each["groups"].split()]
    last = last_round(asked, random)
    first = {each: earlier_answers(each, last[each], random) for each in ("key_figures", "effects")}
    for question in ("startpack_started", "startpack_completed", "startpack_improving"):
        groups = {"startpack", "startpack_other"} if question == "startpack_started" else {"startpack"}
        last[question] = {each["id"]: "yes" for each in everyone if each["groups"] in groups}
    write("organisations.csv", everyone)
    write(f"rounds/{FIRST}.csv", answer_rows(first))
    write(f"rounds/{LAST}.csv", answer_rows(last))


def organisations() -> Iterator[Row]:
    for id, name, kind, groups, spread in ORGANISATIONS:
        counties = [place[:2] for place in spread.split() for _ in range(int(place[3:] or 1))]
        for number, county in enumerate(counties, start=1):
            yield {
                "id": f"{id}-{number:02}", "name": f"{name} {number:02} (exempel)", "kind": kind,
                "county_code": county, "municipality_code": "", "groups": groups, "sample": "true", "source": "sample",
            }  # fmt: skip


def last_round(asked: Sequence[Row], random: Random) -> dict[str, Answers]:
    """Whoever is strong on one question tends to be so on the others; who reports effects has some in fig. 5."""
    strength = {each["id"]: random.gauss() for each in asked}
    totals = published(LAST)
    effects = effects_by_county(asked, ranked(strength, random, {}), totals.pop("effects"))
    reports = [id for id in strength if effects[id] == "yes"]
    quiet = random.sample([id for id in strength if id not in reports], k=len(strength) - len(reports))
    answers = {"effects": effects}
    for question in sorted(totals, key=lambda each: each != "effect_treatment"):
        ahead = dict.fromkeys(reports if question.startswith("effect_") else [], 100)
        if question == "effect_stereotypes":
            ahead |= {id: 200 for id in reports if answers["effect_treatment"][id] != "yes"}
        silent = quiet[: totals[question].get("missing", 0)]
        speaking = [id for id in ranked(strength, random, ahead) if id not in silent]
        answers[question] = deal(speaking, totals[question]) | dict.fromkeys(silent, "")
    return answers


def effects_by_county(asked: Sequence[Row], ranking: Sequence[str], totals: Mapping[str, int]) -> Answers:
    skane = {each["id"] for each in asked if each["county_code"] == SKANE}
    elsewhere = {answer: count - SKANE_EFFECTS.get(answer, 0) for answer, count in totals.items()}
    inside = deal([id for id in ranking if id in skane], SKANE_EFFECTS)
    return inside | deal([id for id in ranking if id not in skane], elsewhere)


def earlier_answers(question: str, last: Answers, random: Random) -> Answers:
    """Nearly all who said yes stay with it; those who said it later were mostly under way."""
    totals = published(FIRST)[question]
    kept = random.sample([id for id in last if last[id] == "yes"], k=totals["yes"] - LOST)
    lost = random.sample([id for id in last if last[id] == "under_way"], k=LOST)
    nearly = {id: random.random() + (0.5 if last[id] == "yes" else 0) for id in last if id not in {*kept, *lost}}
    rest = sorted(nearly, key=lambda id: -nearly[id])
    return deal([*kept, *lost, *rest], totals)


def ranked(strength: Mapping[str, float], random: Random, ahead: Mapping[str, float]) -> list[str]:
    places = {id: own + random.gauss(sigma=0.7) + ahead.get(id, 0) for id, own in strength.items()}
    return sorted(places, key=lambda id: -places[id])


def deal(ranking: Sequence[str], totals: Mapping[str, int]) -> Answers:
    """The best answers to the first of the ranking; whoever is left over answers no."""
    answers = [answer for answer in BEST_FIRST for _ in range(totals.get(answer, 0))]
    return dict(zip(ranking, answers + ["no"] * (len(ranking) - len(answers)), strict=True))


def published(round: str) -> dict[str, dict[str, int]]:
    """How many of the funded organisations gave each answer, as far as it is known."""
    totals: dict[str, dict[str, int]] = {}
    for row in read("published.csv"):
        of_all = row["round"] == round and row["group"] == "funded" and not row["kind"]
        if of_all and row["indicator"] and row["count"] and row["category"] in (*BEST_FIRST, "missing"):
            totals.setdefault(row["indicator"], {})[row["category"]] = int(row["count"])
    for (when, question), count in INVENTED_UNDER_WAY.items():
        if when == round:
            totals[question]["under_way"] = count
    return totals


def answer_rows(answers: Mapping[str, Answers]) -> list[Row]:
    return [
        {"organisation": id, "indicator": question, "answer": answer, "evidence": "self_assessed", "note": ""}
        for question in answers
        for id, answer in sorted(answers[question].items())
    ]


def read(file: str) -> list[Row]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(file: str, rows: Sequence[Row]) -> None:
    with (FOLDER / file).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
