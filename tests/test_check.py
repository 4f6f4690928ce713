"""A programme folder must hold together: every reference resolves, every text is translated, every answer fits."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_of

from scorecard.__main__ import main
from scorecard.check import check, open_programme
from scorecard.load import ProgrammeError
from tests.conftest import DATA
from tests.test_load import FIRST, Spoilt, must_be_told, spoil, told, told_key

OWNER = 'owner = "SKL"'
K1 = "baseline = { date = 2011-01-01, value = 0 }"
K1_MILES = (
    "baseline = {{ date = 2011-01-01, value = 0 }}\n"
    "milestones = [{{ date = {}-06-30, value = 9 }}, {{ date = {}-06-30, value = 20 }}]"
)
ROUND, ANSWER = "rounds/2013-12-31.csv", "kommun-01,effects,yes,self_assessed,"
SPOILT = {
    "parent": Spoilt("goals/K1a.toml", 'parent = "K1"', 'parent = "K9"', "parent", "unknown"),
    "parent below a parent": Spoilt("goals/K1a.toml", 'parent = "K1"', 'parent = "K1b"', "parent", "unknown"),
    "parent itself": Spoilt("goals/K3.toml", "label", 'parent = "K3"\nlabel', "parent", "unknown"),
    "group of a goal": Spoilt("goals/K1.toml", 'group = "funded"', 'group = "x"', "group", "unknown"),
    "indicator of a goal": Spoilt("goals/K1.toml", 'indicator = "effects"', 'indicator = "x"', "indicator", "unknown"),
    "theme of a goal": Spoilt("goals/K1.toml", '"citizen_effects"', '"x"', "themes", "unknown"),
    "source of a goal": Spoilt("goals/K1.toml", 'source = "skl_2014"', 'source = "x"', "source", "unknown"),
    "round of a judgement": Spoilt("goals/K1.toml", "round = 2013", "round = 2014", "round", "unknown"),
    "theme of an indicator": Spoilt("indicators.toml", 'theme = "goal_attainment"', 'theme = "x"', "theme", "unknown"),
    "group of an indicator": Spoilt("indicators.toml", 'group = "funded"', 'group = "x"', "group", "unknown"),
    "source of an indicator": Spoilt("indicators.toml", 'source = "skl_2014"', 'source = "x"', "source", "unknown"),
    "comparable round": Spoilt("indicators.toml", '["2012-12-31"', '["2011-12-31"', "comparable_with", "unknown"),
    "source of a round": Spoilt("scorecard.toml", 'source = "skl_2014"', 'source = "x"', "source", "unknown"),
    "kind of a register": Spoilt("scorecard.toml", "{ municipality =", "{ village =", "registers", "unknown"),
    "goal of a footnote": Spoilt("scorecard.toml", 'goals = ["', 'goals = ["K9", "', "goals = ", "unknown"),
    "indicator of a footnote": Spoilt("scorecard.toml", 'indicators = ["', 'indicators = ["x", "', "indicators", "unknown"),
    "language": Spoilt("scorecard.toml", '["sv", "en"]', '["sv", "en", "xx"]', "languages", "unknown"),
    "kind": Spoilt("organisations.csv", FIRST, FIRST.replace(",municipality,", ",village,"), (2, 3), "unknown"),
    "county": Spoilt("organisations.csv", FIRST, FIRST.replace(",14,", ",99,"), (2, 4), "unknown"),
    "municipality": Spoilt("organisations.csv", FIRST, FIRST.replace(",14,,", ",14,9999,"), (2, 5), "unknown"),
    "group": Spoilt("organisations.csv", FIRST, FIRST.replace("funded ", "funded x "), (2, 6), "unknown"),
    "source": Spoilt("organisations.csv", FIRST, FIRST.replace("true,sample", "true,x"), (2, 8), "unknown"),
    "county of a municipality": Spoilt("municipalities.csv", "Upplands Väsby,01", "Upplands Väsby,99", (2, 3), "unknown"),
    "indicator of a total": Spoilt("published.csv", "Fig 2,goals_reached", "Fig 2,x", (2, 2), "unknown"),
    "figure without a source": Spoilt("published.csv", "self_assessed,skl_2014", "self_assessed,", (2, 12), "unknown"),
    "organisation of an answer": Spoilt(ROUND, ANSWER, ANSWER.replace("kommun-01", "kommun-99"), (3, 1), "unknown"),
    "indicator of an answer": Spoilt(ROUND, ANSWER, ANSWER.replace("effects", "x"), (3, 2), "unknown"),
    "answer outside the scale": Spoilt(ROUND, ANSWER, ANSWER.replace("yes", "kanske"), (3, 3), "answer.bad_status"),
    "answer given twice": Spoilt(ROUND, ANSWER, f"{ANSWER}\n{ANSWER}", (4, 1), "duplicate"),
    "organisation given twice": Spoilt("organisations.csv", FIRST, f"{FIRST}\n{FIRST}", (3, 1), "duplicate"),
    "missing translation": Spoilt("scorecard.toml", 'en = "Municipality"', 'en = " "', "text = ", "no_translation"),
    "translation of a goal": Spoilt("goals/K1.toml", ', en = "Goal 1"', "", "label", "no_translation"),
    "translation of a rule": Spoilt("goals/K1.toml", ', en = "Report effects', ', x = "', "measure", "no_translation"),
    "translation of a source": Spoilt("sources.toml", "en =", "fr =", "note = ", "no_translation"),
    "count and share": Spoilt("goals/K1.toml", "{ count = 40 }", "{ count = 40, share = 0.5 }", "target", "target_form"),
    "neither count nor share": Spoilt("goals/K1.toml", "{ count = 40 }", "{}", "target", "target_form"),
    "share of an open group": Spoilt("goals/K2.toml", "{ count = 50 }", "{ share = 0.5 }", "target", "target_open"),
    "more than the group": Spoilt("goals/K1.toml", "{ count = 40 }", "{ count = 54 }", "target", "target_large"),
    "published question": Spoilt("goals/K1.toml", '"effects"', '"cemr_signatories"', "indicator", "rule_published"),
    "class of no answer": Spoilt("indicators.toml", 'yes = ["4", "5"]', 'yes = ["4", "6"]', "yes", "answer"),
    "spelling of a class": Spoilt("indicators.toml", 'no = ["no"]', 'no = ["Nej"]', (21, 1), "answer"),
    "milestones out of order": Spoilt("goals/K1.toml", K1, K1_MILES.format(2012, 2011), "milestones", "dates_order"),
    "milestones on one date": Spoilt("goals/K1.toml", K1, K1_MILES.format(2012, 2012), "milestones", "dates_order"),
    "milestone after the deadline": Spoilt("goals/K1.toml", K1, K1_MILES.format(2012, 2014), "milestones", "dates_order"),
    "milestone before the baseline": Spoilt("goals/K1.toml", K1, K1_MILES.format(2010, 2012), "milestones", "dates_order"),
    "contact without a way": Spoilt("scorecard.toml", OWNER, f"{OWNER}\ncontact = {{}}", "contact", "contact_empty"),
    "no e-mail": Spoilt("scorecard.toml", OWNER, f'{OWNER}\ncontact = {{ email = "SKL" }}', "email", "contact_email"),
    "no web address": Spoilt("scorecard.toml", OWNER, f'{OWNER}\ncontact = {{ url = "skl.se" }}', "url", "contact_url"),
    "script as address": Spoilt(
        "scorecard.toml", OWNER, f'{OWNER}\ncontact = {{ url = "javascript:x" }}', "url", "contact_url"
    ),
    "link that ends early": Spoilt(
        "scorecard.toml", OWNER, f'{OWNER}\ncontact = {{ email = "a)b@c.se" }}', "email", "contact_email"
    ),
    "address in a name": Spoilt("organisations.csv", "Kommun 01 (exempel)", "http://x.example", (2, 2), "name"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT.values(), ids=SPOILT)
def test_what_does_not_hold_together_is_told_once_and_where(copy: Path, case: Spoilt) -> None:
    must_be_told(copy, case)


def test_the_programme_that_ships_has_no_problems() -> None:
    assert told(DATA) == []


def test_a_programme_may_say_whom_to_tell_what_cannot_be_used(copy: Path) -> None:
    contact = '[contact]\nemail = "tillganglighet@exempel.se"\nurl = "https://exempel.se/kontakt?om=a_b"\n\n[[rounds]]'
    spoil(copy, "scorecard.toml", "[[rounds]]", contact)
    assert told(copy) == []


def test_an_answer_that_means_two_things_is_told_for_both(copy: Path) -> None:
    spoil(copy, "indicators.toml", 'no = ["1", "2", "3"]', 'no = ["1", "2", "3", "4"]')
    keys = {key for *_, key in told(copy)}
    assert keys == {"check.two_classes"}


def test_a_round_file_must_be_in_the_calendar(copy: Path) -> None:
    shutil.copy(copy / ROUND, copy / "rounds" / "2014-12-31.csv")
    assert told(copy) == [("rounds/2014-12-31.csv", 1, 1, "check.round_not_in_calendar")]


HIDDEN = ["\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u2028", "\x1b", "\x7f", "\t"]


@pytest.mark.parametrize("character", HIDDEN, ids=ascii)
def test_a_name_with_characters_that_cannot_be_seen_is_refused(copy: Path, character: str) -> None:
    spoil(copy, "organisations.csv", "Kommun 01", f"Kommun{character}01")
    assert told(copy) == [("organisations.csv", 2, 2, "check.name")]


def test_two_organisations_may_not_share_a_name(copy: Path) -> None:
    spoil(copy, "organisations.csv", "Kommun 02 (exempel)", "KOMMUN 01 (exempel)")
    assert told(copy) == [("organisations.csv", 3, 2, "check.duplicate")]


def test_a_share_that_is_no_number_is_told(copy: Path) -> None:
    spoil(copy, "scorecard.toml", "near_plan_margin = 0.85", 'near_plan_margin = "1/0"')
    assert [each[:2] for each in told(copy)] == [("scorecard.toml", 8)]


def test_a_blank_line_is_no_row(copy: Path) -> None:
    spoil(copy, "organisations.csv", "\nkommun-02", "\n\nkommun-02")
    assert told(copy) == []


@pytest.mark.parametrize("name", ["Åre-Östersund & Co (län)", "O’Brien: 2/3", "Kommun\u00a001"])
def test_an_ordinary_name_is_accepted(copy: Path, name: str) -> None:
    spoil(copy, "organisations.csv", "Kommun 01 (exempel)", name)
    assert told(copy) == []


def test_several_mistakes_are_told_at_once_in_the_order_of_the_files(copy: Path) -> None:
    names = ("county", "milestones out of order", "kind of a register", "answer outside the scale", "theme of an indicator")
    for name in names:
        spoil(copy, SPOILT[name].file, SPOILT[name].old, SPOILT[name].new)
    problems = check(copy)[1]
    assert len(problems) == len(names)
    assert problems == sorted(problems, key=lambda each: (each.file, each.line, each.column))


@settings(deadline=None, max_examples=40)
@given(chosen=any_of.sets(any_of.sampled_from(sorted(set(SPOILT) - {"organisation given twice"})), max_size=3))
def test_mistakes_in_different_files_do_not_hide_each_other(spoilt_copy: Path, chosen: set[str]) -> None:
    cases = {SPOILT[name].file: SPOILT[name] for name in chosen}
    for file in {each.file for each in SPOILT.values()}:
        shutil.copy(DATA / file, spoilt_copy / file)
    for case in cases.values():
        spoil(spoilt_copy, case.file, case.old, case.new)
    assert {(each.file, each.message.key) for each in check(spoilt_copy)[1]} == {
        (file, told_key(case)) for file, case in cases.items()
    }


@pytest.fixture(scope="module")
def spoilt_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spoilt") / "programme"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("store", "*.py"))
    return folder


def test_a_folder_with_problems_is_not_opened(copy: Path) -> None:
    spoil(copy, "organisations.csv", ",14,", ",99,")
    with pytest.raises(ProgrammeError) as refused:
        open_programme(copy)
    assert [each.message.key for each in refused.value.problems] == ["check.unknown"]


NEW_QUESTION = """
[gender_budget]
text = { sv = "Budgeten följer upp jämställdhet", en = "The budget follows up gender equality" }
label = { sv = "Jämställd budget", en = "Gender budget" }
group = "funded"
scale = "yes_no"
yes = ["yes"]
under_way = ["under_way"]
no = ["no"]
theme = "steering"
source = "skl_2014"
page = "18"
"""
NEW_GOAL = """
label = { sv = "Mål 4", en = "Goal 4" }
name = { sv = "Minst 30 har en jämställd budget", en = "At least 30 have a gender budget" }
text = { sv = "Minst 30 av de 53 har en jämställd budget.", en = "At least 30 of the 53 have a gender budget." }
group = "funded"
target = { count = 30 }
deadline = 2014-12-31
owner = "SKL"
source = "skl_2014"
page = "18"
certainty = "certain"

