"""Every figure is whole: finding, alt text, sources, and a table with exactly the numbers that are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pandas as pd
import pytest

from scorecard import charts, figures, futures, surveys, tile_map
from scorecard.charts import specification
from scorecard.drawing import Look
from scorecard.figures import Figure, path
from scorecard.genders import GENDERS
from scorecard.language import languages
from scorecard.look import STACKED
from scorecard.minutes import Decision, State
from scorecard.model import Date, Selection, Status
from scorecard.programme import Programme
from scorecard.sentences import Context
from scorecard.store import Store, StoredAnswer
from scorecard.tables import seen
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker

Maker = Callable[[Context, list[StoredAnswer]], Iterable[Figure | None]]
MAKERS: dict[str, Maker] = {
    "bullet": lambda context, _: (figures.bullet(context, each) for each in context.assessments.values()),
    "sub_goals": lambda context, _: (figures.sub_goals(context, each) for each in context.programme.goals.values()),
    "path": lambda context, _: (figures.path(context, each) for each in context.programme.goals.values()),
    "scenarios": lambda context, _: (futures.scenarios(context, each) for each in context.programme.goals.values()),
    "fan": lambda context, _: (futures.fan(context, each, "half") for each in context.programme.goals.values()),
    "survey": lambda context, _: (surveys.survey(context, theme) for theme in context.programme.settings.themes),
    "series": lambda context, _: (surveys.series(context, each) for each in context.programme.goals.values()),
    "tiles": lambda context, answers: (tile_map.tiles(context, each, answers) for each in context.programme.goals.values()),
    "units": lambda context, answers: (figures.units(context, each, answers) for each in context.programme.goals.values()),
}
"""How every figure of a kind is made for a view."""
VIEWS = {
    "all": (FINAL, Selection()),
    "2012": (STATUS_REPORT, Selection()),
    "county": (FINAL, Selection(county="12")),
    "kind": (FINAL, Selection(kind="county_council")),
    "verified": (FINAL, Selection(evidence="verified")),
}
FigureMaker = Callable[[str, str, str], list[Figure]]


def make_figures(context: ContextMaker, store: Store, kind: str, view: str, code: str) -> list[Figure]:
    round, selection = VIEWS[view]
    shown = context(round=round, selection=selection, code=code)
    answers = store.answers(shown.cube.version, round=round)
    return [each for each in MAKERS[kind](shown, answers) if each]


@pytest.fixture(scope="session")
def drawn(context: ContextMaker, store: Store) -> FigureMaker:
    """Every figure of a kind, in a view and a language, made once."""
    made: dict[tuple[str, str, str], list[Figure]] = {}

    def make(kind: str, view: str = "all", code: str = "sv") -> list[Figure]:
        if (kind, view, code) not in made:
            made[kind, view, code] = make_figures(context, store, kind, view, code)
        return made[kind, view, code]

    return make


def test_every_chart_kind_has_figures_of_the_shipped_programme(drawn: FigureMaker) -> None:
    assert set(MAKERS) == set(charts.KINDS)
    for kind in MAKERS:
        found = drawn(kind, "all", "sv")
        assert found
        assert {each.drawing.kind for each in found} == {kind}


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", MAKERS)
def test_a_figure_is_whole(drawn: FigureMaker, kind: str, view: str, code: str) -> None:
    for each in drawn(kind, view, code):
        assert each.title
        assert each.alt.rstrip().endswith((".", "%", "?")) or re.search(r"[\w)]$", each.alt)
        assert not re.search(r"\*\*|[{}]|\bnan\b|\bNone\b", each.title + each.note + each.alt + each.sources)
        assert len(each.rows) > 0
        assert len(each.table) > 0
        assert each.table.columns.is_unique
        assert all(str(column).isascii() for column in each.rows.columns)
        assert each.sources or each.rows.get("result", pd.Series([1])).isna().all()


def test_every_answer_that_is_stacked_has_its_fill() -> None:
    assert set(STACKED) == {*surveys.ANSWER_ORDER, *GENDERS}


def test_a_survey_is_drawn_the_same_whatever_was_answered(drawn: FigureMaker) -> None:
    whole, part = ({each.name: each for each in drawn("survey", view, "sv")} for view in ("all", "county"))
    assert any(whole[name].answers != part[name].answers for name in part)
    assert all(whole[name].drawing == part[name].drawing for name in part)
    for each in (*whole.values(), *part.values()):
        assert len(each.answers) == len(each.table.columns) - 1


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("view", VIEWS)
def test_figures_have_names_of_their_own(drawn: FigureMaker, view: str, code: str) -> None:
    names = [each.name for kind in MAKERS for each in drawn(kind, view, code)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", ["bullet", "sub_goals", "path", "scenarios", "fan"])
@pytest.mark.parametrize("view", ["county", "kind", "verified"])
def test_a_part_of_the_country_is_never_held_against_a_target(drawn: FigureMaker, kind: str, view: str) -> None:
    assert drawn(kind, view, "sv") == []


@pytest.mark.parametrize("view", ["county", "kind", "verified"])
@pytest.mark.parametrize("kind", ["survey", "tiles", "units"])
def test_what_rests_on_the_sample_says_so(drawn: FigureMaker, kind: str, view: str) -> None:
    for each in drawn(kind, view, "sv"):
        assert each.sample
        assert "exempeldata" in each.sources


def shown_first(figure: Figure) -> pd.DataFrame:
    """The rows that are drawn before anything is chosen in the chart: those of the goal that it begins with."""
    return figure.rows[figure.rows["at_goal"] == figure.selected["goal"]] if figure.selected else figure.rows


def numbers(cell: object) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", str(cell))]


def drawn_numbers(figure: Figure) -> list[list[int]]:
    """The numbers that the marks of a figure stand for, row by row as its table has them."""
    rows = figure.rows.to_dict("records")
    match figure.drawing.kind:
        case "bullet":
            (row,) = rows
            return [[row["result"], row["target"]]]
        case "sub_goals":
            return [[] if pd.isna(row["result"]) else [int(row["result"])] for row in rows]
        case "path":
            return [[int(row["value"]), *numbers(row["label"])] for row in rows if row["part"] == "result"]
        case "scenarios":
            return [[row["median"], row["low"], row["high"]] for row in rows]
        case "fan":
            return [[int(row["value"]), *numbers(row["second"])[-2:]] for row in rows if row["part"] == "end"]
        case "survey":
            questions = list(dict.fromkeys(row["question"] for row in rows))
            return [[sum(numbers(row["count"])) for row in rows if row["question"] == each] for each in questions]
        case "series":
            return [[round(row["earlier"]), round(row["later"])] for row in rows]
        case "tiles":
            return sorted(numbers(row["value"]) for row in shown_first(figure).to_dict("records") if row["value"])
        case "units":
            states = [row["state"] for row in rows]
            return [[states.count(state)] for state in dict.fromkeys(states)]
    raise AssertionError(figure.drawing.kind)


def table_numbers(figure: Figure) -> list[list[int]]:
    """The same numbers, out of the table for reading."""
    rows = figure.table.to_numpy().tolist()
    match figure.drawing.kind:
        case "bullet":
            return [[row[0], row[4]] for row in rows]
        case "sub_goals":
            return [numbers(row[2])[:1] for row in rows]
        case "path":
            return [[row[1], row[1]] for row in rows]
        case "scenarios":
            return [[row[1], *numbers(row[2])] for row in rows][: len(figure.rows)]
        case "fan":
            return [[row[1], *numbers(row[2])] for row in rows][: int((figure.rows["part"] == "end").sum())]
        case "survey":
            return [row[1:] for row in rows]
        case "tiles":
            return sorted([row[1]] if pd.isna(row[2]) else [row[1], row[2]] for row in rows)
        case "units":
            return [[row[1]] for row in rows]
    raise AssertionError(figure.drawing.kind)


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", sorted(set(MAKERS) - {"series"}))
def test_the_table_has_the_numbers_that_are_drawn(drawn: FigureMaker, kind: str, view: str, code: str) -> None:
    for each in drawn(kind, view, code):
        assert drawn_numbers(each) == table_numbers(each)


@pytest.mark.parametrize("code", languages())
def test_the_table_of_shares_has_every_share_that_is_drawn(drawn: FigureMaker, code: str) -> None:
    for each in drawn("series", "all", code):
        for shares, cells in zip(drawn_numbers(each), each.table.to_numpy().tolist(), strict=True):
            assert shares[0] in numbers(cells[2])
            assert shares[1] in numbers(cells[4])


def test_the_bars_of_a_survey_fill_the_whole_and_do_not_overlap(drawn: FigureMaker) -> None:
    for view in VIEWS:
        for each in drawn("survey", view, "sv"):
            for _, bars in each.rows.groupby("question", sort=False):
                assert bars["start"].iloc[0] == 0
                assert bars["end"].iloc[-1] == pytest.approx(1)
                assert bars["start"].iloc[1:].tolist() == pytest.approx(bars["end"].iloc[:-1].tolist())


def test_a_bullet_reaches_its_target_exactly_when_the_count_does(drawn: FigureMaker) -> None:
    for each in drawn("bullet", "all", "sv"):
        (row,) = each.rows.to_dict("records")
        assert row["result"] <= row["possible"] <= row["end"] >= row["target"]


def test_what_a_source_does_not_state_is_not_told_from_the_sample(drawn: FigureMaker, programme: Programme) -> None:
    (reach,) = [each for each in drawn("survey", "all", "en") if each.name == "survey-reach"]
    rows = {row[0]: row[1:] for row in reach.table.to_numpy().tolist()}
    effects = rows[programme.indicators["effects"].label["en"]]
    assert reach.table.columns[-1] == "Not stated in the source"
    assert effects[0] == 40
    assert sum(effects[:-1]) == 40
    assert effects[-1] == 13


def test_a_part_of_the_sample_shows_its_split_and_says_it_is_invented(drawn: FigureMaker) -> None:
    (reach,) = [each for each in drawn("survey", "county", "en") if each.name == "survey-reach"]
    assert "Not stated in the source" not in reach.table.columns
    assert reach.sample


def test_no_figure_shows_zero_where_nothing_is_known(drawn: FigureMaker) -> None:
    for each in drawn("sub_goals", "all", "sv"):
        unknown = each.rows[each.rows["result"].isna()]
        assert set(unknown["value"]) <= {"ingen uppgift", "bedöms i ord"}


def test_no_line_is_drawn_across_a_series_break(drawn: FigureMaker, programme: Programme) -> None:
    for each in drawn("path", "all", "sv"):
        goal = programme.goals[each.name.removesuffix("-path")]
        assert goal.rule is not None
        comparable = programme.indicators[goal.rule.indicator].comparable_with
        joined = each.rows[each.rows["part"] == "result"]
        assert len(joined) <= max(len(comparable), 1)


def test_one_mark_stands_for_one_organisation(drawn: FigureMaker, programme: Programme) -> None:
    for each in drawn("units", "all", "sv"):
        goal = programme.goals[each.name.removesuffix("-organisations")]
        assert len(each.rows) == len(programme.members(goal.group))
        assert not each.rows.duplicated(["x", "y"]).any()


@pytest.mark.parametrize("view", VIEWS)
def test_more_organisations_than_marks_can_be_told_apart_are_one_bar_with_the_same_counts(
    context: ContextMaker, store: Store, programme: Programme, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    round, selection = VIEWS[view]
    shown = context(round=round, selection=selection)
    answers = seen(shown, store.answers(shown.cube.version, round=round))
    for goal in programme.goals.values():
        marks = figures.units(shown, goal, answers)
        with monkeypatch.context() as patch:
            patch.setattr(figures, "MOST_UNITS", 0)
            bar = figures.units(shown, goal, answers)
        if marks is None:
            assert bar is None
            continue
        assert bar is not None
        assert bar.drawing.kind == "survey"
        assert bar.table.equals(marks.table)
        assert bar.alt == marks.alt
        assert bar.rows["end"].iloc[-1] == pytest.approx(1)
        assert "Är organisationerna fler än 0 visas en stapel" in bar.note


@pytest.mark.parametrize(("most", "labels"), [(8, ["26", "40"]), (1, ["", "40"])])
def test_a_way_has_as_many_numbers_as_it_has_room_for_and_always_the_last(
    context: ContextMaker, monkeypatch: pytest.MonkeyPatch, most: int, labels: list[str]
) -> None:
    monkeypatch.setattr(figures, "MOST_LABELS", most)
    shown = context()
    way = path(shown, shown.programme.goals["K1"])
    assert way is not None
    assert list(way.rows[way.rows["part"] == "result"]["label"]) == labels


@pytest.mark.parametrize(
    ("goal", "make"),
    [("K1", path), ("L1", lambda context, goal, taken: futures.fan(context, goal, "kept", taken))],
    ids=["way", "fan"],
)
def test_decisions_stand_on_the_axis_of_time_at_the_round_they_were_taken_on(
    context: ContextMaker, goal: str, make: Callable[..., Figure | None]
) -> None:
    taken = [
        Decision(
            id=number, version=number, text=text, owner="Kansliet", due=None, decided=Date(2014, 2, 3), state=State.OPEN,
            goal=about, round=FINAL, count=40, of=53, status=Status.ACHIEVED, shown_version=1,
        )
        for number, (text, about) in enumerate([("Granska tre", goal), ("Fråga igen", goal), ("Annat", "K2")], start=2)
    ]  # fmt: skip
    shown = context()
    with_them, without = (make(shown, shown.programme.goals[goal], decisions) for decisions in (taken, []))
    assert with_them is not None
    assert without is not None
    marks = with_them.rows[with_them.rows["part"] == "decision"]
    assert list(marks["label"]) == ["2 beslut"]
    assert list(marks["date"]) == [FINAL.isoformat()]
    assert "Granska tre; Fråga igen" in with_them.alt
    assert not (without.rows["part"] == "decision").any()
    drawn = [str(specification(each.drawing, Look(theme="light", language="sv"))) for each in (with_them, without)]
    assert [each.count("diamond") for each in drawn] == [1, 0]
    if goal == "K1":
        assert list(with_them.table.iloc[:, -1]) == ["–", "Granska tre; Fråga igen"]
