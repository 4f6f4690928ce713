"""Several programmes: found in their folders, kept apart in their databases; the second one that ships is real."""

from __future__ import annotations

import csv
import re
import runpy
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import cast

import pytest
import streamlit as st

from scorecard import database, method, provenance, tables, tile_map
from scorecard.assess import assess_all
from scorecard.check import check, open_programme
from scorecard.database import StoreError
from scorecard.language import language, languages
from scorecard.literal import markdown
from scorecard.load import programme_folders
from scorecard.measure import Cube
from scorecard.model import Basis, Date, Status, message
from scorecard.people import Person
from scorecard.programme import Programme
from scorecard.sentences import Context, sample_notice
from scorecard.store import Store, open_store, store_url
from scorecard.ui import frame
from scorecard.ui.handouts import TO_FETCH, Making, _made
from scorecard.ui.pages import PAGES
from scorecard.ui.view import View
from scorecard.versions import publish
from tests.conftest import DATA, ROOT, Opening
from tests.rows import answer
from tests.test_pages import address, opened, tables_of, words
from tests.test_rounds_page import NO, loaded, say

SECOND = DATA / "programmes" / "modellkommuner"


@pytest.fixture(scope="module")
def second() -> Programme:
    return open_programme(SECOND)


@pytest.fixture
def its_store(second: Programme, tmp_path: Path, opening: Opening) -> Store:
    return opening(second, f"sqlite:///{tmp_path / 'second.sqlite'}")


def test_a_programme_comes_first_and_then_those_inside_it() -> None:
    assert list(programme_folders(DATA)) == ["data", "modellkommuner"]
    assert programme_folders(SECOND) == {"modellkommuner": SECOND}


def test_a_folder_of_programmes_is_no_programme_itself(tmp_path: Path) -> None:
    for name in ("b", "a"):
        copytree(SECOND, tmp_path / name)
    (tmp_path / "notes").mkdir()
    assert list(programme_folders(tmp_path)) == ["a", "b"]
    (problem,) = check(tmp_path)[1]
    assert problem.message.key == "check.several_programmes"
    assert str(tmp_path / "a") in language("sv").plain(problem.message)


def test_a_folder_without_any_programme_is_told_what_it_lacks(tmp_path: Path) -> None:
    assert programme_folders(tmp_path) == {tmp_path.name: tmp_path}
    assert check(tmp_path)[1]


