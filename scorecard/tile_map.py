"""The tile map: what every county contributes to every goal that is counted, told in the browser. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from scorecard.drawing import MAP_TEXT, NAMES, NAMES_LINE, STEPS, TILE, TILE_GAP, drawing
from scorecard.figures import Figure
from scorecard.look import map_class
from scorecard.measure import Tally, by_county, latest_tally
from scorecard.model import Basis, Date, Measure, mid_sentence
from scorecard.records import County, Goal
from scorecard.sentences import Context, counting_words, county_name, meaning, of_older_rounds, source_line
from scorecard.store import StoredAnswer
from scorecard.tables import STATE_MARKS

LONGEST_IN_TILE, LONGEST_IN_LINE, LONGEST_NAME = 7, 11, 24
"""Characters of a tile's value, of each line of its name, and of an organisation's name."""
MOST_NAMES = 5
"""Names that are told of a county; of more the first, and how many more there are."""
TILES_PER_ROW = 4
WHOLE = ""
"""What is chosen where no county is."""
Named = Mapping[tuple[str, str], Sequence[str]]
"""The names of organisations by county and what their answers mean."""


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What every county, and the whole, contributes to a goal, and who they are."""

    goal: Goal
    counties: Mapping[str, Tally]
    whole: Tally
    named: Named


def tiles(context: Context, goal: Goal, answers: Iterable[StoredAnswer]) -> Figure | None:
    """What every county contributes to a goal, and in the same rows to the other goals that are counted; None for a
    programme without counties and for a goal that no organisations are counted for.

    `answers`: to the questions that are `asked`. What is chosen is what the context chooses.
    """
    everywhere = replace(context, selection=replace(context.selection, county=None))
    shown = {each.goal.id: each for each in contributions(everywhere, goal, list(answers))}
    if goal.id not in shown:
        return None
    say, found = context.language, shown[goal.id].counties
    rows = pd.DataFrame(_rows(everywhere, list(shown.values())))
    return Figure(
        name=f"{goal.id}-counties",
        title=say("figure.tiles", goal=mid_sentence(goal.label)),
        note=" ".join([say("figure.tiles_note"), *of_older_rounds(context, found.values())]),
        alt=_alt(context, list(shown.values())),
        drawing=drawing(
            "tiles", width=_size(max(column for _, column in _tile_places(context.programme.counties).values()) + 1),
            height=int(rows["y"].max() + TILE / 2 + 2 * TILE_GAP), steps=len(shown) > 1,
        ),
        rows=rows,
        table=_county_table(context, found),
        sources=source_line(context, [each.origin for each in found.values()]),
        sample=any(each.origin.basis is Basis.SAMPLE for each in found.values()),
        selected=chosen(context, goal),
    )  # fmt: skip


def chosen(context: Context, goal: Goal) -> dict[str, str]:
    """What the map shows in a view."""
    return {"county": context.selection.county or WHOLE, "goal": goal.id}


def contributions(context: Context, goal: Goal, answers: Sequence[StoredAnswer]) -> list[Contribution]:
    """Of the top goals that organisations in counties are counted for; of a goal below them only its own."""
    tops = context.programme.top_goals
    found = ((each, *_tallies(context, each)) for each in (tops if goal in tops else [goal]))
    return [
        Contribution(
            goal=each, counties=counties, whole=whole, named=_named(context, each, {**counties, WHOLE: whole}, answers)
        )
        for each, counties, whole in found
        if counties and whole and each.measure is Measure.COUNT
    ]


def asked(context: Context, goal: Goal) -> set[tuple[Date, str]]:
    """The questions whose answers the map tells, each with the round that they are told of."""
    everywhere = replace(context, selection=replace(context.selection, county=None))
    return {
        (tally.round, each.goal.rule.indicator)
        for each in contributions(everywhere, goal, [])
        for tally in (*each.counties.values(), each.whole)
        if each.goal.rule
    }


def _tallies(context: Context, goal: Goal) -> tuple[Mapping[str, Tally], Tally | None]:
    where = context.programme, context.cube, goal, context.round, context.selection
    return by_county(*where), latest_tally(*where)


