"""Side by side, question by question; like with like; who changed, paired, and who can be asked."""

from __future__ import annotations

import pytest

from scorecard.changes import Answers
from scorecard.comparison import By, alike, choices, examples, moved, side_by_side, to_ask, unlike
from scorecard.language import language
from scorecard.measure import tally
from scorecard.model import Selection
from scorecard.sentences import Context, meaning
from scorecard.store import Store
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker, movements

LARGE, LIKE_LARGE, SMALL = "14", "12", "09"


@pytest.fixture(scope="module")
def now(context: ContextMaker) -> Context:
    return context()


@pytest.fixture(scope="module")
def then(context: ContextMaker) -> Context:
    return context(STATUS_REPORT)


@pytest.fixture(scope="module")
def given(store: Store) -> tuple[Answers, Answers]:
    """The answers of both rounds."""
    rounds = (store.answers(1, round=round) for round in (STATUS_REPORT, FINAL))
    earlier, later = ({(each.organisation, each.indicator): each for each in answers} for answers in rounds)
    return earlier, later


def test_organisations_stand_side_by_side_with_their_own_answers(now: Context, given: tuple[Answers, Answers]) -> None:
    rows = side_by_side(now, By.ORGANISATION, ["kommun-01", "kommun-02"], given[1]).set_index("Fråga")
    assert list(rows) == ["Kommun 01 (exempel)", "Kommun 02 (exempel)"]
    assert rows.loc["Effekter för medborgare", "Kommun 01 (exempel)"] == "● Ja"
    assert len(rows) > 10


@pytest.mark.parametrize("by", [By.COUNTY, By.KIND])
def test_a_county_or_a_kind_shows_what_its_tally_says(now: Context, given: tuple[Answers, Answers], by: By) -> None:
    chosen = list(choices(now, by))[:3]
    rows = side_by_side(now, by, chosen, given[1]).set_index("Fråga")
    question = now.programme.indicators["effects"]
    for side in chosen:
        found = tally(now.programme, now.cube, question, "funded", FINAL, Selection(**{str(by): side}))
        shown = rows.loc["Effekter för medborgare", choices(now, by)[side]]
        assert str(shown).startswith(now.language.share(found.yes, found.of) if found else "–")


def test_a_part_is_never_told_in_percent(now: Context, given: tuple[Answers, Answers]) -> None:
    rows = side_by_side(now, By.KIND, list(choices(now, By.KIND)), given[1])
    assert not rows.map(lambda cell: "%" in str(cell)).to_numpy().any()


def test_unlike_sides_are_told_and_like_ones_are_found(now: Context) -> None:
    assert [each.key for each in unlike(now, By.COUNTY, [LARGE, SMALL])] == ["compare.sizes_differ"]
    assert unlike(now, By.COUNTY, [LARGE, LIKE_LARGE]) == []
    assert LIKE_LARGE in alike(now, By.COUNTY, [LARGE])
    assert SMALL not in alike(now, By.COUNTY, [LARGE])
    assert [each.key for each in unlike(now, By.ORGANISATION, ["kommun-01", "region-01"])] == ["compare.kinds_differ"]
    kinds = {now.programme.organisations[each].kind for each in alike(now, By.ORGANISATION, ["kommun-01"])}
    assert kinds == {"municipality"}
    assert unlike(now, By.KIND, ["municipality", "company"]) == alike(now, By.KIND, ["municipality"]) == []


def test_movements_are_paired_and_only_where_the_question_is_the_same(
    now: Context, then: Context, given: tuple[Answers, Answers]
) -> None:
    found = {each.question.id: each for each in movements(then, now, *given)}
    assert found.keys() == {"effects", "key_figures"}
    effects = found["effects"]
    both = [id for (id, question) in given[0] if question == "effects" and (id, question) in given[1]]
    assert effects.of == len(both) == 53
    assert len(effects.risen) - len(effects.fallen) == 40 - 26
    for one in effects.risen:
        was, is_now = (meaning(effects.question, answers[one.id, "effects"]) for answers in given)
        assert was != "yes" == is_now


def test_a_missing_answer_has_not_moved(now: Context, then: Context, given: tuple[Answers, Answers]) -> None:
    gone = {key: each for key, each in given[1].items() if key != ("kommun-01", "effects")}
    found = next(each for each in movements(then, now, given[0], gone) if each.question.id == "effects")
    assert found.of == 52
    assert "kommun-01" not in {each.id for each in (*found.risen, *found.fallen)}


def test_a_round_against_itself_has_no_movement(now: Context, given: tuple[Answers, Answers]) -> None:
    assert {(each.risen, each.fallen) for each in movements(now, now, given[1], given[1])} == {((), ())}


def test_who_can_be_asked_are_those_that_went_to_yes(now: Context, then: Context, given: tuple[Answers, Answers]) -> None:
    found = movements(then, now, *given)
    rows = to_ask(now, found).set_index("Fråga")
    effects = next(each for each in found if each.question.id == "effects")
    said = str(rows.loc["Effekter för medborgare", "Fråga dem"])
    assert effects.risen[0].name in said
    assert f"{len(effects.risen) - 6} till" in said
    assert rows.index[0] == "Effekter för medborgare"
    counties = moved(now, By.COUNTY, list(choices(now, By.COUNTY)), found).set_index("Fråga")
    plus = [int(str(each).split()[0]) for each in counties.loc["Effekter för medborgare"]]
    assert sum(plus) == len(effects.risen)


def test_good_examples_are_real_and_say_their_source(context: ContextMaker) -> None:
    for code in ("sv", "en"):
        rows = examples(context(code=code), By.COUNTY, [])
        assert len(rows) > 5
        assert rows.iloc[:, 2].str.len().min() > 10
        assert (rows.iloc[:, 3] != "").all()
    stockholm = examples(context(), By.COUNTY, ["01"])
    assert 0 < len(stockholm) < len(rows)
    assert language("sv")("column.example") in stockholm
