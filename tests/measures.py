"""A programme with every kind of measure: sums, means, lower as better, several deadlines, goals of one kind, gender.

20 agencies and 4 boards, two rounds. Small enough that every number can be computed by hand.
"""

from __future__ import annotations

from pathlib import Path

BEFORE, NOW = "2021-12-31", "2022-12-31"
AGENCIES, BOARDS = [f"a{number:02}" for number in range(1, 21)], [f"b{number:02}" for number in range(1, 5)]

SETTINGS = """
format = 1
title = { sv = "Myndigheter för jämställdhet", en = "Agencies for equality" }
short = { sv = "Myndigheter", en = "Agencies" }
owner = "Kansliet"
languages = ["sv", "en"]
minimum_coverage = 0.5
near_plan_margin = 0.85

[kinds.agency]
text = { sv = "Myndighet", en = "Agency" }
plural = { sv = "Myndigheter", en = "Agencies" }

[kinds.board]
text = { sv = "Nämnd", en = "Board" }
plural = { sv = "Nämnder", en = "Boards" }

[groups.all]
text = { sv = "Alla som deltar", en = "All who take part" }
short = { sv = "deltagande organisationer", en = "participating organisations" }

[groups.agencies]
text = { sv = "Alla myndigheter", en = "All agencies" }
short = { sv = "myndigheter", en = "agencies" }
kinds = ["agency"]
part_of = "all"

[groups.boards]
text = { sv = "Alla nämnder", en = "All boards" }
short = { sv = "nämnder", en = "boards" }
kinds = ["board"]

[themes.work]
text = { sv = "Arbetet", en = "The work" }

[[rounds]]
date = 2021-12-31
answered_by = 2022-01-31
title = { sv = "Runda 2021", en = "Round 2021" }
short = { sv = "2021", en = "2021" }
source = "own"

[[rounds]]
date = 2022-12-31
answered_by = 2023-01-31
title = { sv = "Runda 2022", en = "Round 2022" }
short = { sv = "2022", en = "2022" }
source = "own"
"""

QUESTIONS = {
    "participants": ("integer", 'by_gender = { women = "participants_women", men = "participants_men" }'),
    "participants_women": ("integer", ""),
    "participants_men": ("integer", ""),
    "trust": ("scale_1_5", 'by_gender = { women = "trust_women", men = "trust_men" }'),
    "trust_women": ("scale_1_5", ""),
    "trust_men": ("scale_1_5", ""),
    "sick_leave": ("percent", ""),
    "complaints": ("integer", ""),
    "routine": ("yes_no", 'yes = ["yes"]\nunder_way = ["under_way"]\nno = ["no"]'),
    "lacks_plan": ("yes_no", 'yes = ["yes"]\nno = ["no"]'),
}

GOALS = {
    "A1": ("all", "participants", 'kind = "sum"', """
target = { value = 1000 }
deadline = 2023-12-31
baseline = { date = 2019-12-31, value = 0 }
milestones = [{ date = 2021-06-30, value = 500 }, { date = 2022-12-31, value = 900 }]"""),
    "A2": ("all", "trust", 'kind = "mean"', "target = { value = 3.5 }\ndeadline = 2022-12-31"),
    "A3": ("all", "sick_leave", 'kind = "mean"\nbetter = "lower"', """
target = { value = 5 }
deadline = 2024-12-31
baseline = { date = 2019-12-31, value = 8 }"""),
    "A4": ("all", "complaints", 'kind = "sum"\nbetter = "lower"', "target = { value = 30 }\ndeadline = 2022-12-31"),
    "A5": ("agencies", "routine", "", "target = { share = 0.75 }\ndeadline = 2022-12-31"),
    "A6": ("agencies", "lacks_plan", 'better = "lower"', "target = { share = 0.25 }\ndeadline = 2022-12-31"),
    "A7": ("boards", "trust", 'kind = "mean"', "target = { value = 3 }\ndeadline = 2022-12-31"),
}  # fmt: skip
"""Group, question, what else the rule says, and what the goal asks for."""


def make_measures(folder: Path) -> Path:
    """Writes the programme into a folder and returns it."""
    (folder / "goals").mkdir(parents=True)
    (folder / "rounds").mkdir()
    files = {
        "scorecard.toml": SETTINGS,
        "sources.toml": '[own]\npublisher = "Kansliet"\ntitle = "Enkät"\npublished = "2022"\n',
        "indicators.toml": "".join(_question(id, *each) for id, each in QUESTIONS.items()),
        "organisations.csv": _organisations(),
        f"rounds/{BEFORE}.csv": _round({("participants", each): "20" for each in (*AGENCIES, *BOARDS)}),
        f"rounds/{NOW}.csv": _round(_answers()),
    } | {f"goals/{id}.toml": _goal(id, *each) for id, each in GOALS.items()}
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def _question(id: str, scale: str, rest: str) -> str:
    words = f'{{ sv = "Fråga {id}", en = "Question {id}" }}'
    comparable = f'comparable_with = ["{BEFORE}", "{NOW}"]'
    return (
        f'[{id}]\ntext = {words}\nlabel = {words}\ngroup = "all"\nscale = "{scale}"\n{rest}\n{comparable}\n'
        'theme = "work"\nsource = "own"\npage = "1"\n\n'
    )


def _goal(id: str, group: str, indicator: str, rule: str, asked: str) -> str:
    words = f'{{ sv = "Mål {id}", en = "Goal {id}" }}'
    return (
        f'label = {words}\nname = {words}\ntext = {words}\ngroup = "{group}"\n{asked}\n'
        'themes = []\nowner = "Kansliet"\nsource = "own"\npage = "1"\ncertainty = "certain"\n\n'
        f'[rule]\nindicator = "{indicator}"\n{rule}\nmeasure = {words}\ntext = {words}\n'
    )


def _organisations() -> str:
    kinds = [*((each, "agency") for each in AGENCIES), *((each, "board") for each in BOARDS)]
    lines = [f"{id},Organisation {id},{kind},,,all,false,own" for id, kind in kinds]
    return "\n".join(["id,name,kind,county_code,municipality_code,groups,sample,source", *lines, ""])


def _answers() -> dict[tuple[str, str], str]:
    """One answer to participants and one to complaints is missing, two to trust."""
    by_question: dict[str, list[str]] = {
        "participants": ["50"] * 20 + ["20", "", "0", "10"],
        "participants_women": ["30"] * 20 + ["12", "", "0", "5"],
        "participants_men": ["18"] * 20 + ["8", "", "0", "5"],
        "trust": ["4"] * 10 + ["3"] * 9 + ["", "5", "5", "2", ""],
        "trust_women": ["4"] * 23 + [""],
        "trust_men": ["3"] * 23 + [""],
        "sick_leave": ["5.5"] * 24,
        "complaints": ["1"] * 20 + ["", "1", "1", "1"],
        "routine": ["yes"] * 16 + ["no"] * 4 + ["no"] * 4,
        "lacks_plan": ["yes"] * 4 + ["no"] * 16 + ["yes"] * 4,
    }
    return {
        (question, organisation): answer
        for question, answers in by_question.items()
        for organisation, answer in zip((*AGENCIES, *BOARDS), answers, strict=True)
    }


def _round(answers: dict[tuple[str, str], str]) -> str:
    lines = [f"{organisation},{question},{answer},verified," for (question, organisation), answer in answers.items()]
    return "\n".join(["organisation,indicator,answer,evidence,note", *lines, ""])
