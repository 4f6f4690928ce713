"""Counting never loses, invents or reinterprets an organisation."""

from __future__ import annotations

import random

import pytest

from scorecard.measure import Cube, by_county, comparable_tally, latest_tally, reconcile, tally
from scorecard.model import AnswerState, Basis, Certainty, Date, Scale, Selection, weakest
from scorecard.programme import Programme
from scorecard.records import PublishedFigure
from scorecard.store import Store
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker

PARTS = [Selection(), Selection(county="12"), Selection(kind="county_council"), Selection(evidence="verified"),
         Selection(county="14", kind="municipality", evidence="self_assessed")]  # fmt: skip


@pytest.mark.parametrize("selection", PARTS)
def test_every_organisation_is_counted_exactly_once(programme: Programme, cube: Cube, selection: Selection) -> None:
    for indicator in programme.indicators.values():
        found = tally(programme, cube, indicator, indicator.group, FINAL, selection)
        if found is None:
            continue
        everyone = found.of if found.of is not None else len(programme.members(indicator.group, selection))
        parts = (found.yes, found.under_way, found.no, found.not_applicable, found.not_reported, found.not_asked)
        assert min(parts) >= 0
        assert sum(parts) == everyone


def test_the_order_of_the_rows_does_not_matter(programme: Programme, store: Store, cube: Cube) -> None:
    counts = store.counts(store.version())
    random.Random(7).shuffle(counts)
    shuffled = Cube(cube.version, counts)
    for goal in programme.goals.values():
        assert latest_tally(programme, shuffled, goal, FINAL) == latest_tally(programme, cube, goal, FINAL)


def test_the_counties_together_are_the_country(programme: Programme, cube: Cube) -> None:
    for goal in programme.goals.values():
        whole = latest_tally(programme, cube, goal, FINAL)
        if whole is not None:
            parts = by_county(programme, cube, goal, FINAL).values()
            assert sum(each.yes for each in parts) == whole.yes
            assert sum(each.missing for each in parts) == whole.missing
            assert whole.of is None or sum(each.of or 0 for each in parts) == whole.of


def test_an_answer_on_other_evidence_is_missing_and_not_a_no(programme: Programme, cube: Cube) -> None:
    found = latest_tally(programme, cube, programme.goals["K1"], FINAL, Selection(evidence="verified"))
    assert found is not None
    assert (found.yes, found.no, found.missing, found.of) == (0, 0, 53, 53)


def test_a_blank_answer_is_missing_and_not_a_no(programme: Programme, store: Store, cube: Cube) -> None:
    counts = [each for each in store.counts(store.version()) if each.indicator == "effects" and each.round == FINAL]
    (index,) = [number for number, each in enumerate(counts) if each.answer == "yes" and "funded" in each.groups][:1]
    blanked = [*counts]
    blanked[index] = _with(counts[index], AnswerState.NOT_REPORTED)
    before = latest_tally(programme, Cube(1, counts), programme.goals["K1"], FINAL)
    after = latest_tally(programme, Cube(1, blanked), programme.goals["K1"], FINAL)
    assert before is not None
    assert after is not None
    moved = counts[index].organisations
    assert (after.yes, after.no, after.not_reported) == (before.yes - moved, before.no, before.not_reported + moved)


def _with(count: object, state: AnswerState) -> object:
    from dataclasses import replace  # noqa: PLC0415

    return replace(count, state=state, answer="")  # type: ignore[type-var]


def test_a_question_that_was_not_asked_has_no_tally(programme: Programme, cube: Cube) -> None:
    indicator = programme.indicators["improved_leadership"]
    assert tally(programme, cube, indicator, "funded", STATUS_REPORT) is None


def test_only_comparable_rounds_are_compared(programme: Programme, cube: Cube) -> None:
    earlier = comparable_tally(programme, cube, programme.goals["K1"], FINAL)
    assert earlier is not None
    assert (earlier.round, earlier.yes) == (STATUS_REPORT, 26)
    assert comparable_tally(programme, cube, programme.goals["K2"], FINAL) is None
    assert comparable_tally(programme, cube, programme.goals["K1"], Date(2010, 12, 31)) is None


def test_the_weakest_of_some_bases_is_the_figures() -> None:
    assert weakest([Basis.VERIFIED, Basis.DERIVED, Basis.PUBLISHED]) is Basis.DERIVED
    assert weakest([Certainty.CERTAIN, Certainty.INFERRED]) is Certainty.INFERRED
    assert weakest([Basis.SAMPLE, *Basis]) is Basis.SAMPLE


def _total(row: PublishedFigure) -> str:
    return " ".join(part for part in (row.figure, row.indicator, row.group, row.kind, row.round, row.category) if part)


