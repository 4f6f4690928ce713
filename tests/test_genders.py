"""Published participants by role and gender: figure 12 of the report and the Startpaket, with unknown and the gap."""

from __future__ import annotations

from dataclasses import replace

from scorecard import gender_figures
from scorecard.briefing import briefing
from scorecard.model import Selection
from scorecard.sentences import Context
from scorecard.store import Store
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker


def test_figure_12_comes_out_and_its_219_are_unknown(context: ContextMaker) -> None:
    found = gender_figures.participants(context(), "participants")
    assert found is not None
    rows = {row[0]: row[1:4] for row in found.table.to_numpy().tolist()}
    assert rows["Förtroendevalda"] == [1598, 1618, 0]
    assert rows["Nyckelpersoner"] == [8971, 3266, 0]
    assert rows["Alla"] == [21864, 10626, 219]
    assert sum(rows["Alla"]) == 32709
    assert sum(sum(row) for role, row in rows.items() if role != "Alla") == 32490


def test_the_contradiction_of_the_report_stands_at_the_figure(context: ContextMaker) -> None:
    found = gender_figures.participants(context(), "participants")
    assert found is not None
    assert "Texten säger 32 709 utbildade deltagare (s. 22), diagrammet ger 32 490 (s. 23)" in found.note
    assert found.sources == "Källa: SKL 2014, s. 22, 23. Underlag: uträknad, självskattning. Uppgift: säker, tolkad."


def test_every_row_tells_its_gap_and_the_gender_that_nobody_reported(context: ContextMaker) -> None:
    found = gender_figures.participants(context(), "participants")
    startpack = gender_figures.participants(context(), "startpack")
    assert found is not None
    assert startpack is not None
    gaps = [str(gap).replace("\u00a0", " ") for gap in found.table.iloc[:, -1]]
    assert gaps == [f"{each} procentenheter" for each in ("+34,4", "−0,6", "+28,3", "+46,6", "+34,2")]
    assert "Leda och styra, chefer: 609, kön inte redovisat" in set(startpack.rows["question"])
    assert list(startpack.table.iloc[-1, 1:4]) == [136, 34, 0]
    assert "70 %" in {str(each).replace("\u00a0", " ") for each in startpack.rows["count"]}


def test_numbers_computed_from_shares_are_said_to_be_derived(context: ContextMaker) -> None:
    found = gender_figures.participants(context(), "startpack")
    assert found is not None
    assert "Underlag: uträknad" in found.sources
    assert "antalen i tabellen beräknade" in found.note
    assert not found.sample


def test_a_part_of_the_country_and_the_round_before_have_no_such_total(context: ContextMaker) -> None:
    assert gender_figures.participants(context(selection=Selection(county="12")), "participants") is None
    assert gender_figures.participants(context(STATUS_REPORT), "participants") is None


def test_the_figures_stand_in_every_handout_of_their_goals(context: ContextMaker, store: Store) -> None:
    for code in ("sv", "en"):
        scene = context(code=code)
        made = briefing(scene, store.answers(store.version(), round=FINAL), [], None, FINAL)
        names = {page.goal.id: [figure.name for figure in page.figures] for page in made.pages}
        assert "people-participants" in names["K1"]
        assert "people-startpack" in names["K2"]


def test_what_nobody_reported_by_gender_has_no_gap(context: ContextMaker) -> None:
    found = gender_figures.participants(context(), "startpack")
    assert found is not None
    assert found.table.iloc[1, -1] == "ingen uppgift"


def _published(context: Context, *rows: tuple[str, str, int | None, float | None]) -> list[list[object]]:
    """What is drawn of training of which only these are published: role, gender, count, percent."""
    first = context.programme.training[0]
    training = tuple(
        first.model_copy(
            update={"role_sv": role, "gender": gender, "count": count, "percent": percent, "printed": "x", "period": "2013"}
        )
        for role, gender, count, percent in rows
    )
    found = gender_figures.participants(replace(context, programme=replace(context.programme, training=training)),
                                        "participants")  # fmt: skip
    return [] if found is None else [row[:4] for row in found.table.to_numpy().tolist()]


def test_a_gender_that_is_not_published_is_unknown_and_not_0(context: ContextMaker) -> None:
    shown = _published(
        context(), ("Alla", "all", 300, None), ("Chefer", "women", 60, None), ("Chefer", "all", 100, None),
        ("Politiker", "women", 80, None), ("Politiker", "men", 70, None), ("Andra", "men", 9, None),
    )  # fmt: skip
    assert shown == [["Alla", 80, 70, 150], ["Chefer", 0, 0, 100], ["Politiker", 80, 70, 0], ["Andra", 0, 0, 9]]


def test_the_share_of_a_gender_is_of_its_role_and_without_a_number_there_is_no_row(context: ContextMaker) -> None:
    shown = _published(
        context(), ("Alla", "all", 1000, None), ("Chefer", "all", None, 20), ("Chefer", "women", None, 60),
        ("Chefer", "men", None, 40), ("Politiker", "women", None, 60), ("Politiker", "men", None, 40),
    )  # fmt: skip
    assert shown == [["Alla", 120, 80, 800], ["Chefer", 120, 80, 0]]
