"""Every page in every language and many views, run without a browser. Looks and clicks are in `tests/browser`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from scorecard.language import language, languages
from scorecard.literal import html, markdown
from scorecard.look import STATUS
from scorecard.model import EVERYTHING, Date, Selection, Status
from scorecard.programme import Programme
from scorecard.sentences import headline, shown
from scorecard.store import Store
from scorecard.ui.pages import ABOUT, PAGES
from scorecard.ui.pages import address as page_address
from scorecard.ui.view import PARAMETERS, WHOLE_PAGES
from tests.conftest import DATA, FINAL, ROOT, STATUS_REPORT, ContextMaker

View = dict[str, str]
VIEWS: dict[str, View] = {
    "everything": {},
    "a county": {"county": "12"},
    "a county with one organisation": {"county": "13"},
    "a kind": {"kind": "municipality"},
    "verified answers": {"evidence": "verified"},
    "the round before": {"round": STATUS_REPORT.isoformat()},
    "tables under charts": {"tables": "1"},
}
NOBODY = {"county": "13", "kind": "company"}
GOALS = sorted(path.stem for path in (DATA / "goals").glob("*.toml"))
COUNTED_FIRST = "K1"

every_page = pytest.mark.parametrize("page", PAGES)
MEETING_PAGES = ("changes", "compare", "meeting")
"""Pages whose finding is more than a headline; `test_meeting_pages` tells them."""
every_headlined_page = pytest.mark.parametrize("page", [page for page in PAGES if page not in MEETING_PAGES])
every_language = pytest.mark.parametrize("code", languages())
every_view = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)


@pytest.fixture(scope="module", autouse=True)
def _store_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The pages write to a store of their own, never to the programme's."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SCORECARD_STORE", f"sqlite:///{tmp_path_factory.mktemp('pages') / 'scorecard.sqlite'}")
        yield
    st.cache_resource.clear()


def opened(page: str, view: View, code: str = "sv") -> AppTest:
    """A page as a link to it opens; AppTest needs the entry script to know the other pages."""
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=20)
    if page != "overview":
        app.switch_page(PAGES[page])
    for name, value in {"language": code, **view}.items():
        app.query_params[name] = value
    return app.run()


def finding(app: AppTest) -> str:
    """The only h1; a page that failed has none or another."""
    assert not app.exception
    (title,) = app.title
    return str(title.value)


def pieces(app: AppTest) -> list[str]:
    """The HTML that a page shows: not the style sheet, the scripts, and what is sent ahead of other counties."""
    return [each.value for each in app.html if not each.value.startswith(("<style", "<script", "<template"))]


def words(app: AppTest) -> str:
    """What a page says, bold between two stars, in HTML with a line for each block, and in Markdown."""
    blocks = [re.sub(r"</(?:h2|p|li|div|a|td|th)>", "\n", re.sub("</?strong>", "**", each)) for each in pieces(app)]
    return "\n".join(
        [*(unescape(re.sub(r"<[^>]*>", "", each)) for each in blocks), *(str(each.value) for each in app.markdown)]
    )


def headings(app: AppTest) -> list[str]:
    """What the headings below the title say."""
    return [unescape(each) for each in re.findall(r"<h2>(.*?)</h2>", "".join(pieces(app)))]


def numbers(app: AppTest) -> list[str]:
    """The very large numbers of the cards and of a meeting's screen."""
    found = re.findall(r'<div class="number">.*?</p><p>(.*?)</p>', "".join(pieces(app)))
    return [unescape(re.sub(r"<[^>]*>", "", each)) for each in found]


def tables_of(app: AppTest) -> list[pd.DataFrame]:
    """The tables of HTML, every cell as the words that are read."""
    return [_frame(each) for each in re.findall(r"<table[^>]*>(.*?)</table>", "".join(pieces(app)))]


