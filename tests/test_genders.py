"""Published participants by role and gender: figure 12 of the report and the Startpaket, with unknown and the gap."""

from __future__ import annotations

from scorecard import gender_figures
from scorecard.briefing import briefing
from scorecard.model import Selection
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
