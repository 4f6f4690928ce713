"""What every file of a programme folder is for, and what every key and column of it means: the data dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from scorecard import records
from scorecard.model import Basis, Certainty, Scale
from scorecard.records import Written

TABLES: dict[str, type[Written]] = {
    "scorecard.toml": records.Settings, "goals/<id>.toml": records.Goal, "indicators.toml": records.Indicator,
    "sources.toml": records.Source,
}  # fmt: skip
"""The TOML files and what they hold: one record, or in `indicators.toml` and `sources.toml` one in every table."""
ROWS: dict[str, type[Written]] = {
    "organisations.csv": records.Organisation, "rounds/<date>.csv": records.Answer, "counties.csv": records.County,
    "municipalities.csv": records.Municipality, "published.csv": records.PublishedFigure,
    "engagement.csv": records.Engagement, "training.csv": records.Training, "funding.csv": records.Funding,
    "glossary.csv": records.Term,
}  # fmt: skip
"""The CSV files and what a row of them holds."""
NEEDED = ("scorecard.toml", "goals/<id>.toml", "indicators.toml", "sources.toml", "organisations.csv")
NAMED_BY_THE_FILE = {(records.Goal, "id"), (records.Indicator, "id")}
"""What the name of the file or table gives and nobody writes."""

FILES: dict[str, str] = {
    "scorecard.toml": "What holds for the whole programme.",
    "goals/<id>.toml": "One goal or sub-goal; the file's name is its id.",
    "indicators.toml": "One question in every table; the table's name is its id.",
    "sources.toml": "One publication or file in every table; the table's name is the id that other files use.",
    "organisations.csv": "Those who answer.",
    "rounds/<date>.csv": "The answers that a new store starts from. A question without a row was not asked.",
    "counties.csv": "The areas: counties or others. Without the file nothing about areas is shown.",
    "municipalities.csv": "The register of municipalities, for groups that count all of them.",
    "published.csv": "Totals as they were printed.",
    "engagement.csv": "Real organisations that took part or promised something. Not results.",
    "training.csv": "Participants in training.",
    "funding.csv": "Money and other single numbers.",
    "glossary.csv": "Terms in both languages.",
}

EVERYWHERE: dict[str, str] = {
    "source": "where it comes from: an id of sources.toml",
    "page": "where in the source",
    "certainty": "how sure it is that the source says this",
    "basis": "what the figure rests on",
    "printed": "the words of the source",
    "note": "what to know about the row",
    "note_en": "the note in English",
    "county_code": "the area: a code of counties.csv",
    "municipality_code": "the municipality: a code of municipalities.csv",
    "text": "the same in words",
    "period": "years or date",
}
"""What a name means in every file that has no meaning of its own for it."""

MEANINGS: Mapping[type[Written], Mapping[str, str]] = {
    records.Settings: {
        "format": "the version of this format",
        "title": "the programme's name",
        "short": "its short name, at most 24 characters",
        "owner": "who runs it",
        "languages": "the languages of all texts; the first is the one it is shown in",
        "minimum_coverage": "the share of a group that must have answered before a status is given",
        "near_plan_margin": "how much of the planned gain is enough for near plan",
        "rounds": "the occasions of answering",
        "kinds": "the kinds of organisations, each by its id",
        "groups": "those whom goals count among, each by its id",
        "area": "what the areas of counties.csv are called; without it they are counties",
        "contact": "whom to tell that something cannot be used, for the accessibility statement",
        "themes": "questions that belong in one chart, each by its id",
        "footnotes": "contradictions and limits in the sources",
        "gaps": "what was looked for and not found",
    },
    records.Round: {
        "date": "what the figures stand for; the name of the round's file",
        "answered_by": "the last day for answers",
        "title": "its name",
        "short": "its name where there is little room",
    },
    records.Kind: {"text": "one", "plural": "several"},
    records.Area: {"text": "one", "plural": "several"},
    records.Contact: {"email": "an e-mail address", "url": "a web address"},
    records.Group: {
        "text": "who they are",
        "short": "the words after a number: 53 of 53 funded organisations",
        "registers": "kinds that are counted from a register instead of from the organisations listed",
        "open": "true where the group has no fixed size; it cannot have a target as a share then",
        "kinds": "makes a group of all organisations of these kinds; it is not written in organisations.csv",
        "part_of": "the group within which a group of kinds is",
        "outside": "who never counts, in words",
    },
    records.Theme: {
        "text": "the heading over the chart",
        "training": "parts of training.csv (part_sv) whose participants are shown with it by role and gender",
    },
    records.Footnote: {
        "text": "what the source contradicts or leaves open",
        "goals": "the goals it is shown with",
        "indicators": "the questions it is shown with",
    },
    records.Gap: {"text": "what was looked for"},
    records.Goal: {
        "parent": "the goal that this is a sub-goal of; a sub-goal has none of its own",
        "horizon": "whether it is one of the long-term goals, which stand first",
        "label": "its name in charts, at most 24 characters",
        "name": "the heading of its card",
        "text": "the exact words of the goal",
        "group": "whom it counts among: a group of scorecard.toml",
        "deadline": "when the target is to be reached",
        "target": "how many organisations are to fulfil it",
        "baseline": "where the agreed path starts",
        "path": "how the agreed path runs between its points",
        "milestones": "points on the agreed path, between baseline and deadline; each is a deadline of its own",
        "rule": "what makes an organisation count",
        "judged": "true where the goal is judged in words instead of counted",
        "judgements": "what somebody judged",
        "themes": "the charts shown with it: themes of scorecard.toml",
        "owner": "who answers for it",
    },
    records.Target: {
        "count": "as a number of organisations; give this, share or value",
        "share": "as a share of the group; rounded up",
        "value": "what a sum or a mean is to come to",
    },
    records.Point: {"date": "when", "value": "how many fulfil it then"},
    records.Rule: {
        "indicator": "the question whose answers are measured",
        "kind": "what is made of them: organisations that say yes, the sum or the mean of numbers; never weighted",
        "better": "whether more or less is the aim",
        "measure": "the words over the number",
        "text": "the rule in words",
    },
    records.Judgement: {
        "round": "the date of a round",
        "status": "the status that was judged, if any",
        "by": "who judged",
        "date": "when",
        "text": "what was judged, and why",
    },
    records.Indicator: {
        "text": "the question in full; also accepted as a column heading when answers are loaded",
        "label": "its name in charts, at most 30 characters",
        "group": "who is asked: a group of scorecard.toml",
        "scale": "how it is answered; published: printed totals only",
        "yes": "the answers that count",
        "under_way": "the answers that mean under way",
        "no": "the answers that mean no",
        "theme": "the chart it belongs to: a theme of scorecard.toml",
        "by_gender": "the questions that give the same number for women, for men and where the gender is unknown",
        "comparable_with": "the rounds that may be joined by a line",
    },
    records.Source: {
        "publisher": "who",
        "title": "what",
        "url": "address, blank where it is not known",
        "published": "when, blank where it is not known",
        "retrieved": "when it was fetched",
        "note": "limits, and other wordings",
    },
    records.Organisation: {
        "id": "fixed id, used in the files that officers load",
        "name": "name, one's own",
        "kind": "a kind of scorecard.toml",
        "groups": "the groups it belongs to",
        "sample": "true where the organisation is invented",
    },
    records.Answer: {
        "organisation": "an id of organisations.csv",
        "indicator": "an id of indicators.toml",
        "answer": "as the question's scale has it; blank where the organisation did not answer",
        "evidence": "what the answer rests on",
        "note": "remark",
    },
    records.County: {
        "county_code": "its code, fixed",
        "letter_code": "the county's letters",
        "iso_3166_2": "its ISO code",
        "nuts3": "its EU code",
        "county_sv": "name",
        "county_en": "name in English, blank where it is the same",
        "n_municipalities": "how many municipalities it has",
        "regional_body_2013": "the county council or region in 2013",
        "regional_body_type_2013": "what that was",
        "regional_body_later": "what became of it",
        "counts_in_20_county_councils_2013": "true for those that groups with the register counties count",
        "tile_row": "row on the tile map; without places the tiles stand in the order of the file",
        "tile_col": "column on the tile map",
        "tile_label": "name on the tile, with a vertical bar between two lines",
    },
    records.Municipality: {"municipality_code": "its code", "municipality": "name"},
    records.PublishedFigure: {
        "figure": "the figure or page, as the source calls it",
        "indicator": "the question, blank where something else is counted",
        "group": "whom it is about, blank where it is another group of organisations",
        "kind": "a kind of organisation, blank for all",
        "round": "the date of a round, or another occasion in words",
        "category": "an answer of the question, missing, or what is counted",
        "count": "the number printed",
        "of": "of how many",
        "percent": "the share printed or computed",
    },
    records.Engagement: {
        "scheme": "what it took part in",
        "role": "part played",
        "name": "name as in the source",
        "kind": "a kind of scorecard.toml",
        "detail": "a known outcome",
        "detail_en": "the same in English",
    },
    records.Training: {
        "part_sv": "part of the programme, in Swedish",
        "part_en": "the same in English",
        "role_sv": "role of the participants, in Swedish",
        "role_en": "the same in English",
        "gender": "who are counted",
        "count": "how many",
        "percent": "share of the part or role",
    },
    records.Funding: {
        "key": "id",
        "text_sv": "what it is, in Swedish",
        "text_en": "the same in English",
        "value": "the number, blank for a date",
        "unit_sv": "unit, in Swedish",
        "unit_en": "the same in English",
    },
    records.Term: {"sv": "the term in Swedish", "en": "the term in English", "source": "who uses it so"},
}
UNITS: Mapping[tuple[type[Written], str], str] = {
    (records.Target, "count"): "organisations", (records.Point, "value"): "organisations",
    (records.PublishedFigure, "count"): "what category says", (records.PublishedFigure, "of"): "organisations",
    (records.PublishedFigure, "percent"): "percent", (records.Training, "count"): "participants",
    (records.Training, "percent"): "percent", (records.Funding, "value"): "unit_sv",
    (records.County, "n_municipalities"): "municipalities", (records.County, "tile_row"): "tiles",
    (records.County, "tile_col"): "tiles",
}  # fmt: skip
"""What a number counts."""


IDS = frozenset({
    "parent", "group", "theme", "source", "indicator", "kind", "organisation", "county_code", "municipality_code",
})  # fmt: skip
"""Keys and columns that name a record: it must exist."""

VALUES: Mapping[type[StrEnum], Mapping[str, str]] = {
    Basis: {
        Basis.VERIFIED: "somebody else than the organisation has confirmed it",
        Basis.PUBLISHED: "printed in the source",
        Basis.SELF_ASSESSED: "the organisations said so themselves",
        Basis.DERIVED: "computed from published numbers",
        Basis.PROXY: "something near it, not the thing itself",
        Basis.SAMPLE: "invented",
    },
    Certainty: {
        Certainty.CERTAIN: "the source says it",
        Certainty.NEAR_CERTAIN: "hardly anything else can be meant",
        Certainty.INFERRED: "from the order or place in a figure, or from other numbers",
        Certainty.NOT_FOUND: "looked for in vain: the number is blank, never 0",
    },
    Scale: {
        Scale.YES_NO: "yes, under_way or no",
        Scale.ONE_TO_FIVE: "1 to 5",
        Scale.INTEGER: "a whole number from 0",
        Scale.PERCENT: "a number from 0 to 100",
        Scale.DATE: "a date",
        Scale.PUBLISHED: "printed totals only, no answers of their own",
    },
}
"""What the values of a closed set mean."""


def meaning(record: type[Written], name: str) -> str:
    """What a key or column means. Raises `KeyError` where nobody has said it."""
    return MEANINGS[record].get(name) or EVERYWHERE[name]