def _frame(table: str) -> pd.DataFrame:
    head, *rows = (
        [unescape(re.sub(r"<[^>]*>", "", each)) for each in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", table)
    )
    return pd.DataFrame(rows, columns=head)


def links(app: AppTest) -> dict[str, str]:
    """The addresses of other pages by what the links to them are called."""
    found = re.findall(r'<a class="way" href="([^"]*)"[^>]*>([^<]*)</a>', "".join(pieces(app)))
    return {unescape(label): unescape(address) for address, label in found}


@given(some.sampled_from(sorted(PAGES)), some.dictionaries(some.sampled_from(PARAMETERS), some.text()))
def test_an_address_says_the_page_and_every_part_of_the_view_whatever_stands_in_it(page: str, parameters: View) -> None:
    found = urlsplit(unescape(html(page_address(page, parameters))))
    assert found.path == ("./" if page == "overview" else page)
    assert dict(parse_qsl(found.query, keep_blank_values=True)) == parameters
    assert not any((found.scheme, found.netloc, found.fragment))


@pytest.mark.parametrize("page", [page for page in PAGES if page != "meeting"])
def test_every_page_links_to_all_with_its_view(page: str) -> None:
    app = opened(page, {"county": "12", "goal": "K1"})
    expected = {language("sv")(f"page.{each}"): page_address(each, address(app)) for each in PAGES}
    assert {name: found for name, found in links(app).items() if name in expected} == expected
    (here,) = re.findall(r'aria-current="page">([^<]*)<', "".join(pieces(app)))
    assert here == language("sv")(f"page.{page}")


def test_an_address_is_the_file_of_its_page() -> None:
    assert page_address("goal", {"goal": "K1", "county": "12"}) == "goal?goal=K1&county=12"
    assert page_address("overview", {"county": "12"}) == "./?county=12"


def address(app: AppTest) -> View:
    return {name: app.query_params[name] for name in app.query_params}


def selection(view: View) -> Selection:
    return Selection(**{name: value for name, value in view.items() if name in ("county", "kind", "evidence")})


@every_headlined_page
@every_language
@every_view
def test_a_page_opens_with_its_finding_and_says_whom_it_shows(
    page: str, code: str, view: View, context: ContextMaker, programme: Programme
) -> None:
    narrowed = EVERYTHING if page in WHOLE_PAGES else selection(view)
    expected = context(Date.fromisoformat(view.get("round", FINAL.isoformat())), narrowed, code)
    app = opened(page, view, code)
    assert finding(app) == markdown(headline(expected, page, programme.goals[COUNTED_FIRST]))
    if page in ABOUT:
        whom = expected.language(f"shown.{page}")
    elif page == "rounds":
        whom = expected.language("shown.round", count=len(programme.organisations))
    else:
        whom = expected.language.say(shown(expected, "funded"))
    assert whom in words(app)
    assert address(app) == {"round": FINAL.isoformat(), "language": code, **view}


@pytest.mark.parametrize("round", [FINAL, STATUS_REPORT], ids=str)
@every_language
@pytest.mark.parametrize("goal", GOALS)
def test_every_goal_has_a_page(goal: str, code: str, round: Date, context: ContextMaker, programme: Programme) -> None:
    expected, found = context(round, code=code), programme.goals[goal]
    app = opened("goal", {"goal": goal, "round": round.isoformat()}, code)
    assert finding(app) == markdown(headline(expected, "goal", found))
    assert expected.language.content(found.name) in headings(app)
    assert expected.language.say(shown(expected, found.group)) in words(app)


@pytest.mark.parametrize("goal", GOALS)
def test_every_goal_can_be_narrowed_to_a_county(goal: str, context: ContextMaker, programme: Programme) -> None:
    expected, found = context(FINAL, Selection(county="13")), programme.goals[goal]
    nobody = found.group == "programme"
    finding_there = language("sv")("empty.title") if nobody else headline(expected, "goal", found)
    assert finding(opened("goal", {"goal": goal, "county": "13"})) == markdown(finding_there)


@pytest.mark.parametrize(
    ("page", "view", "said"),
    [
        ("goal", {}, r"40 av 53"),
        ("goal", {"goal": "K2a"}, "50"),
        ("goal", {"goal": "L1"}, "310 av 310 kommuner och landsting"),
        ("goal", {"county": "12"}, "Visar **6 av 53** finansierade organisationer: Skåne."),
        ("overview", {}, "Visar **hela landet**: 53 av 53 finansierade organisationer"),
        ("overview", {}, "Exempeldata – fördelningen på organisationer och län är påhittad; summorna är rapportens"),
        ("counties", {"county": "13"}, "Visar **1 av 53** finansierade organisationer: Halland."),
        ("sources", {}, "Alla 70 summor som kan räknas om är lika med de publicerade"),
    ],
)
def test_a_page_says_what_the_report_says(page: str, view: View, said: str) -> None:
    app = opened(page, view)
    assert said in finding(app) + words(app)


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("sources", *WHOLE_PAGES)])
@every_language
def test_a_view_without_organisations_names_its_filters_and_takes_one_away(page: str, code: str) -> None:
    say, app = language(code), opened(page, NOBODY, code)
    assert finding(app) == say("empty.title")
    assert "Halland" in words(app)
    app.button(key="without_kind").click().run()
    assert finding(app) != say("empty.title")
    assert address(app) == {"round": FINAL.isoformat(), "language": code, "county": "13"}


