"""The map's rows hold every county and goal with the figures and the organisations that they are counted from."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pytest

from scorecard import tables, tile_map
from scorecard.figures import Figure
from scorecard.language import languages
from scorecard.measure import by_county, latest_tally
from scorecard.model import Selection
from scorecard.programme import Programme
from scorecard.sentences import Context
from scorecard.store import Store
from scorecard.tile_map import LONGEST_NAME, MOST_NAMES, tiles
from tests.conftest import ContextMaker
from tests.test_figures import VIEWS

MOST_BYTES = 40_000
SWEDEN = 21


def answers(context: Context, store: Store) -> list[tables.StoredAnswer]:
    asked = tile_map.asked(context, context.programme.goals["K1"])
    found = [store.answers(context.cube.version, round=round, indicators=[each]) for round, each in asked]
    return tables.seen(context, [answer for some in found for answer in some])


def made(context: Context, store: Store, goal: str = "K1") -> Figure:
    figure = tiles(context, context.programme.goals[goal], answers(context, store))
    assert figure is not None
    return figure


def row(figure: Figure, goal: str, county: str) -> pd.Series:
    (found,) = figure.rows[(figure.rows["at_goal"] == goal) & (figure.rows["at_county"] == county)].index
    return figure.rows.loc[found]


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("view", VIEWS)
def test_every_county_and_the_whole_has_the_figures_of_every_counted_goal(
    context: ContextMaker, store: Store, programme: Programme, view: str, code: str
) -> None:
    shown = context(*VIEWS[view], code)
    figure, everywhere = made(shown, store), replace(shown.selection, county=None)
    goals = set(figure.rows["at_goal"])
    assert goals >= {"K1"}
    for goal in goals:
        where = shown.programme, shown.cube, programme.goals[goal], shown.round
        tallies = {**by_county(*where, everywhere), "": latest_tally(*where, everywhere)}
        for county, tally in tallies.items():
            found = row(figure, goal, county)
            assert tally is not None
            assert found["number"] == shown.language.share(tally.yes, tally.of)
            assert str(tally.under_way) in found["counts"]
            assert found["zero"] <= found["counted"] <= found["way"] <= found["end"]
            if tally.of:
                share = (found["counted"] - found["zero"]) / (found["end"] - found["zero"])
                assert share == pytest.approx(tally.yes / tally.of)
    assert len(figure.rows) == len(goals) * (len(programme.counties) + 1)


@pytest.mark.parametrize("view", VIEWS)
def test_a_county_names_exactly_those_that_count_and_those_on_the_way(
    context: ContextMaker, store: Store, programme: Programme, view: str
) -> None:
    shown = context(*VIEWS[view])
    figure, given = made(shown, store), answers(shown, store)
    for county in programme.counties:
        selection = replace(shown.selection, county=county)
        standings = tables.standings(replace(shown, selection=selection), programme.goals["K1"], given)
        names = {state: sorted(each.name for its, each, _ in standings if its == state) for state in ("yes", "under_way")}
        expected = [f"● {each}" for each in names["yes"]] + [f"▲ {each}" for each in names["under_way"]]
        told = [line for line in row(figure, "K1", county)["names"].split("\n") if line[:1] in ("●", "▲")]
        assert {line[0] for line in told} == {line[0] for line in expected}
        tally = latest_tally(shown.programme, shown.cube, programme.goals["K1"], shown.round, selection)
        assert len(expected) == (tally.yes + tally.under_way if tally else 0)
        assert {f"{each[:2]}{tile_map._short(each[2:])}" for each in expected} >= set(told)
        rest = [line for line in row(figure, "K1", county)["names"].split("\n") if line.startswith("och ")]
        assert rest == ([f"och {len(expected) - len(told)} till"] if len(expected) > len(told) else [])


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Kommun 11 (exempel)", "Kommun 11 (exempel)"),
        ("Samordningsförbund 02 (exempel)", "Samordningsfö… (exempel)"),
        ("Samordningsförbundet Centrala Östergötland", "Samordningsförbundet Ce…"),
        ("A (ett mycket långt tillägg inom parentes)", "A (ett mycket långt til…"),
    ],
)
def test_a_long_name_is_cut_and_still_says_that_it_is_a_sample(name: str, short: str) -> None:
    assert tile_map._short(name) == short
    assert len(short) <= LONGEST_NAME


def test_missing_answers_and_what_no_square_holds_are_told(context: ContextMaker, store: Store) -> None:
    shown = context()
    shares = tile_map.contributions(shown, shown.programme.goals["K1"], answers(shown, store))
    whole = next(each for each in shares if each.goal.id == "K1")
    skane = whole.counties["12"]
    assert not any("utanför" in line or "saknas" in line for line in tile_map._lines(shown, whole, "", whole.whole))
    without = replace(whole, counties={code: each for code, each in whole.counties.items() if code != "12"})
    assert [*tile_map._lines(shown, without, "", whole.whole)][-1] == f"{skane.yes} räknas utanför kartan"
    missing = replace(skane, not_reported=2)
    assert [*tile_map._lines(shown, whole, "12", missing)][-1] == "○ 2 svar saknas"


def test_a_county_without_such_organisations_says_so(context: ContextMaker, store: Store, programme: Programme) -> None:
    shown = context(*VIEWS["kind"])
    without = {
        code for code in programme.counties if not programme.members("funded", Selection(county=code, kind="county_council"))
    }
    figure = made(shown, store)
    assert without
    for code in without:
        found = row(figure, "K1", code)
        assert (found["number"], found["counts"], found["value"]) == ("–", "inga organisationer", "")


@pytest.mark.parametrize("county", [None, "12"])
def test_a_choice_changes_nothing_that_is_sent_but_what_is_chosen(
    context: ContextMaker, store: Store, county: str | None
) -> None:
    whole, part = made(context(), store), made(context(selection=Selection(county=county)), store)
    other = made(context(selection=Selection(county=county)), store, "K2")
    assert part.selected == {"county": county or "", "goal": "K1"}
    assert other.selected == {"county": county or "", "goal": "K2"}
    for each in (part, other):
        assert each.rows.equals(whole.rows)
        assert (each.drawing, each.alt) == (whole.drawing, whole.alt)


def test_the_steps_go_round_through_the_goals(context: ContextMaker, store: Store) -> None:
    whole = made(context(), store).rows.query("at_county == ''").set_index("at_goal")
    assert list(whole.index) == ["L1", "K1", "K2"]
    assert list(whole["after"]) == ["K1", "K2", "L1"]
    assert [whole["before"][whole["after"][each]] for each in whole.index] == list(whole.index)


def test_a_goal_below_another_is_shown_alone(context: ContextMaker, store: Store) -> None:
    shown = context()
    figure = tiles(shown, shown.programme.goals["K1a"], [])
    assert figure is not None
    assert set(figure.rows["at_goal"]) == {"K1a"}
    assert dict(figure.drawing.arguments)["steps"] is False


def test_no_square_stands_on_another_or_on_what_is_told(context: ContextMaker, store: Store) -> None:
    rows = made(context(), store).rows.query("at_goal == 'K1' and at_county != ''")
    assert len(rows) == SWEDEN
    assert not rows.duplicated(["x", "y"]).any()
    assert not ((rows["x"] < 168 + 39) & (rows["y"] < 215 + 39)).any()


@pytest.mark.parametrize(("organisations", "goals"), [(310, 3), (5_000, 3)])
def test_what_is_sent_is_small_however_many_the_organisations(
    context: ContextMaker,
    store: Store,
    programme: Programme,
    organisations: int,
    goals: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = context()
    each_has = organisations // SWEDEN
    names = {
        (code, state): [f"Samordningsförbundet för {number} med långt namn" for number in range(each_has)]
        for code in ("", *programme.counties)
        for state in ("yes", "under_way")
    }
    monkeypatch.setattr(tile_map, "_named", lambda *_: names)
    rows = made(shown, store).rows
    assert rows["names"].map(lambda lines: max(map(len, lines.split("\n")))).max() <= LONGEST_NAME + 2
    assert rows["names"].map(lambda lines: len(lines.split("\n"))).max() <= MOST_NAMES + 1
    assert bytes_of(rows) / rows["at_goal"].nunique() * goals < MOST_BYTES


def bytes_of(rows: pd.DataFrame) -> int:
    sink = pa.BufferOutputStream()
    table = pa.Table.from_pandas(rows)
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return int(sink.getvalue().size)
