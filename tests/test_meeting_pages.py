"""The meeting and what leads to it: screens in order, judgements and decisions saved and shown, changes told, handouts made."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from scorecard.handout import FORMATS
from scorecard.language import language, languages
from scorecard.literal import markdown
from scorecard.minutes import State, decide, decisions, follow_up, judge, judgements
from scorecard.model import Date, Status, message
from scorecard.people import Person
from scorecard.programme import Programme
from scorecard.records import Recorded
from scorecard.sentences import headline
from scorecard.store import Store
from scorecard.ui import frame
from scorecard.versions import lock, publish
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker
from tests.rows import answer
from tests.test_pages import address, finding, headings, numbers, opened, words
from tests.test_rounds_page import tables

say = language("sv")
pytestmark = pytest.mark.usefixtures("pages_store")
every_language = pytest.mark.parametrize("code", languages())
SCREENS = ["start", "scorecard", "L1", "K1", "K2", "K3", "decide"]
VIEWER = Person(name="Vera", why_not=message("access.viewer"))


def pressed(app: AppTest, label: str) -> AppTest:
    (button,) = [each for each in app.button if each.label == label]
    return button.click().run()


def decided(app: AppTest, text: str, about: str = "K1") -> AppTest:
    app.text_input(key="decision_text").set_value(text)
    app.text_input(key="decision_owner").set_value("Kansliet")
    app.selectbox(key="decision_goal").set_value(about)
    app.text_input(key="who_decide").set_value("Anna")
    return pressed(app, say("meeting.record"))


@every_language
def test_the_meeting_goes_from_screen_to_screen_and_back(code: str, context: ContextMaker, programme: Programme) -> None:
    words_of, app = language(code), opened("meeting", {}, code)
    seen = []
    for _ in SCREENS:
        seen.append(finding(app))
        app = app.button(key="step_on").click().run() if not app.button(key="step_on").disabled else app
    assert seen[0] == markdown(words_of("meeting.last_time"))
    assert seen[1] == markdown(headline(context(code=code), "overview", programme.goals["K1"]))
    expected = [markdown(headline(context(code=code), "goal", programme.goals[goal])) for goal in SCREENS[2:-1]]
    assert seen[2:-1] == expected
    assert seen[-1] == markdown(words_of("meeting.decide"))
    assert app.button(key="step_on").disabled
    assert address(app)["slide"] == "decide"
    assert address(app.button(key="step_back").click().run())["slide"] == "K3"


def test_a_screen_has_no_filter_and_says_what_is_shown(pages_store: Store) -> None:
    lock(pages_store, FINAL, by="Anna", why="möte")
    app = opened("meeting", {"county": "12", "slide": "K1"})
    assert not [each for each in app.selectbox if str(each.key).startswith("choice_")]
    assert numbers(app) == ["40 av 53"]
    said = words(app)
    assert "53 av 53 finansierade organisationer" in said
    assert "Låst" in said
    assert "Exempeldata" in said


def test_a_county_is_looked_at_beside_the_meeting_and_marked_as_no_material() -> None:
    app = opened("meeting", {"slide": "K1"}).button(key="county_look").click().run()
    assert say("meeting.not_material") in words(app)
    assert "minst 1 av 6" in tables(app).replace("\\", "")
    assert address(app)["slide"] == "K1"


def test_a_decision_is_recorded_with_its_figure_and_met_again_at_the_next_meeting(pages_store: Store) -> None:
    app = decided(opened("meeting", {"slide": "decide"}), "Låt revisorn granska tre kommuner")
    assert len(app.success) == 1
    (taken,) = decisions(pages_store, 2)
    assert (taken.text, taken.owner, taken.goal, taken.count, taken.status) == (
        "Låt revisorn granska tre kommuner", "Kansliet", "K1", 40, Status.ACHIEVED,
    )  # fmt: skip
    assert "Låt revisorn granska tre kommuner" in tables(opened("meeting", {"slide": "decide"}))
    assert "Låt revisorn" in tables(opened("goal", {"goal": "K1"}))
    assert "Låt revisorn" not in tables(opened("meeting", {}))


@pytest.mark.parametrize("slide", ["start", "decide"])
def test_a_screen_without_decisions_lists_what_every_goal_of_the_meeting_needs(slide: str) -> None:
    said = "".join(each.value for each in opened("meeting", {"slide": slide}).html)
    assert re.findall(r"<li><strong>(.*?)</strong>", said) == ["2020-målet", "Mål 1", "Mål 2", "Mål 3"]
    assert say("need.judge").split(".")[0] in said


def test_the_whole_scorecard_says_where_it_comes_from() -> None:
    assert "Källa: " in words(opened("meeting", {"slide": "scorecard"}))


def test_a_goal_without_a_way_shows_its_sub_goals_as_a_chart() -> None:
    assert "K2a" not in words(opened("meeting", {"slide": "K2"})).replace("K2a (", "").replace("K2a ligger", "")
    assert "K1a" in words(opened("meeting", {"slide": "K1"}))


def recorded(store: Store, text: str) -> int:
    """A decision of an earlier day."""
    return decide(
        store, text=text, owner="Kansliet", due=None, decided=Date(2014, 2, 3), by="Anna", assessment=None, round=FINAL,
        shown_version=store.version(),
    )  # fmt: skip


def test_decisions_from_last_time_are_met_first_and_followed_up(pages_store: Store) -> None:
    recorded(pages_store, "Granska tre")
    app = opened("meeting", {})
    assert "Granska tre" in tables(app)
    app.text_input(key="who_follow_up").set_value("Bo")
    app = pressed(app, say("meeting.save"))
    assert decisions(pages_store, 3)[0].state is State.DONE
    assert say("decision.done") in tables(app)


def test_what_somebody_else_has_closed_meanwhile_is_told_and_no_other_is_closed(pages_store: Store) -> None:
    recorded(pages_store, "Första")
    recorded(pages_store, "Andra")
    app = opened("meeting", {})
    first = decisions(pages_store, 3)[0]
    app.selectbox(key="follow_up_decision").set_value(first.id)
    app.text_input(key="who_follow_up").set_value("Bo")
    follow_up(pages_store, first, State.DONE, by="Anna")
    app = pressed(app, say("meeting.save"))
    assert [each.value for each in app.error] == [markdown(say("minutes.changed_meanwhile"))]
    assert [each.state for each in decisions(pages_store, pages_store.version())] == [State.DONE, State.OPEN]


def test_a_decision_is_frozen_with_the_figure_that_was_on_the_screen(pages_store: Store) -> None:
    app = opened("meeting", {"slide": "decide"})
    publish(pages_store, [answer("kommun-01", "no")], based_on=1, by="Bo", why="prov", kind="correction")
    decided(app, "Granska")
    (taken,) = decisions(pages_store, pages_store.version())
    assert (taken.count, taken.shown_version) == (40, 1)


def test_a_judgement_over_one_that_was_not_on_the_screen_is_refused(pages_store: Store) -> None:
    app = opened("goal", {"goal": "K3"})
    texts = {"evidence": "e", "happened": "", "cause": "", "proposed": ""}
    theirs = Recorded(round=FINAL, status=Status.MISSED, by="Bo", date="2014-02-03", **texts)
    judge(pages_store, "K3", theirs, by="Bo", seen=1)
    app.text_input(key="who_judge").set_value("Anna")
    app = pressed(app, say("judgement.save"))
    assert [each.value for each in app.error] == [markdown(say("minutes.judged_meanwhile", goal="K3"))]
    assert judgements(pages_store, pages_store.version())["K3", FINAL].by == "Bo"


def test_the_words_of_one_round_are_not_those_of_another(pages_store: Store) -> None:
    app = opened("goal", {"goal": "K1"})
    app.text_area(key=f"evidence_K1_{FINAL}").set_value("om 2013").run()
    app = app.button_group(key="choice_round").set_value(STATUS_REPORT.isoformat()).run()
    assert app.text_area(key=f"evidence_K1_{STATUS_REPORT}").value == ""


def test_an_old_version_in_the_meeting_says_so_and_is_not_called_locked(pages_store: Store) -> None:
    lock(pages_store, FINAL, by="Anna", why="möte")
    app = opened("meeting", {"version": "1"})
    assert say("header.old_version", version=1, newest=2) in words(app)
    assert "Låst" not in words(app)


def test_a_decision_without_an_owner_or_a_name_is_refused(pages_store: Store) -> None:
    app = opened("meeting", {"slide": "decide"})
    app.text_input(key="decision_text").set_value("Granska")
    app.text_input(key="who_decide").set_value("Anna")
    assert [each.value for each in pressed(app, say("meeting.record")).error] == [markdown(say("minutes.incomplete"))]
    assert pages_store.version() == 1


def test_a_judgement_is_recorded_beside_the_position_and_shown_in_the_meeting(pages_store: Store) -> None:
    app = opened("goal", {"goal": "K3"})
    app.selectbox(key=f"judged_K3_{FINAL}").set_value(Status.ON_TRACK)
    app.text_area(key=f"evidence_K3_{FINAL}").set_value("SKL:s verksamhetsplan")
    app.text_input(key="who_judge").set_value("Anna")
    app = pressed(app, say("judgement.save"))
    assert len(app.success) == 1
    assert judgements(pages_store, 2)["K3", FINAL].status is Status.ON_TRACK
    assert "SKL:s verksamhetsplan" in words(app)
    assert say("judgement.status", status="I fas") in words(opened("overview", {}))
    meeting = words(opened("meeting", {"slide": "K3"}))
    assert "Kan inte bedömas" in meeting
    assert "I fas" in meeting


def test_a_viewer_sees_the_meeting_and_finds_nothing_to_save_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "visitors", lambda names: dict.fromkeys(names, VIEWER))
    for screen in SCREENS:
        assert not opened("meeting", {"slide": screen}).get("form")
    assert not opened("goal", {"goal": "K1"}).get("form")


def test_every_handout_can_be_had_from_the_last_screen() -> None:
    labels = [each.label for each in opened("meeting", {"slide": "decide"}).get("download_button")]
    assert {say(f"handout.{form}") for form in FORMATS} <= set(labels)


@every_language
def test_changes_since_the_round_before_are_told_in_one_sentence(code: str) -> None:
    app = opened("changes", {}, code)
    assert "K1" in finding(app)
    assert "26 av 53" in tables(app) or "26 of 53" in tables(app)


def test_the_first_round_has_nothing_before_it_but_older_versions(pages_store: Store) -> None:
    app = opened("changes", {"round": STATUS_REPORT.isoformat()})
    assert finding(app) == markdown(say("changes.no_before"))
    publish(pages_store, [answer("kommun-01", "no", round="2012-12-31")], based_on=1, by="Bo", why="prov", kind="correction")
    app = opened("changes", {"round": STATUS_REPORT.isoformat(), "since": "v1"})
    assert "Kommun 01" in tables(app)


def test_what_a_correction_changed_is_found_by_its_version(pages_store: Store) -> None:
    publish(pages_store, [answer("kommun-01", "no")], based_on=1, by="Bo", why="prov", kind="correction")
    app = opened("changes", {"since": "v1"})
    assert "K1" in finding(app)
    assert "39 av 53" in tables(app)
    assert say("changes.kind_lost") in tables(app)


@every_language
@pytest.mark.parametrize(
    "view", [{}, {"by": "organisation", "sides": "kommun-01,region-01"}, {"by": "kind"}, {"since": "v1"}]
)
def test_sides_are_compared_question_by_question_with_their_source(view: dict[str, str], code: str) -> None:
    app = opened("compare", view, code)
    say = language(code)
    assert {say("compare.answers"), say("compare.examples")} <= set(headings(app))
    assert say("basis.sample") in words(app)
    assert say("evidence.all_self_assessed") not in words(app)
    if "sides" in view:
        assert say("compare.kinds_differ", kinds="").partition(":")[0] in words(app)
        assert "Kommun 01 (exempel)" in tables(app)


def test_what_stands_side_by_side_is_chosen_on_the_page_and_kept_in_the_address() -> None:
    app = opened("compare", {})
    app.multiselect("control_sides").set_value(["09", "12"]).run()
    assert address(app)["sides"] == "09,12"
    assert "Gotland" in tables(app)
    app.button_group("control_by").set_value("kind").run()
    assert "sides" not in address(app)
    assert "Kommuner" in tables(app)
