"""The files of a new programme folder, complete, valid and commented: choices in, texts out. Writes nothing."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scorecard.headers import plain
from scorecard.language import Language, language
from scorecard.model import Date, Text
from scorecard.records import FORMAT, Area, County
from scorecard.roster import Listed, new_id

OWN, REGISTER = "own", "scb"
UNNAMED_KIND = "organisation"
LONGEST_KIND, LONGEST_QUESTION, LONGEST_SHORT, LONGEST_LABEL = 40, 34, 24, 30
SCHEMAS = {"scorecard.toml": "./schemas/scorecard.json", "goals": "../schemas/goal.json"} | {
    name: f"./schemas/{name.removesuffix('.toml')}.json" for name in ("indicators.toml", "sources.toml")
}
"""Where an editor finds what a file may hold."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What somebody wants of a new programme."""

    languages: tuple[str, ...]
    title: Text
    owner: str
    rounds: tuple[Date, ...]
    goals: tuple[Text, ...]
    percent: int
    deadline: Date
    organisations: tuple[Listed, ...]
    area: Area | None


def files(choices: Choices, counties: Mapping[str, County]) -> dict[str, str]:
    """Every file of the folder by its name. `counties` is the list of areas that is known already."""
    areas = _areas(choices, counties)
    questions = _questions(choices)
    made = {
        "README.md": language(choices.languages[0])("init.readme", title=choices.title),
        ".gitignore": "store/\n",
        "scorecard.toml": _settings(choices, areas),
        "indicators.toml": _indicators(choices, questions),
        "sources.toml": _sources(choices, areas),
        "organisations.csv": _organisations(choices, areas),
    }
    made |= {
        f"goals/G{number}.toml": _goal(choices, number, goal, question)
        for number, (goal, question) in enumerate(zip(choices.goals, questions, strict=True), start=1)
    }
    header = ["organisation", "indicator", "answer", "evidence", "note"]
    made |= {f"rounds/{date.isoformat()}.csv": _csv(header, []) for date in choices.rounds}
    if areas:
        told = {name for each in areas.values() for name, value in each if value not in (None, "", False)}
        names = [name for name in County.model_fields if name in told]
        made["counties.csv"] = _csv(names, ([_cell(getattr(each, name)) for name in names] for each in areas.values()))
    return made


def known_areas(organisations: Iterable[Listed], counties: Mapping[str, County]) -> bool:
    """Whether all areas of a list are counties that are known already, by code or name."""
    spellings = _county_spellings(counties)
    return all(plain(each.area) in spellings for each in organisations if each.area)


def _county_spellings(counties: Mapping[str, County]) -> dict[str, str]:
    """The code that a spelling of an area means; a name goes before a code that looks the same."""
    found = {spelling: code for code in counties for spelling in (plain(code), plain(code.lstrip("0")))}
    for code, each in counties.items():
        for name in filter(None, (each.county_sv, each.county_en)):
            found |= {plain(name): code, plain(name.removesuffix(" län").removesuffix(" County")): code}
    return found


def _areas(choices: Choices, counties: Mapping[str, County]) -> dict[str, County]:
    """The areas by code: the known ones where the list speaks of these and nobody has called its areas something else, else
    those that it names, in order."""
    named = sorted({each.area for each in choices.organisations if each.area}, key=str.casefold)
    if not named:
        return {}
    if choices.area is None and known_areas(choices.organisations, counties):
        return dict(counties)
    return {f"{number:02}": County(county_code=f"{number:02}", county_sv=name, county_en=name, source=OWN)
            for number, name in enumerate(named, start=1)}  # fmt: skip


def _settings(choices: Choices, areas: Mapping[str, County]) -> str:
    several, words = _by_language(choices), language(choices.languages[0])

    def said(key: str, **values: object) -> str:
        return _text({code: say(key, **values) for code, say in several.items()})

    parts = [
        f"#:schema {SCHEMAS['scorecard.toml']}", *_comment(words, "settings"), f"format = {FORMAT}",
        f"title = {_text(choices.title)}", f"short = {_text(_short(choices.title, LONGEST_SHORT))}",
        f"owner = {_quoted(choices.owner)}", f"languages = {_list(choices.languages)}",
        *_comment(words, "margins"), "minimum_coverage = 0.5", "near_plan_margin = 0.85", "", *_comment(words, "rounds"),
    ]  # fmt: skip
    for date in choices.rounds:
        name = str(date.year) if sum(each.year == date.year for each in choices.rounds) == 1 else date.isoformat()
        parts += [
            "[[rounds]]", f"date = {date.isoformat()}", f"answered_by = {date.isoformat()}",
            f"title = {said('init.round', name=name)}", f"short = {_text(dict.fromkeys(several, name))}",
            f"source = {_quoted(OWN)}", "",
        ]  # fmt: skip
    parts += _comment(words, "kinds")
    for kind, text in _kinds(choices).items():
        plural = said("init.kind_plural") if kind == UNNAMED_KIND else _text(text)
        parts += [f"[kinds.{kind}]", f"text = {_text(text)}", f"plural = {plural}", ""]
    parts += [
        *_comment(words, "groups"), "[groups.all]", f"text = {said('init.group', programme=choices.title)}",
        f"short = {said('init.group_short')}", "",
    ]  # fmt: skip
    if areas and choices.area:
        area = choices.area
        parts += [*_comment(words, "area"), "[area]", f"text = {_text(area.text)}", f"plural = {_text(area.plural)}", ""]
    return "\n".join([*parts, *_comment(words, "themes"), "[themes.questions]", f"text = {said('init.theme')}", ""])


