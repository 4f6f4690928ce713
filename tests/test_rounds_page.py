"""The rounds page: a file is shown before it is published, mended in place, locked, undone; and never by the wrong person."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from scorecard.language import language, languages
from scorecard.literal import markdown
from scorecard.model import message
from scorecard.people import Person
from scorecard.store import Store
from scorecard.ui import access, frame
from scorecard.versions import lock, publish
from tests.bad_files import text
from tests.conftest import FINAL
from tests.rows import answer
from tests.test_pages import numbers, opened, tables_of, words

HEADER = ("Organisations-ID", "Indikator", "Svar")
NO = text([HEADER, ("kommun-01", "effects", "Nej")])
say = language("sv")
pytestmark = pytest.mark.usefixtures("pages_store")


def page(code: str = "sv") -> AppTest:
    return opened("rounds", {}, code)


def loaded(app: AppTest, data: bytes, name: str = "svar.csv") -> AppTest:
    return app.file_uploader[0].set_value((name, data, "text/csv")).run()


def saved(app: AppTest, form: str, button: str, who: str = "Anna", why: str = "prov") -> AppTest:
    app.text_input(key=f"who_{form}").set_value(who)
    app.text_input(key=f"why_{form}").set_value(why)
    (pressed,) = [each for each in app.button if each.label == button]
    return pressed.click().run()


def tables(app: AppTest) -> str:
    return "\n".join(each.to_string() for each in [*tables_of(app), *(grid.value for grid in app.dataframe)])


def test_a_file_is_previewed_and_nothing_is_written_before_it_is_published(pages_store: Store) -> None:
    app = loaded(page(), NO)
    assert "1 svar ändras." in words(app)
    assert "40 av 53 → 39 av 53" in tables(app)
    assert "Målet inte uppnått" in tables(app)
    assert pages_store.version() == 1


def test_publishing_writes_one_version_with_who_why_and_file_and_says_so(pages_store: Store) -> None:
    app = saved(loaded(page(), NO), "publish", say("rounds.publish", count=1))
    assert [each.value for each in app.success] == [markdown(say("import.written", version=2, count=1))]
    commit = pages_store.commits()[0]
    assert (commit.version, commit.by, commit.why, commit.kind, commit.file_name) == (
        2,
        "Anna",
        "prov",
        "import",
        "svar.csv",
    )
    assert "svar.csv" in tables(app)
    assert not app.file_uploader[0].value
    assert not app.run().success


@pytest.mark.parametrize(("who", "why"), [("", "prov"), ("Anna", ""), (" ", "prov"), ("Anna", " ")])
def test_publishing_asks_for_name_and_reason(pages_store: Store, who: str, why: str) -> None:
    app = saved(loaded(page(), NO), "publish", say("rounds.publish", count=1), who, why)
    assert len(app.error) == 1
    assert pages_store.version() == 1


def test_a_file_with_errors_shows_them_all_and_cannot_be_published(pages_store: Store) -> None:
    wrong = text([HEADER, ("kommun-01", "effects", "Kanske"), ("kommun-99", "effects", "Ja")])
    app = loaded(page(), wrong)
    assert [each.value for each in app.error] == [markdown(say("import.refused", count=2))]
    assert "Kanske" in tables(app)
    assert "kommun-99" in tables(app)
    assert not [each for each in app.button if each.label == say("rounds.publish", count=1)]
    app = next(each for each in app.button if each.label == say("rounds.mark")).click().run()
    assert [each.label for each in app.get("download_button")].count(say("rounds.marked")) == 1
    assert pages_store.version() == 1


def test_two_officers_with_the_same_answer_the_second_is_told_and_can_go_on_top(pages_store: Store) -> None:
    app = loaded(page(), NO)
    publish(pages_store, [answer("kommun-01", "under_way")], based_on=1, by="Bo", why="först", kind="correction")
    app = saved(app, "publish", say("rounds.publish", count=1))
    (error,) = app.error
    assert "av Bo" in error.value
    assert "Bo" in tables(app)
    assert pages_store.version() == 2
    app = next(each for each in app.button if each.label == say("rounds.again")).click().run()
    assert "På gång" in tables(app)
    app = saved(app, "publish", say("rounds.publish", count=1))
    assert len(app.success) == 1
    assert pages_store.version() == 3


def test_two_officers_with_different_answers_both_get_through(pages_store: Store) -> None:
    app = loaded(page(), NO)
    publish(pages_store, [answer("kommun-02", "no")], based_on=1, by="Bo", why="först", kind="correction")
    assert len(saved(app, "publish", say("rounds.publish", count=1)).success) == 1
    assert pages_store.version() == 3


def test_a_locked_round_says_so_and_takes_no_file(pages_store: Store) -> None:
    app = saved(page(), "lock", say("rounds.lock_it"))
    assert len(app.success) == 1
    assert FINAL in pages_store.locks(2)
    assert "Låst" in words(app)
    assert not app.file_uploader
    app = saved(app, "unlock", say("rounds.unlock_it"))
    assert FINAL not in pages_store.locks(3)
    assert app.file_uploader


def test_a_file_loaded_before_the_lock_is_refused_at_the_save(pages_store: Store) -> None:
    app = loaded(page(), NO)
    lock(pages_store, FINAL, by="Bo", why="möte")
    before = pages_store.version()
    app = saved(app, "publish", say("rounds.publish", count=1))
    assert pages_store.version() == before
    assert [each.value for each in app.error] == [say("rounds.locked_meanwhile")]


def test_a_locked_round_keeps_its_figures_and_the_newest_say_what_changed(pages_store: Store) -> None:
    lock(pages_store, FINAL, by="Bo", why="möte")
    publish(pages_store, [answer("kommun-01", "no", round="2012-12-31")], based_on=2, by="Bo", why="2012", kind="correction")
    assert numbers(opened("goal", {})) == ["40 av 53"]
    assert "lager 2" in words(opened("overview", {}))
    assert "lager 3" in words(opened("overview", {"round": "2012-12-31"}))


def test_a_link_with_a_version_shows_that_version_and_the_way_to_the_newest(pages_store: Store) -> None:
    publish(pages_store, [answer("kommun-01", "no")], based_on=1, by="Bo", why="prov", kind="correction")
    assert numbers(opened("goal", {})) == ["39 av 53"]
    app = opened("goal", {"version": "1"})
    assert numbers(app) == ["40 av 53"]
    assert say("header.old_version", version=1, newest=2) in words(app)
    app = next(each for each in app.button if each.label == say("header.newest")).click().run()
    assert numbers(app) == ["39 av 53"]


def test_an_answer_is_corrected_in_place_with_a_reason(pages_store: Store) -> None:
    app = page()
    app.selectbox(key="correct_organisation").set_value("kommun-01").run()
    row = next(n for n, question in enumerate(app.data_editor[0].value["question"]) if question == "Effekter för medborgare")
    edits = {"edited_rows": {row: {"answer": "Nej"}}, "added_rows": [], "deleted_rows": []}
    app.session_state[app.data_editor[0].key] = edits
    app = saved(app, "correct", say("rounds.save"))
    assert len(app.success) == 1
    assert pages_store.commits()[0].kind == "correction"
    (now,) = [each for each in pages_store.answers(2, round=FINAL, organisation="kommun-01") if each.indicator == "effects"]
    assert now.answer == "no"


def test_every_wrong_answer_of_the_grid_is_told_with_its_question(pages_store: Store) -> None:
    app = page()
    app.selectbox(key="correct_organisation").set_value("kommun-01").run()
    edits = {"edited_rows": {0: {"answer": "nio"}, 1: {"answer": "Kanske"}}, "added_rows": [], "deleted_rows": []}
    app.session_state[app.data_editor[0].key] = edits
    (error,) = saved(app, "correct", say("rounds.save")).error
    questions = list(app.data_editor[0].value["question"])[:2]
    assert all(f"{each}\\:" in error.value for each in questions)
    assert pages_store.version() == 1


def test_an_old_version_is_read_only(pages_store: Store) -> None:
    publish(pages_store, [answer("kommun-01", "no")], based_on=1, by="Bo", why="prov", kind="correction")
    app = opened("rounds", {"version": "1"})
    assert not app.file_uploader
    assert not app.get("form")


def test_forged_edits_of_the_grid_are_refused_and_nothing_is_written(pages_store: Store) -> None:
    app = page()
    app.selectbox(key="correct_organisation").set_value("kommun-01").run()
    app.session_state[app.data_editor[0].key] = {"edited_rows": {0: {"question": "x"}}, "added_rows": [], "deleted_rows": []}
    app = saved(app, "correct", say("rounds.save"))
    assert [each.value for each in app.error] == [markdown(say("rounds.forged"))]
    assert pages_store.version() == 1


def test_a_version_is_undone_from_the_page(pages_store: Store) -> None:
    publish(pages_store, [answer("kommun-01", "no")], based_on=1, by="Bo", why="prov", kind="correction")
    app = saved(page(), "undo", say("rounds.undo_it"))
    assert len(app.success) == 1
    assert pages_store.commits()[0].kind == "undo"
    assert pages_store.counts(3) == pages_store.counts(1)


def test_two_versions_are_compared_when_asked(pages_store: Store) -> None:
    publish(pages_store, [answer("kommun-01", "no")], based_on=1, by="Bo", why="prov", kind="correction")
    app = page()
    assert "■ Nej" not in tables(app)
    assert "■ Nej" in tables(app.selectbox(key="earlier").set_value(1).run())


def test_a_reason_is_asked_anew_for_every_save_and_the_name_is_remembered(pages_store: Store) -> None:
    app = saved(page(), "lock", say("rounds.lock_it"), why="inför mötet")
    assert (app.text_input(key="who_unlock").value, app.text_input(key="why_unlock").value) == ("Anna", "")
    (pressed,) = [each for each in app.button if each.label == say("rounds.unlock_it")]
    app = pressed.click().run()
    assert len(app.error) == 1
    assert FINAL in pages_store.locks(pages_store.version())


def test_the_grid_says_when_others_have_written_and_shows_their_answers_when_asked(pages_store: Store) -> None:
    app = page()
    app.selectbox(key="correct_organisation").set_value("kommun-01").run()
    publish(pages_store, [answer("kommun-01", "no")], based_on=1, by="Bo", why="prov", kind="correction")
    app.run()
    row = list(app.data_editor[0].value["question"]).index("Effekter för medborgare")
    assert app.data_editor[0].value["answer"][row] == "Ja"
    app = next(each for each in app.button if each.label == say("rounds.newer", version=2)).click().run()
    assert app.data_editor[0].value["answer"][row] == "Nej"


def test_undoing_ones_own_version_shows_the_answers_that_stand_again(pages_store: Store) -> None:
    publish(pages_store, [answer("kommun-01", "no")], based_on=1, by="Bo", why="prov", kind="correction")
    app = page()
    app.selectbox(key="correct_organisation").set_value("kommun-01").run()
    app = saved(app, "undo", say("rounds.undo_it"))
    row = list(app.data_editor[0].value["question"]).index("Effekter för medborgare")
    assert app.data_editor[0].value["answer"][row] == "Ja"


def test_a_county_in_the_address_narrows_nothing_of_a_round(pages_store: Store) -> None:
    app = opened("rounds", {"county": "12"})
    assert say("shown.round", count=109) in words(app)
    assert app.query_params["county"] == ["12"] or app.query_params["county"] == "12"


def test_a_store_that_cannot_be_written_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    why_not = message("store.no_permission", path="x.sqlite")
    monkeypatch.setattr(Store, "read_only", why_not, raising=False)
    monkeypatch.setattr(
        Store,
        "__setattr__",
        lambda self, name, value: None if name == "read_only" else object.__setattr__(self, name, value),
    )
    st.cache_resource.clear()
    app = page()
    assert say.plain(why_not) in words(app)
    assert not app.file_uploader


VIEWER = Person(name="Vera", why_not=message("access.viewer"))


@pytest.mark.parametrize("code", languages())
def test_a_viewer_reads_the_history_and_finds_nothing_to_save_with(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(frame, "visitors", lambda names: dict.fromkeys(names, VIEWER))
    app = page(code)
    assert not app.exception
    assert "SKL" in tables(app)
    assert not app.file_uploader
    assert not app.get("form")
    assert language(code)("access.viewer") in words(app)


@pytest.mark.parametrize(
    ("form", "button"),
    [
        ("publish", say("rounds.publish", count=1)),
        ("lock", say("rounds.lock_it")),
        ("undo", say("rounds.undo_it")),
        ("correct", say("rounds.save")),
    ],
)
def test_a_right_that_is_lost_meanwhile_is_noticed_at_the_save(
    pages_store: Store, monkeypatch: pytest.MonkeyPatch, form: str, button: str
) -> None:
    publish(pages_store, [answer("kommun-02", "no")], based_on=1, by="Bo", why="prov", kind="correction")
    app = loaded(page(), NO)
    app.selectbox(key="correct_organisation").set_value("kommun-01").run()
    monkeypatch.setattr(access, "visitors", lambda names: dict.fromkeys(names, VIEWER))
    app = saved(app, form, button)
    assert [each.value for each in app.error] == [markdown(say.plain(message("access.viewer")))]
    assert pages_store.version() == 2