[rule]
indicator = "gender_budget"
measure = { sv = "Har jämställd budget", en = "Have a gender budget" }
text = { sv = "Räknas vid ja.", en = "Counts on a yes." }
"""


def test_a_new_goal_and_its_question_need_no_code(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "goals" / "K4.toml").write_text(NEW_GOAL, encoding="utf-8")
    with (copy / "indicators.toml").open("a", encoding="utf-8") as file:
        file.write(NEW_QUESTION)
    assert told(copy) == []
    assert main(["show", "--programme", str(copy), "--store", f"sqlite:///{copy / 'new.sqlite'}", "--language", "en"]) == 0
    assert "K4 At least 30 have a gender budget" in capsys.readouterr().out


@pytest.mark.parametrize("round", ["2012-12-31", "2013-12-31"])
def test_another_programme_needs_no_counties_nor_published_figures(
    copy: Path, capsys: pytest.CaptureFixture[str], round: str
) -> None:
    make_other(copy)
    assert told(copy) == []
    store = f"sqlite:///{copy / 'other.sqlite'}"
    assert main(["show", "--programme", str(copy), "--store", store, "--round", round]) == 0
    assert "Programmet för äpplen" in capsys.readouterr().out
    assert main(["show", "--programme", str(copy), "--store", store, "--round", round, "--json"]) == 0


def make_other(folder: Path) -> None:
    """Another programme with the fewest files: one goal, one question, two organisations, in Swedish only."""
    shutil.rmtree(folder / "goals")
    for path in folder.glob("*.*"):
        path.unlink()
    (folder / "goals").mkdir()
    files = {
        "scorecard.toml": """
            format = 1
            title = { sv = "Programmet för äpplen" }
            short = { sv = "Äpplen" }
            owner = "Odlarna"
            languages = ["sv"]
            minimum_coverage = 0.5
            near_plan_margin = 0.85
            kinds.farm = { text = { sv = "Gård" }, plural = { sv = "Gårdar" } }
            groups.farms = { text = { sv = "Alla gårdar" }, short = { sv = "gårdar" } }
            themes.trees = { text = { sv = "Träd" } }
            [[rounds]]
            date = 2012-12-31
            answered_by = 2012-12-31
            title = { sv = "Runda 2012" }
            short = { sv = "2012" }
            source = "own"
            [[rounds]]
            date = 2013-12-31
            answered_by = 2013-12-31
            title = { sv = "Runda 2013" }
            short = { sv = "2013" }
            source = "own"
            """,
        "sources.toml": '[own]\npublisher = "Odlarna"\ntitle = "Enkät"\n',
        "indicators.toml": """
            [planted]
            text = { sv = "Har ni planterat?" }
            label = { sv = "Planterat" }
            group = "farms"
            scale = "yes_no"
            yes = ["yes"]
            no = ["no"]
            theme = "trees"
            source = "own"
            page = ""
            """,
        "goals/A.toml": """
            label = { sv = "Äpplen" }
            name = { sv = "Alla har planterat" }
            text = { sv = "Alla gårdar har planterat äppelträd." }
            group = "farms"
            target = { share = 1 }
            deadline = 2013-12-31
            owner = "Odlarna"
            source = "own"
            page = ""
            certainty = "certain"
            [rule]
            indicator = "planted"
            measure = { sv = "Har planterat" }
            text = { sv = "Räknas vid ja." }
            """,
        "organisations.csv": "id,name,kind,county_code,municipality_code,groups,sample,source\n"
        "a,Norrgården,farm,,,farms,false,own\nb,Sörgården,farm,,,farms,false,own\n",
        "rounds/2012-12-31.csv": "organisation,indicator,answer,evidence,note\na,planted,no,verified,\n",
        "rounds/2013-12-31.csv": "organisation,indicator,answer,evidence,note\n"
        "a,planted,yes,verified,\nb,planted,yes,verified,\n",
    }
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