def _kinds(choices: Choices) -> dict[str, Text]:
    """The kinds of the list by id, "organisation" where it has none."""
    found: dict[str, Text] = {}
    for name in dict.fromkeys(each.kind for each in choices.organisations if each.kind):
        found[new_id(name, found, longest=LONGEST_KIND, between="_")] = dict.fromkeys(choices.languages, name)
    if not found or not all(each.kind for each in choices.organisations):
        found[UNNAMED_KIND] = {code: language(code)("init.kind") for code in choices.languages}
    return found


def _goal(choices: Choices, number: int, goal: Text, question: str) -> str:
    say, several = language(choices.languages[0]), _by_language(choices)

    def words(key: str) -> str:
        values = {"number": number, "percent": choices.percent, "deadline": choices.deadline, "goal": goal}
        return _text({code: each(key, **values) for code, each in several.items()})

    return "\n".join([
        f"#:schema {SCHEMAS['goals']}",
        *_comment(say, "goal"),
        f"label = {words('init.goal_label')}",
        f"name = {words('init.goal_name')}",
        f"text = {words('init.goal_text')}",
        'group = "all"',
        f"deadline = {choices.deadline.isoformat()}",
        *_comment(say, "target"),
        f"target = {{ share = {choices.percent / 100:g} }}",
        *_comment(say, "baseline"),
        f"baseline = {{ date = {choices.rounds[0].year}-01-01, value = 0 }}",
        f"owner = {_quoted(choices.owner)}",
        f"source = {_quoted(OWN)}",
        'page = ""',
        'certainty = "certain"',
        'themes = ["questions"]',
        "",
        *_comment(say, "rule"),
        "[rule]",
        f"indicator = {_quoted(question)}",
        f"measure = {_text(goal)}",
        f"text = {words('init.goal_rule')}",
        "",
    ])  # fmt: skip


def _questions(choices: Choices) -> list[str]:
    """An id for the question of every goal."""
    found: list[str] = []
    for goal in choices.goals:
        found.append(new_id(goal[choices.languages[0]], found, longest=LONGEST_QUESTION, between="_"))
    return found


def _indicators(choices: Choices, questions: Sequence[str]) -> str:
    parts = [f"#:schema {SCHEMAS['indicators.toml']}", *_comment(language(choices.languages[0]), "indicators")]
    for goal, question in zip(choices.goals, questions, strict=True):
        parts += [
            "", f"[{question}]", f"text = {_text(goal)}", f"label = {_text(_short(goal, LONGEST_LABEL))}",
            'group = "all"', 'scale = "yes_no"', 'yes = ["yes"]', 'under_way = ["under_way"]', 'no = ["no"]',
            'theme = "questions"', f"comparable_with = {_list(date.isoformat() for date in choices.rounds)}",
            f"source = {_quoted(OWN)}", 'page = ""',
        ]  # fmt: skip
    return "\n".join([*parts, ""])


def _sources(choices: Choices, areas: Mapping[str, County]) -> str:
    say = language(choices.languages[0])
    parts = [
        f"#:schema {SCHEMAS['sources.toml']}", *_comment(say, "sources"), "", f"[{OWN}]",
        f"publisher = {_quoted(choices.owner)}", f"title = {_quoted(say('init.source'))}", "",
    ]  # fmt: skip
    if any(each.source == REGISTER for each in areas.values()):
        parts += [f"[{REGISTER}]", 'publisher = "SCB"', f"title = {_quoted(say('init.register'))}", ""]
    return "\n".join(parts)


def _organisations(choices: Choices, areas: Mapping[str, County]) -> str:
    header = ["id", "name", "kind", "groups", "sample", "source"] + (["county_code"] if areas else [])
    kinds = {text[choices.languages[0]]: kind for kind, text in _kinds(choices).items() if kind != UNNAMED_KIND}
    codes = _county_spellings(areas)
    rows = []
    for each in choices.organisations:
        row = [each.id, each.name, kinds.get(each.kind, UNNAMED_KIND), "all", "false", OWN]
        rows.append(row + ([codes.get(plain(each.area), "")] if areas else []))
    return _csv(header, rows)


def _by_language(choices: Choices) -> dict[str, Language]:
    return {code: language(code) for code in choices.languages}


def _comment(say: Language, key: str) -> list[str]:
    return [f"# {line}" for line in say(f"init.comment_{key}").splitlines()]


def _quoted(text: str) -> str:
    """A TOML string; JSON writes them in the same way."""
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _text(text: Text) -> str:
    return f"{{ {', '.join(f'{code} = {_quoted(words)}' for code, words in text.items())} }}"


def _short(text: Text, most: int) -> Text:
    """The same in at most so many characters, whole words where that goes."""
    return {
        code: textwrap.shorten(words, most, placeholder="…") if " " in words else words[:most]
        for code, words in text.items()
    }


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()