def test_every_published_total_that_has_answers_is_recomputed(programme: Programme, cube: Cube) -> None:
    compared = {id(row.published) for row in reconcile(programme, cube)}
    rounds = {each.date.isoformat() for each in programme.rounds}
    left_out = [
        _total(row)
        for row in programme.published
        if row.indicator and row.count is not None and row.round in rounds and id(row) not in compared
        and programme.indicators[row.indicator].scale is not Scale.PUBLISHED
    ]  # fmt: skip
    assert left_out == []


def test_the_sample_reproduces_every_published_total(programme: Programme, cube: Cube) -> None:
    rows = reconcile(programme, cube)
    assert [f"{_total(row.published)}: {row.computed}" for row in rows if not row.agrees] == []
    assert len(rows) >= 65


PUBLISHED_TOTALS = {
    "goals_reached": {"1": 0, "2": 2, "3": 8, "4": 35, "5": 7, "": 1},
    "spread": {"yes": 34, "under_way": 11, "no": 6, "": 2},
    "key_figures": {"yes": 22, "under_way": 17, "no": 12, "": 2},
    "effect_stereotypes": {"yes": 22, "no": 25, "": 6},
    "effect_influence": {"yes": 23, "no": 25, "": 5},
    "effect_results": {"yes": 13, "no": 35, "": 5},
    "effect_treatment": {"yes": 35, "no": 13, "": 5},
    "effect_resources": {"yes": 13, "no": 36, "": 4},
    "improved_methods": {"yes": 46, "no": 7},
    "improved_treatment": {"yes": 45, "no": 8},
    "improved_followup": {"yes": 48, "no": 5},
    "improved_leadership": {"yes": 44, "no": 8, "": 1},
    "impact_descriptions": {"1": 15, "2": 12, "3": 16, "4": 7, "5": 1, "": 2},
    "management_follows_up": {"1": 3, "2": 6, "3": 14, "4": 18, "5": 10, "": 2},
}
"""Figures 2 to 11 of the report, as its pages 10 to 16 print them; "" is no answer."""


@pytest.mark.parametrize("indicator", PUBLISHED_TOTALS)
def test_a_figure_of_the_report_comes_out_answer_by_answer(cube: Cube, indicator: str) -> None:
    found: dict[str, int] = {}
    for cell in cube.cells(FINAL, indicator):
        if "funded" in cell.groups:
            found[cell.answer] = found.get(cell.answer, 0) + cell.organisations
    expected = {answer: count for answer, count in PUBLISHED_TOTALS[indicator].items() if count}
    assert found == expected


YES_ONLY = {
    "effects": 40,
    "statistics_annual_report": 41,
    "statistics_committees": 36,
    "goals_overall_plan": 45,
    "goals_departments": 42,
}


@pytest.mark.parametrize(("indicator", "yes"), YES_ONLY.items())
def test_a_total_known_only_as_its_yes_comes_out(programme: Programme, cube: Cube, indicator: str, yes: int) -> None:
    found = tally(programme, cube, programme.indicators[indicator], "funded", FINAL)
    assert found is not None
    assert (found.yes, found.stated) == (yes, {"yes"})


@pytest.mark.parametrize(("indicator", "yes"), [("effects", 26), ("key_figures", 10)])
def test_the_status_report_of_2012_comes_out(programme: Programme, cube: Cube, indicator: str, yes: int) -> None:
    found = tally(programme, cube, programme.indicators[indicator], "funded", STATUS_REPORT)
    assert found is not None
    assert found.yes == yes


def test_the_startpaket_counts_municipalities_regions_and_bodies_but_not_companies(programme: Programme) -> None:
    kinds = {kind: len(programme.members("startpack", Selection(kind=kind))) for kind in programme.settings.kinds}
    assert {kind: number for kind, number in kinds.items() if number} == {
        "municipality": 43, "county_council": 4, "cooperation_body": 3,
    }  # fmt: skip
    assert len(programme.members("startpack_other")) == 6


def test_the_funded_are_34_municipalities_14_councils_4_associations_and_1_company(programme: Programme) -> None:
    kinds = [len(programme.members("funded", Selection(kind=kind))) for kind in programme.settings.kinds]
    assert sorted(number for number in kinds if number) == [1, 4, 14, 34]
    assert {each.county_code for each in programme.members("funded")} == set(programme.counties)


def test_skane_has_4_of_6_and_2_under_way(context: ContextMaker) -> None:
    found = context(selection=Selection(county="12")).assessments["K1"].tally
    assert found is not None
    assert (found.yes, found.of, found.under_way) == (4, 6, 2)