def _named(context: Context, goal: Goal, tallies: Mapping[str, Tally], answers: Sequence[StoredAnswer]) -> Named:
    assert goal.rule is not None
    indicator = context.programme.indicators[goal.rule.indicator]
    given = {(each.round, each.organisation): each for each in answers if each.indicator == indicator.id}
    found: dict[tuple[str, str], list[str]] = {}
    for each in sorted(context.programme.members(goal.group, context.selection), key=lambda member: member.name):
        for place in {each.county_code or WHOLE, WHOLE} & tallies.keys():
            state = meaning(indicator, given.get((tallies[place].round, each.id)))
            found.setdefault((place, state), []).append(each.name)
    return found


def _rows(context: Context, shown: Sequence[Contribution]) -> Iterator[dict[str, Any]]:
    places = _tile_places(context.programme.counties)
    down = _room_above(places.values(), steps=len(shown) > 1)
    for number, each in enumerate(shown):
        for code, tally in each.counties.items():
            square = _square(context, code, places[code], tally) | {"step": "", "before": "", "after": ""}
            yield square | {"y": square["y"] + down} | _told(context, each, code, tally)
        for code in sorted(places.keys() - each.counties.keys()):
            yield _no_square(context, each) | _nothing(context, each, code)
        yield _no_square(context, each) | {
            "before": shown[number - 1].goal.id, "after": shown[(number + 1) % len(shown)].goal.id,
        } | _told(context, each, WHOLE, each.whole)  # fmt: skip


def _square(context: Context, code: str, place: tuple[float, float], found: Tally) -> dict[str, Any]:
    label = context.programme.counties[code].tile_label
    names, step = label.split("|") if label else _in_two_lines(context, code), TILE + TILE_GAP
    return {
        "x": TILE_GAP + (place[1] + 0.5) * step, "y": TILE_GAP + (place[0] + 0.5) * step,
        "name": names[0], "second": names[1] if len(names) > 1 else "",
        "value": _in_tile(context, found), "fill": map_class(found.yes),
        "description": context.language(
            "alt.county", county=county_name(context, code), share=context.language.share(found.yes, found.of),
            under_way=found.under_way,
        ),
    }  # fmt: skip


def _no_square(context: Context, each: Contribution) -> dict[str, Any]:
    empty = dict.fromkeys(("name", "second", "value", "description"), "")
    step = context.language.content(each.goal.label)
    return {"x": 0.0, "y": 0.0, "fill": 0, **empty, "step": step, "before": "", "after": ""}


def _told(context: Context, each: Contribution, code: str, found: Tally) -> dict[str, Any]:
    """What the map tells of a county, or of the whole, in words and as a bar."""
    say = context.language

    def reached(count: int) -> float:
        return TILE_GAP + (MAP_TEXT * min(count / found.of, 1) if found.of else 0)

    return {
        "at_goal": each.goal.id, "at_county": code,
        "title": county_name(context, code) if code else say("filter.county_all"),
        "number": say.share(found.yes, found.of),
        "zero": float(TILE_GAP), "counted": reached(found.yes), "way": reached(found.yes + found.under_way),
        "end": reached(found.of or 0), "names": "\n".join(_lines(context, each, code, found)),
        "counts": say("map.counts_at_least" if found.missing else "map.counts", under_way=found.under_way),
    }  # fmt: skip


def _nothing(context: Context, each: Contribution, code: str) -> dict[str, Any]:
    """What is told of a county where nobody is counted, as of a sort of organisations that it has none of."""
    empty = dict.fromkeys(("zero", "counted", "way", "end"), float(TILE_GAP))
    return {
        "at_goal": each.goal.id, "at_county": code, "title": county_name(context, code), "number": "–",
        **empty, "counts": context.language("map.nobody"), "names": "",
    }  # fmt: skip


def _lines(context: Context, each: Contribution, code: str, found: Tally) -> Iterator[str]:
    """Who counts and who is on the way; of the whole only who is nearest, and what no square holds."""
    yes, under_way = (
        [f"{STATE_MARKS[state]} {_short(name)}" for name in each.named.get((code, state), ())]
        for state in ("yes", "under_way")
    )
    counting = yes if code else []
    few = _few(counting, under_way)
    yield from few
    if more := len(counting) + len(under_way) - len(few):
        yield context.language("map.more", count=more)
    if found.missing:
        yield f"{STATE_MARKS['missing']} {found.missing} {counting_words(context, 'missing')}"
    outside = found.yes - sum(tally.yes for tally in each.counties.values())
    if not code and outside > 0:
        yield context.language("map.outside", count=outside)