def test_the_databases_of_two_programmes_are_kept_apart(
    programme: Programme, second: Programme, tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    before = opening(programme, shared)
    organisations = before.organisations(before.version())
    with pytest.raises(StoreError) as refused:
        open_store(second, shared)
    assert refused.value.message.key == "store.other_folder"
    assert before.organisations(before.version()) == organisations
    monkeypatch.setenv("SCORECARD_STORE", f"sqlite:///{tmp_path}/{{programme}}.sqlite")
    assert store_url(second) == f"sqlite:///{tmp_path}/modellkommuner.sqlite"
    assert store_url(programme) == f"sqlite:///{tmp_path}/data.sqlite"


def test_programmes_that_share_organisations_are_kept_apart_too(
    twins: Path, tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    outer, twin = (open_programme(folder) for folder in programme_folders(twins).values())
    opening(outer, shared)
    with pytest.raises(StoreError) as refused:
        open_store(twin, shared)
    assert refused.value.message.key == "store.other_folder"
    monkeypatch.setattr(database, "_why_read_only", lambda file: message("store.no_permission", path=str(file)))
    with pytest.raises(StoreError) as refused:
        open_store(twin, shared)
    assert refused.value.message.key == "store.other_folder"


def test_a_folder_with_another_name_takes_its_database_with_it_and_the_guide_tells_of_one_elsewhere(
    twins: Path, tmp_path: Path, opening: Opening
) -> None:
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    for url in (None, elsewhere):
        open_store(open_programme(twins), url).close()
    renamed = open_programme(twins.rename(tmp_path / "schools"))
    with closing(open_store(renamed)) as store:
        assert store.version() == 1
    with pytest.raises(StoreError):
        open_store(renamed, elsewhere)
    guide = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"^UPDATE commits .*;$", guide, re.MULTILINE)
    with sqlite3.connect(tmp_path / "elsewhere.sqlite") as connection:
        connection.execute(told.replace("NEW-NAME", "schools"))
    assert opening(renamed, elsewhere).version() == 1


def test_a_database_from_before_the_name_was_written_is_known_by_its_organisations(
    programme: Programme, second: Programme, twins: Path, tmp_path: Path, opening: Opening
) -> None:
    shared = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    opening(programme, shared)
    with sqlite3.connect(tmp_path / "shared.sqlite") as connection:
        connection.execute("UPDATE commits SET file_name = 'organisations.csv'")
    assert opening(open_programme(twins), shared).version() == 1
    with pytest.raises(StoreError) as refused:
        open_store(second, shared)
    assert refused.value.message.key == "store.other_programme"


def test_what_ships_is_what_the_script_writes_of_the_engagement_list(tmp_path: Path) -> None:
    copy = tmp_path / "data" / "programmes" / "modellkommuner"
    copytree(SECOND, copy, ignore=lambda *_: ["store", "rounds", "organisations.csv"])
    (tmp_path / "data" / "engagement.csv").write_bytes((DATA / "engagement.csv").read_bytes())
    runpy.run_path(str(copy / "make_participants.py"), run_name="__main__")
    written = {file.relative_to(copy): file.read_bytes() for file in copy.rglob("*.csv")}
    assert written == {file.relative_to(SECOND): file.read_bytes() for file in SECOND.rglob("*.csv")}


def test_its_organisations_are_real_and_its_counties_those_of_the_first() -> None:
    rows = list(csv.DictReader((SECOND / "organisations.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["sample"] for row in rows} == {"false"}
    assert (SECOND / "counties.csv").read_bytes() == (DATA / "counties.csv").read_bytes()


def test_its_goals_are_counted_from_what_is_published(second: Programme, its_store: Store) -> None:
    cube = Cube(1, its_store.counts(1))
    found = {each.goal.id: each for each in assess_all(second, cube, Date(2017, 12, 31))}
    assert (found["M1"].status, found["M1"].count) == (Status.ACHIEVED, 15)
    assert (found["M2"].status, found["M2"].count) == (Status.UNDECIDED, 6)
    assert found["M1"].tally is not None
    assert found["M1"].tally.origin.basis is Basis.PUBLISHED
    assert not found["M1"].self_assessed
    joined = [
        next(each.count for each in assess_all(second, cube, round.date) if each.goal.id == "M3") for round in second.rounds
    ]
    assert joined == [7, 22, 39, 43, 46]
    last = {each.goal.id: each for each in assess_all(second, cube, Date(2023, 2, 28))}
    assert (last["M4"].count, last["M4"].status) == (26, Status.CANNOT_ASSESS)
    assert {last[each].count for each in ("M5", "M6")} == {None}


@pytest.mark.parametrize("code", languages())
def test_nothing_is_said_about_a_sample_where_there_is_none(second: Programme, its_store: Store, code: str) -> None:
    version, say = its_store.version(), language(code)
    shown = Context(
        programme=second, cube=Cube(version, its_store.counts(version)), language=say, round=second.rounds[-1].date
    )
    assert say("method.why_sample") not in method.rules(shown).to_string()
    assert [provenance.reconciliation_note(shown), sample_notice(shown)] == ["", ""]


def test_figures_of_an_older_round_say_which(second: Programme, its_store: Store) -> None:
    version, say = its_store.version(), language("sv")
    shown = Context(programme=second, cube=Cube(version, its_store.counts(version)), language=say, round=Date(2023, 2, 28))
    m1, its_round = second.goals["M1"], shown.assessments["M1"].tally
    assert its_round is not None
    assert its_round.round == Date(2017, 12, 31)
    map = tile_map.tiles(shown, m1, [])
    assert map is not None
    assert map.note.endswith(say("figure.older", rounds=say.content(second.round(its_round.round).title)))
    facts = tables.facts(shown, shown.assessments["M1"])
    assert (say("fact.from"), say.content(second.round(its_round.round).short)) in facts
    then = replace(shown, round=its_round.round)
    assert say("fact.from") not in dict(tables.facts(then, then.assessments["M1"]))


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("page", ["goal", "counties"])
def test_nobody_is_said_not_to_have_answered_what_the_round_did_not_ask(page: str) -> None:
    app = opened(page, {"programme": "modellkommuner", "goal": "M1", "round": "2023-02-28", "county": "01"})
    assert not app.exception
    assert not [each for each in tables_of(app) if language("sv")("counting.missing") in each.to_string()]


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Every programme with a database of its own."""
    monkeypatch.setenv("SCORECARD_STORE", f"sqlite:///{tmp_path}/{{programme}}.sqlite")
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_the_second_programme_and_nothing_of_the_first(page: str, code: str, second: Programme) -> None:
    app = opened(page, {"programme": "modellkommuner"}, code)
    assert [each.value for each in app.exception] == []
    assert app.title
    said = words(app)
    assert language(code).content(second.settings.short) in said
    assert "HåJ" not in said
    assert language(code)("sample.notice") not in said


@pytest.mark.usefixtures("pages")
def test_a_switch_forgets_what_was_chosen_in_the_other_programme_but_not_the_language() -> None:
    app = opened("goal", {"goal": "K2", "county": "12"}, "en")
    app.selectbox("control_programme").set_value("modellkommuner").run()
    assert address(app) == {"programme": "modellkommuner", "language": "en", "round": "2023-02-28"}
    app.selectbox("control_programme").set_value("data").run()
    assert address(app) == {"language": "en", "round": "2013-12-31"}


@pytest.mark.usefixtures("pages")
def test_a_programme_that_there_is_not_is_named_and_the_first_is_shown() -> None:
    app = opened("overview", {"programme": "other"})
    assert "programme" not in address(app)
    assert language("sv")("filter.programme").lower() in words(app)


@pytest.mark.usefixtures("pages")
def test_a_file_loaded_in_one_programme_is_not_published_into_another() -> None:
    app = loaded(opened("rounds", {}), NO)
    assert "1 svar ändras." in words(app)
    app.session_state["officer"] = "Anna"
    app.selectbox("control_programme").set_value("modellkommuner").run()
    assert [each.value for each in app.exception] == []
    assert not app.file_uploader[0].value
    assert "submission" not in app.session_state
    assert say("rounds.preview") not in words(app)
    assert app.text_input(key="who_lock").value == "Anna"


@pytest.mark.usefixtures("pages")
def test_answers_under_correction_are_those_of_the_programme_that_is_open(
    twins: Path, tmp_path: Path, opening: Opening
) -> None:
    store = opening(open_programme(twins), f"sqlite:///{tmp_path}/outer.sqlite")
    publish(store, [answer("kommun-02", "no")], based_on=1, by="Bo", why="prov", kind="correction")
    app = opened("rounds", {})
    assert app.session_state["correction"][1] == 2
    app.selectbox("control_programme").set_value("twin").run()
    assert app.session_state["correction"][1] == 1


@pytest.fixture
def twins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A programme and a copy of it inside: the same organisations, the same name."""
    folder = tmp_path / "outer"
    for copy in (folder, folder / "programmes" / "twin"):
        copytree(DATA, copy, ignore=ignore_patterns("store", "programmes", "*.py", "__pycache__"))
    monkeypatch.setenv("SCORECARD_PROGRAMME", str(folder))
    return folder


def test_a_database_that_is_refused_leaves_the_way_to_the_other_programme(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCORECARD_STORE", f"sqlite:///{tmp_path / 'one.sqlite'}")
    st.cache_resource.clear()
    assert opened("overview", {}).title
    app = opened("overview", {"programme": "modellkommuner"})
    failed = [say("failure.store.title")]
    assert [each.value for each in app.title] == failed
    assert [each.value for each in app.run().title] == failed
    app.selectbox("control_programme").set_value("data").run()
    assert [each.value for each in app.title] != failed
    assert "programme" not in address(app)
    st.cache_resource.clear()


@pytest.mark.usefixtures("pages", "twins")
def test_programmes_of_the_same_name_are_told_apart_by_their_folders() -> None:
    app = opened("overview", {})
    assert app.selectbox("control_programme").options == ["HåJ (outer)", "HåJ (twin)"]
    app.selectbox("control_programme").set_value("twin").run()
    assert address(app)["programme"] == "twin"


@pytest.mark.usefixtures("pages")
def test_a_programme_that_cannot_be_read_is_called_by_its_folder_and_not_read_at_every_click(
    monkeypatch: pytest.MonkeyPatch, twins: Path
) -> None:
    (twins / "programmes" / "twin" / "indicators.toml").write_text("[", encoding="utf-8")
    read: list[str] = []

    def noted(folder: str) -> Programme:
        read.append(Path(folder).name)
        return open_programme(folder)

    monkeypatch.setattr(frame, "open_programme", noted)
    app = opened("overview", {}).run()
    assert app.selectbox("control_programme").options == ["HåJ", "twin"]
    assert sorted(read) == ["outer", "twin"]


@pytest.mark.usefixtures("pages")
def test_only_programmes_that_a_person_may_see_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Person(name="Eva", may_see=False, why_not=message("access.not_yours"))
    monkeypatch.setattr(frame, "visitors", lambda names: dict.fromkeys(names, refused) | {"data": Person()})
    app = opened("overview", {})
    assert "control_programme" not in [each.key for each in app.selectbox]
    monkeypatch.setattr(frame, "visitors", lambda names: dict.fromkeys(names, refused) | {"modellkommuner": Person()})
    app = opened("overview", {})
    assert [each.value for each in app.title] == [markdown("Logga in: Program för hållbar jämställdhet")]
    assert len(app.selectbox("control_programme").options) == 1
    app.selectbox("control_programme").set_value("modellkommuner").run()
    assert address(app)["programme"] == "modellkommuner"


@pytest.mark.usefixtures("pages")
def test_a_side_that_is_named_twice_stands_once() -> None:
    app = opened("compare", {"by": "organisation", "sides": "kommun-01,kommun-01,region-01"})
    assert [each.value for each in app.exception] == []
    assert app.multiselect("control_sides").value == ["kommun-01", "region-01"]


def test_two_files_that_are_made_are_both_waited_for() -> None:
    making = Making(asked=2)
    for still in (True, False):
        with pytest.raises(AttributeError):
            _made(cast(View, None), "paper", making)
        assert making.running == still


def test_a_page_is_drawn_anew_when_the_making_of_its_file_has_begun() -> None:
    making = Making()
    late = threading.Timer(0.1, making.begin)
    late.start()
    making.ask()
    assert making.begun == 1
    assert making.running
    assert not making.failed


def test_a_making_that_does_not_begin_is_told_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorecard.ui.handouts.TO_BEGIN", 0.01)
    making = Making()
    making.ask()
    assert making.failed
    assert not making.running


def test_a_file_that_is_made_is_left_for_the_browser_to_fetch() -> None:
    now = time.monotonic()
    assert Making(asked=1, made=1, made_at=now).running
    assert not Making(asked=1, made=1, made_at=now - TO_FETCH).running
    assert not Making().running