@every_language
@pytest.mark.parametrize("view", [{}, {"county": "12"}], ids=["everything", "another county"])
def test_an_organisation_says_why_it_counts(view: View, code: str, programme: Programme) -> None:
    app = opened("organisations", {"org": "kommun-01", **view}, code)
    assert finding(app) == markdown(language(code)("headline.organisation", name="Kommun 01 (exempel)"))
    why, answers = tables_of(app)
    counted = {f"{goal.id} " for goal in programme.goals.values() if goal.rule and goal.group == "funded"}
    assert all(any(str(row).startswith(goal) for row in why.iloc[:, 0]) for goal in counted)
    assert len(answers) > len(counted)


@pytest.mark.parametrize(
    "invalid",
    [
        {"county": "99"}, {"kind": "planet"}, {"evidence": "hearsay"}, {"round": "1999-01-01"}, {"round": "soon"},
        {"goal": "K9"}, {"org": "nobody"}, {"outlook": "best"}, {"per_year": "0"}, {"per_year": "-1"}, {"tables": "2"}, {"version": "0"}, {"version": "2"}, {"language": "xx"}, {"page": "goal"}, {"county": "1" * 5000},
        {"county": "<script>alert(1)</script>"},
    ],
    ids=lambda invalid: "".join(f"{name}={value[:12]}" for name, value in invalid.items()),
)  # fmt: skip
def test_what_does_not_exist_is_told_and_left_out(invalid: View) -> None:
    app = opened("goal", {"county": "12", "language": "sv"} | invalid)
    say, (name,) = language("sv"), invalid
    named = say(f"filter.{name}").lower() if name != "page" else name
    assert say("header.ignored", names=named) in words(app)
    valid = {"round": FINAL.isoformat(), "language": "sv", "county": "12"}
    assert address(app) == {key: value for key, value in valid.items() if key not in invalid or key in ("round", "language")}


@every_page
def test_an_unknown_county_is_told_on_every_page(page: str) -> None:
    app = opened(page, {"county": "99"})
    assert "Länken innehöll något som inte finns" in words(app)
    assert "**hela landet**" in words(app) or page in WHOLE_PAGES
    assert "Länken innehöll" not in words(app.run())


def test_a_filter_changes_the_number_and_the_address() -> None:
    app = opened("goal", {})
    assert numbers(app) == ["40 av 53"]
    app.selectbox(key="choice_county").set_value("12").run()
    assert numbers(app) == ["4 av 6"]
    assert address(app)["county"] == "12"
    app.selectbox(key="choice_kind").set_value("municipality").run()
    (number,) = numbers(app)
    assert number.endswith(" av 4")
    assert address(app)["kind"] == "municipality"
    app.button_group(key="choice_round").set_value(STATUS_REPORT.isoformat()).run()
    assert address(app)["round"] == STATUS_REPORT.isoformat()