def _short(name: str) -> str:
    """A name as the map has room for it; that an organisation is a sample, in brackets, is not cut off."""
    first, bracket, rest = name.rpartition(" (") if name.endswith(")") else (name, "", "")
    left = LONGEST_NAME - len(bracket + rest)
    return f"{_cut(first, left)}{bracket}{rest}" if left > 1 else _cut(name, LONGEST_NAME)


def _few(counting: Sequence[str], under_way: Sequence[str]) -> list[str]:
    """All if there is room, else some of both and a line for the rest."""
    if len(counting) + len(under_way) <= MOST_NAMES:
        return [*counting, *under_way]
    room = MOST_NAMES - 1
    nearest = under_way[: max(room // 2, room - len(counting))]
    return [*counting[: room - len(nearest)], *nearest]


def _alt(context: Context, shown: Sequence[Contribution]) -> str:
    """The same whatever is chosen: a chart whose name changes is drawn anew."""
    say = context.language
    most = [
        say("alt.tiles_most", goal=each.goal.label, counties=say.enumeration(_leading(context, each.counties)), count=count)
        for each in shown
        for count in [max(tally.yes for tally in each.counties.values())]
    ]
    return say("alt.tiles", most=" ".join(most))


def _leading(context: Context, found: Mapping[str, Tally]) -> list[str]:
    most = max(each.yes for each in found.values())
    return [county_name(context, code) for code, each in found.items() if each.yes == most]


def _county_table(context: Context, found: Mapping[str, Tally]) -> pd.DataFrame:
    """The same as the map, most first; the number of municipalities where the list of areas tells it."""
    counties = context.programme.counties
    ordered = sorted(found.items(), key=lambda item: (-item[1].yes, county_name(context, item[0])))
    rows = [
        [county_name(context, code), each.yes, each.of, each.under_way, counties[code].n_municipalities]
        for code, each in ordered
    ]
    names = [context.language(f"column.{each}") for each in ("county", "counts", "of", "under_way", "municipalities")]
    table = pd.DataFrame(rows, columns=names).astype({names[2]: "Int64"})
    return table if table[names[4]].notna().any() else table.drop(columns=names[4])


def _tile_places(counties: Mapping[str, County]) -> Mapping[str, tuple[float, float]]:
    """Row and column of every tile from 0; where the programme gives no places, in the order of the list."""
    given = {code: (each.tile_row, each.tile_col) for code, each in counties.items()}
    placed = {code: (row, column) for code, (row, column) in given.items() if row is not None and column is not None}
    if len(placed) < len(counties):
        return {code: divmod(number, TILES_PER_ROW) for number, code in enumerate(counties)}
    top, left = (min(place[axis] for place in placed.values()) for axis in (0, 1))
    return {code: (row - top, column - left) for code, (row, column) in placed.items()}


def _size(tiles: float) -> int:
    return int(tiles * (TILE + TILE_GAP)) + 2 * TILE_GAP


def _room_above(places: Iterable[tuple[float, float]], *, steps: bool) -> float:
    """How far down the squares move so that what is told has room: it stands in the corner, where no square may be."""
    told = NAMES + (MOST_NAMES + 1) * NAMES_LINE + (STEPS if steps else 0)
    free = min((row for row, column in places if column < MAP_TEXT // TILE), default=0) * (TILE + TILE_GAP)
    return max(0.0, told - free)


def _in_two_lines(context: Context, code: str) -> list[str]:
    """An area's name as a tile has room for it; the whole name stands beside the map and is read out."""
    first, _, second = county_name(context, code).partition(" ")
    return [_cut(each, LONGEST_IN_LINE) for each in (first, second)]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _in_tile(context: Context, found: Tally) -> str:
    """ "4 av 6", or "15/49" where that would not fit."""
    share = context.language.share(found.yes, found.of)
    return share if len(share) <= LONGEST_IN_TILE else f"{found.yes}/{found.of}"
