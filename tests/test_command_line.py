"""The command line keeps its contract: what it prints, what it refuses, what it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scorecard.__main__ import main
from scorecard.language import language, languages
from scorecard.model import Status
from scorecard.programme import Programme
from tests.bad_files import text
from tests.conftest import DATA, ROOT
from tests.test_load import spoil

GOAL_KEYS = [
    "id", "parent", "count", "of", "missing", "under_way", "target", "deadline", "required_today", "status", "early",
    "uncertain", "reason", "judgement", "basis", "certainty", "sources", "needed", "outlook",
]  # fmt: skip
NO = text([("Organisations-ID", "Indikator", "Svar"), ("kommun-01", "effects", "Nej")])
COUNTS = ("count", "of", "missing", "under_way", "target", "required_today")
EXPECTED: dict[str, dict[str, Any]] = {
    "L1": {"status": "cannot_assess", "target": 186, "of": 310},
    "K1": {"status": "achieved", "count": 40, "of": 53, "missing": 0, "target": 40, "deadline": "2013-12-31"},
    "K1a": {"status": "achieved", "count": 42, "missing": 1, "target": 40},
    "K1b": {"status": "achieved", "count": 44, "target": 40},
    "K1c": {"status": "cannot_assess", "count": None, "missing": None, "target": None},
    "K1d": {"status": "cannot_assess", "count": None},
    "K2": {"status": "achieved", "count": 50, "target": 50},
    "K2a": {"status": "missed", "count": 50, "target": 70},
    "K2b": {"status": "achieved", "count": 50, "target": 50},
    "K2c": {"status": "cannot_assess", "count": None},
    "K3": {"status": "cannot_assess", "count": None, "of": None, "basis": None, "sources": []},
}


@pytest.fixture(autouse=True)
def own_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SCORECARD_PROGRAMME", raising=False)
    monkeypatch.setenv("SCORECARD_STORE", f"sqlite:///{tmp_path / 'own.sqlite'}")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a user starts it."""
    return subprocess.run(
        [sys.executable, "-m", "scorecard", *arguments], check=False, cwd=ROOT, env=os.environ | environment,
        capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The object that `show --json` prints."""
    assert main(["show", "--json", *arguments]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def goals(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {goal["id"]: goal for goal in found["goals"]}


def test_check_prints_one_line_and_succeeds_when_all_is_well() -> None:
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Inga fel. Mål: 11, frågor: 35, organisationer: 109, rundor: 2.\n"


def test_check_prints_every_problem_with_its_place_and_fails(copy: Path) -> None:
    spoil(copy, "organisations.csv", ",14,", ",99,")
    spoil(copy, "goals/K1.toml", "count = 40", "count = 54")
    done = run("check", "--programme", str(copy), "--language", "en")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "goals/K1.toml:5:1: The target is larger than the group. Lower it or change the group.",
        "organisations.csv:2:4: 99 is not among the codes in counties.csv. Correct the spelling or add it.",
    ]


def test_show_prints_no_figures_from_a_folder_with_problems(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(copy, "organisations.csv", ",14,", ",99,")
    assert main(["show", "--programme", str(copy)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "organisations.csv:2:4: 99 finns inte bland koderna i counties.csv. Rätta stavningen eller lägg till det."
    ]


def test_a_folder_that_does_not_exist_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--programme", "/nowhere"]) == 1
    assert capsys.readouterr().out.startswith("/nowhere:1:1: Mappen finns inte.")


@pytest.mark.parametrize("code", languages())
def test_show_says_every_goal_with_its_status_in_words(
    programme: Programme, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    assert main(["show", "--language", code]) == 0
    lines, say = capsys.readouterr().out.splitlines(), language(code)
    assert lines[0].startswith(programme.settings.title[code])
    for goal in programme.goals.values():
        (number,) = [at for at, line in enumerate(lines) if line.strip() == f"{goal.id} {goal.name[code]}"]
        assert say(f"status.{EXPECTED[goal.id]['status']}") in lines[number + 1]
    assert lines[-1] == say("sample.notice")
    assert not any("**" in line for line in lines)


@pytest.mark.parametrize("code", languages())
def test_the_json_has_exactly_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str], code: str) -> None:
    found = shown(capsys, "--language", code)
    assert list(found) == ["programme", "round", "store_version", "filter", "goals"]
    assert found["filter"] == {"county": None, "kind": None, "evidence": None}
    assert (found["round"], found["store_version"]) == ("2013-12-31", 1)
    for goal in found["goals"]:
        assert list(goal) == GOAL_KEYS


@pytest.mark.parametrize("view", [(), ("--county", "12"), ("--evidence", "verified"), ("--round", "2012-12-31")])
def test_counts_are_integers_or_null_and_statuses_are_ids(capsys: pytest.CaptureFixture[str], view: tuple[str, ...]) -> None:
    for goal in shown(capsys, *view)["goals"]:
        assert all(goal[name] is None or type(goal[name]) is int for name in COUNTS)
        assert goal["status"] is None or goal["status"] in set(Status)
        assert isinstance(goal["early"], bool)
        assert isinstance(goal["uncertain"], bool)
        assert isinstance(goal["reason"], str)
        assert (goal["count"] is None) == (goal["basis"] is None) == (not goal["sources"])


@pytest.mark.parametrize("id", EXPECTED)
def test_the_shipped_programme_shows_the_published_outcome(capsys: pytest.CaptureFixture[str], id: str) -> None:
    goal = goals(shown(capsys))[id]
    assert {name: goal[name] for name in EXPECTED[id]} == EXPECTED[id]


def test_every_goal_is_shown_after_its_parent(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(goals(shown(capsys))) == list(EXPECTED)


def test_what_it_takes_and_the_outlook_have_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    found = goals(shown(capsys))
    assert list(found["L1"]["needed"]) == ["more", "under_way", "reachable", "per_year", "last_pace"]
    assert found["K3"]["needed"] is None
    for outlook in (goal["outlook"] for goal in found.values() if goal["outlook"]):
        assert list(outlook) == ["kind", "refused", "scenarios"]
        assert outlook["kind"] in ("pipeline", "pool")
        assert all(list(each) == ["name", "factor", "median", "low80", "high80"] for each in outlook["scenarios"])


def test_a_county_shows_its_contribution_and_no_status(capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(capsys, "--county", "12")
    assert found["filter"] == {"county": "12", "kind": None, "evidence": None}
    for goal in found["goals"]:
        assert (goal["status"], goal["needed"], goal["outlook"]) == (None, None, None)
    assert 0 < goals(found)["K1"]["of"] < 53


def test_the_counties_together_are_the_whole(capsys: pytest.CaptureFixture[str], programme: Programme) -> None:
    parts = [goals(shown(capsys, "--county", code))["K1"] for code in programme.counties]
    assert (sum(each["count"] for each in parts), sum(each["of"] for each in parts)) == (40, 53)


def test_a_kind_narrows_whom_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert goals(shown(capsys, "--kind", "municipality"))["K1"]["of"] == 34


def test_answers_on_other_evidence_are_missing_and_not_a_no(capsys: pytest.CaptureFixture[str]) -> None:
    goal = goals(shown(capsys, "--evidence", "verified"))["K1"]
    assert (goal["count"], goal["missing"], goal["of"]) == (0, 53, 53)


def test_an_earlier_round_shows_its_own_figures(capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(capsys, "--round", "2012-12-31")
    assert found["round"] == "2012-12-31"
    assert goals(found)["K1"]["count"] == 26


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--county", "99"), "--county är 99, men ska vara något av: 01, 03"),
        (("--round", "2014-12-31"), "--round är 2014-12-31, men ska vara något av: 2012-12-31, 2013-12-31."),
        (("--round", "i går"), "--round är i går, men ska vara något av: "),
        (("--kind", "village"), "--kind är village, men ska vara något av: municipality"),
        (("--evidence", "hearsay"), "--evidence är hearsay, men ska vara något av: self_assessed, verified."),
    ],
)
def test_what_does_not_exist_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert main(["show", *arguments]) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err[: len(said)]) == ("", said)


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/nowhere/x.sqlite", "postgresql+psycopg://x@127.0.0.1:1/x"])
def test_a_database_that_cannot_be_used_is_told_in_words(capsys: pytest.CaptureFixture[str], url: str) -> None:
    assert main(["show", "--store", url]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("Databasen")


def test_the_environment_chooses_programme_and_store(copy: Path, tmp_path: Path) -> None:
    spoil(copy, "scorecard.toml", "Program för hållbar jämställdhet", "Ett annat program")
    store = tmp_path / "elsewhere" / "x.sqlite"
    done = run("show", SCORECARD_PROGRAMME=str(copy), SCORECARD_STORE=f"sqlite:///{store}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Ett annat program")
    assert store.exists()
    assert not (copy / "store").exists()


def test_options_go_before_the_environment(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCORECARD_PROGRAMME", "/nowhere")
    monkeypatch.setenv("SCORECARD_STORE", "nonsense")
    store = tmp_path / "given.sqlite"
    assert shown(capsys, "--programme", str(copy), "--store", f"sqlite:///{store}")["store_version"] == 1
    assert store.exists()


def test_without_a_store_given_the_database_is_made_in_the_programme_folder(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SCORECARD_STORE")
    shown(capsys, "--programme", str(copy))
    assert (copy / "store" / "scorecard.sqlite").exists()


def test_two_starts_show_the_same(copy: Path) -> None:
    first, second = (run("show", "--json", "--programme", str(copy)) for _ in range(2))
    assert first.stdout == second.stdout != ""


@pytest.mark.parametrize(("command", "numbers"), [(["show"], []), (["show", "--json"], ["numpy"])], ids=str)
def test_the_command_line_imports_neither_the_screen_nor_what_draws(command: list[str], numbers: list[str]) -> None:
    """What is slow to import; numpy is asked for where a forecast is."""
    code = (
        f"import sys; from scorecard.__main__ import main; code = main({command})\n"
        "slow = {'streamlit', 'pandas', 'numpy', 'altair', 'xlsxwriter'}\n"
        "print(sorted(slow & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, f"{numbers}\n")


def test_the_default_programme_is_the_one_that_ships(tmp_path: Path) -> None:
    with_option, without = run("check", "--programme", str(DATA)), run("check")
    assert with_option.stdout == without.stdout


def test_a_file_is_loaded_only_when_it_is_not_a_dry_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "svar.csv"
    file.write_bytes(NO)
    arguments = ["import", str(file), "--round", "2013-12-31", "--by", "Anna", "--why", "prov"]
    for last in (["--dry-run"], []):
        assert main([*arguments, *last]) == 0
        printed = capsys.readouterr().out
        assert "Kommun 01 (exempel) · Effekter för medborgare · ● Ja · ■ Nej" in printed
        assert "K1 Mål 1 · 40 av 53 → 39 av 53" in printed
        assert printed.endswith("Inget skrevs.\n" if last else "Version 2 är skriven: 1 svar.\n")
    assert main(arguments) == 0
    assert capsys.readouterr().out.endswith("Inget skrevs.\n")
    assert shown(capsys)["store_version"] == 2


def test_every_error_of_a_file_is_printed_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "svar.csv"
    file.write_bytes(NO.replace(b"Nej", b"Kanske") + b"kommun-99;effects;Ja\r\n")
    assert main(["import", str(file), "--round", "2013-12-31", "--by", "Anna", "--why", "prov"]) == 1
    printed = capsys.readouterr()
    assert [line.split(" · ")[:2] for line in printed.out.splitlines()] == [
        ["svar.csv, rad 2, kolumn C (Svar)", "Kanske"], ["svar.csv, rad 3, kolumn A (Organisations-ID)", "kommun-99"],
    ]  # fmt: skip
    assert printed.err == "Filen har 2 fel. Inget skrevs.\n"
    assert shown(capsys)["store_version"] == 1


@pytest.mark.parametrize(("code", "said"), [("sv", "filen eller mappen finns inte"), ("en", "there is no such file")])
def test_a_file_that_is_not_there_is_said_in_the_readers_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, said: str
) -> None:
    arguments = ["import", str(tmp_path / "none.csv"), "--round", "2013-12-31", "--by", "Anna", "--why", "prov"]
    assert main([*arguments, "--language", code]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "No such file" not in told


def test_the_history_says_in_words_where_the_first_version_is_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history"]) == 0
    first = capsys.readouterr().out.splitlines()[-1]
    assert language("sv")("history.seed") in first
    assert "rounds/2012-12-31.csv, rounds/2013-12-31.csv" in first


def test_a_template_from_the_command_line_loads_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mall.xlsx"
    assert main(["template", str(file), "--round", "2013-12-31"]) == 0
    assert main(["import", str(file), "--round", "2013-12-31", "--by", "Anna", "--why", "prov"]) == 0
    assert capsys.readouterr().out.endswith("Inget skrevs.\n")


def test_a_locked_round_refuses_a_file_and_undo_goes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "svar.csv"
    file.write_bytes(NO)
    loading = ["import", str(file), "--round", "2013-12-31", "--by", "Anna", "--why", "prov"]
    assert main(["lock", "2013-12-31", "--by", "Bo"]) == 0
    assert main(loading) == 1
    assert "låst sedan version 2" in capsys.readouterr().err
    assert main(["unlock", "2013-12-31", "--by", "Bo", "--why", "rättning"]) == 0
    assert main(loading) == 0
    assert main(["undo", "--by", "Bo", "--why", "fel fil"]) == 0
    capsys.readouterr()
    assert main(["history", "--json"]) == 0
    history = json.loads(capsys.readouterr().out)
    assert [(each["version"], each["kind"]) for each in history] == [
        (5, "undo"), (4, "import"), (3, "unlock"), (2, "lock"), (1, "seed"),
    ]  # fmt: skip
    assert [history[1][key] for key in ("by", "why", "file_name", "added", "changed")] == ["Anna", "prov", "svar.csv", 0, 1]
    assert main(["history"]) == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.startswith("Version · När · Vem")
    assert len(lines) == 5
    assert {each["id"]: each["count"] for each in shown(capsys)["goals"]}["K1"] == 40


def test_a_locked_round_is_shown_at_the_version_that_locked_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "svar.csv"
    file.write_bytes(NO)
    assert main(["lock", "2013-12-31", "--by", "Bo"]) == 0
    assert main(["import", str(file), "--round", "2012-12-31", "--by", "Anna", "--why", "prov"]) == 0
    capsys.readouterr()
    versions = [shown(capsys, "--round", round)["store_version"] for round in ("2013-12-31", "2012-12-31")]
    assert versions == [2, 3]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "nowhere.csv", "--round", "2013-12-31", "--by", "A", "--why", "b"], "nowhere.csv"),
        (["import", "nowhere.csv", "--round", "2014-01-01", "--by", "A", "--why", "b"], "2012-12-31, 2013-12-31"),
        (["template", "/proc/nowhere.xlsx", "--round", "2013-12-31"], "/proc/nowhere.xlsx"),
        (["undo", "--by", "A", "--why", "b"], "Version 1"),
        (["unlock", "2013-12-31", "--by", "A", "--why", "b"], "inte låst"),
        (["lock", "2013-12-31", "--by", " "], "Ange vem"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert len(printed.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("code", "arguments", "said"),
    [
        ("sv", ["import", "x.csv", "--round", "2013-12-31", "--by", "A"], "fel: detta saknas: --why."),
        ("sv", ["check", "--bogus"], "fel: okänt: --bogus."),
        ("sv", ["show", "--county"], "fel: --county ska följas av ett värde."),
        ("sv", ["show", "--language", "xx"], "fel: --language är 'xx', men ska vara något av 'sv', 'en'."),
        ("sv", ["undo", "--by", "A", "--why", "w", "--version", "x"], "fel: --version är 'x', men ska vara ett heltal."),
        ("sv", ["history", "--json=1"], "fel: --json tar inget värde: ta bort '1'."),
        ("sv", ["show", "--co", "12", "--k", "x", "--jso", "--e"], "fel: --evidence ska följas av ett värde."),
        ("en", ["check", "--bogus", "--language", "en"], "error: unknown: --bogus."),
        ("en", ["show", "--county", "--language=en"], "error: --county must be followed by a value."),
    ],
)
def test_wrong_arguments_are_told_in_the_language(
    code: str, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in told
    assert told.startswith(language(code)("usage.title"))


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize(
    "command", ["", "check", "show", "export", "import", "template", "history", "undo", "lock", "unlock"]
)
def test_help_is_in_the_language_for_every_command(command: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*command.split(), "--help", "--language", code])
    told = capsys.readouterr().out
    assert told.startswith(language(code)("usage.title"))
    assert language(code)("usage.help") in told
    assert code == "en" or not {"usage:", "options:", "show", "the", "positional"} & set(told.replace("show ", "").split())