def test_the_worked_example_and_the_pace_are_part_of_the_view() -> None:
    app = opened("goal", {"goal": "L1"})
    assert "outlook" not in address(app)
    app.button_group(key="control_outlook").set_value("double").run()
    assert address(app)["outlook"] == "double"
    app.slider(key="control_per_year").set_value(30).run()
    assert address(app) | {"outlook": "double", "per_year": "30"} == address(app)
    assert "Med **30 nya per år**" in words(app)


def test_clearing_the_filters_shows_everything_again() -> None:
    app = opened("overview", {"county": "12", "kind": "municipality", "evidence": "verified"})
    clear = next(each for each in app.button if each.label == language("sv")("filter.clear"))
    assert not clear.disabled
    clear.click().run()
    assert "**hela landet**" in words(app)
    assert address(app) == {"round": FINAL.isoformat(), "language": "sv"}


@pytest.mark.parametrize("page", [page for page in PAGES if page != "compare"])  # it has controls of its own
def test_a_choice_survives_a_change_of_page(page: str) -> None:
    app = opened("counties", {})
    app.selectbox(key="choice_county").set_value("12").run()
    app.query_params.clear()
    app.switch_page(PAGES[page]).run()
    assert finding(app)
    assert address(app)["county"] == "12"
    if page not in WHOLE_PAGES:  # they have no filter of their own and still keep what was chosen
        assert app.selectbox(key="choice_county").value == "12"


@every_headlined_page
def test_another_language_changes_the_words(page: str, context: ContextMaker, programme: Programme) -> None:
    app, goal = opened(page, {}), programme.goals[COUNTED_FIRST]
    for code in ("en", "sv"):
        app.button_group(key="choice_language").set_value(code).run()
        assert finding(app) == markdown(headline(context(code=code), page, goal))
        assert address(app)["language"] == code


def test_a_goal_is_chosen_with_buttons(context: ContextMaker, programme: Programme) -> None:
    app = opened("goal", {})
    for level, goal in [("top_goal", "K2"), ("sub_goal", "K2a"), ("sub_goal", "K2"), ("top_goal", "L1")]:
        app.button_group(key=f"control_{level}").set_value(goal).run()
        assert finding(app) == markdown(headline(context(), "goal", programme.goals[goal]))
        assert address(app)["goal"] == goal


def test_a_table_s_cells_are_literal_words_numbers_statuses_and_links() -> None:
    def page() -> None:
        import pandas as pd  # noqa: PLC0415  the test driver runs this function's source alone

        from scorecard.language import language  # noqa: PLC0415
        from scorecard.method import Marked  # noqa: PLC0415
        from scorecard.model import Status  # noqa: PLC0415
        from scorecard.ui import parts  # noqa: PLC0415

        class View:
            def __init__(self, code: str) -> None:
                self.language = language(code)

        rows = {
            "n": [1234.5, float("nan")], '<b>&"': ["<i> & **c**", "Se https://a.se/?b=1&c=2."],
            "status": [Marked(status=Status.BEHIND, words="<u>"), Marked(status=Status.ACHIEVED, words="Ja")],
        }  # fmt: skip
        for code in ("sv", "en"):
            parts.table(View(code), pd.DataFrame(rows), 'A "name"')  # type: ignore[arg-type]

    app = AppTest.from_function(page).run()
    swedish, english = tables_of(app)
    assert [swedish["n"].tolist(), english["n"].tolist()] == [["1\u00a0234,5", "–"], ["1,234.5", "–"]]
    assert swedish['<b>&"'].tolist() == ["<i> & **c**", "Se https://a.se/?b=1&c=2."]
    assert swedish["status"].tolist() == [
        f"{STATUS[Status.BEHIND].mark}\u00a0<u>",
        f"{STATUS[Status.ACHIEVED].mark}\u00a0Ja",
    ]
    piece = pieces(app)[0]
    assert '<a href="https://a.se/?b=1&amp;c=2" target="_blank">https://a.se/?b=1&amp;c=2</a>.' in piece
    assert f'<span class="{STATUS[Status.BEHIND].palette}">' in piece
    assert '<table aria-label="A &quot;name&quot;">' in piece


@pytest.mark.parametrize("page", ["overview", "goal", "counties"])
def test_every_chart_has_its_rows_as_a_table_when_asked(page: str) -> None:
    app = opened(page, {})
    charts, before = len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart")), len(tables_of(app))
    assert charts
    app.button_group(key="choice_tables").set_value("1").run()
    assert len(tables_of(app)) == before + charts


def test_every_page_file_is_in_the_list_of_pages() -> None:
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py")} == set(PAGES.values()) - {
        PAGES["overview"]
    }


def test_what_if_moves_the_year_the_link_and_nothing_else() -> None:
    app = opened("goal", {"goal": "L1"})
    before = finding(app)
    slider = app.slider(key="control_per_year")
    assert slider.value == 22
    assert "nås 186 år **2020**" in words(app)
    assert "per_year" not in address(app)
    slider.set_value(10).run()
    assert "nås 186 år **2028**" in words(app)
    assert address(app)["per_year"] == "10"
    assert finding(app) == before
    assert "Kan inte bedömas" in words(app)


def test_a_link_with_what_if_opens_it() -> None:
    app = opened("goal", {"goal": "L1", "per_year": "50", "outlook": "double"})
    assert app.slider(key="control_per_year").value == 50
    assert app.button_group(key="control_outlook").value == "double"


def test_another_worked_example_is_lifted_out_and_kept_in_the_link() -> None:
    app = opened("goal", {"goal": "L1"})
    app.button_group(key="control_outlook").set_value("half").run()
    assert address(app)["outlook"] == "half"


def test_the_2020_goal_says_why_there_is_no_forecast_and_what_is_known_beside_it() -> None:
    app = opened("goal", {"goal": "L1", "county": "12"})
    assert {"Så många av länens kommuner är med", "Verkliga organisationer: deltagande och åtaganden"} <= set(headings(app))
    assert "Varför ingen prognos" in headings(opened("goal", {"goal": "L1"}))


def test_a_county_says_its_contribution_in_words() -> None:
    assert "**4 av 6 klara**, 2 på gång." in words(opened("overview", {"county": "12"}))


@every_language
@pytest.mark.parametrize("page", ["goal", "counties", "organisations"])
def test_a_long_list_is_sent_in_part_and_says_so(page: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("parts", "controls"):
        monkeypatch.setattr(f"scorecard.ui.{module}.LONGEST_LIST", 3)
    app = opened(page, {"goal": COUNTED_FIRST}, code)
    of = 9 if page == "counties" else 53
    sentence = language(code)("list.first", shown=3, of=of)
    assert sentence in words(app)
    lists = [each for each in (*tables_of(app), *(grid.value for grid in app.dataframe)) if len(each) == 3]
    assert any("exempel" in str(each.iloc[:, 0].tolist()) for each in lists)
    assert sentence not in words(opened(page, {"goal": COUNTED_FIRST, "county": "13"}, code))


def test_a_rerun_reads_no_counts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("overview", {})
    read: list[str] = []
    for name in ("counts_of", "counts_in_all", "counts", "counted_anew", "totals", "questions", "answers"):
        monkeypatch.setattr(Store, name, lambda *_, name=name, **__: read.append(name))
    app.query_params["goal"] = "K2"
    app.run()
    assert finding(app)
    assert read == []


def test_many_rounds_are_chosen_from_a_list_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorecard.ui.sidebar.MOST_ROUNDS", 1)
    app = opened("overview", {})
    assert app.selectbox(key="choice_round").options == ["2013", "2012"]
    app.selectbox(key="choice_round").set_value(STATUS_REPORT.isoformat()).run()
    assert finding(app)
    assert address(app)["round"] == STATUS_REPORT.isoformat()
