"""A locked round for other systems: what another engine reads is what the app shows, byte for byte the same each time."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorecard import export, publication
from scorecard.__main__ import main
from scorecard.language import languages
from scorecard.model import Selection
from scorecard.publication import COLUMNS, _name
from tests.conftest import FINAL, ROOT
from tests.measures import NOW, make_measures
from tests.test_load import spoil

GUIDE = (ROOT / "docs" / "data-out.md").read_text(encoding="utf-8")
PLACE = "round=2013-12-31/version=2"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new store with a locked round, published."""
    folder = tmp_path_factory.mktemp("published")
    assert run(folder, "lock", "2013-12-31", "--by", "Anna") == 0
    assert run(folder, "publish", str(folder / "out")) == 0
    return folder


def run(folder: Path, command: str, *arguments: str) -> int:
    return main([command, "--store", f"sqlite:///{folder / 'own.sqlite'}", *arguments])


def shown(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run(folder, "show", "--json", *arguments) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def written(folder: Path) -> dict[Path, int]:
    """When every file was written; the manifest above them is written each time."""
    return {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file() and file.parent != folder}


def table(folder: Path, name: str) -> str:
    return f"read_parquet('{folder}/round=*/version=*/{name}/*.parquet', hive_partitioning = true)"


def rows(query: str) -> list[dict[str, Any]]:
    found = duckdb.sql(query)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


VIEWS = [Selection(), Selection(county="12"), Selection(kind="municipality"), Selection(evidence="verified")]


@pytest.mark.parametrize("selection", VIEWS, ids=_name)
def test_another_engine_reads_the_numbers_that_show_prints(
    selection: Selection, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    narrowed = {name: value for name, value in vars(selection).items() if value}
    arguments = [part for name, value in narrowed.items() for part in (f"--{name}", value)]
    expected = shown(published, capsys, "--round", "2013-12-31", *arguments)["goals"]
    where = " AND ".join(
        f"{column} = '{narrowed[name]}'" if name in narrowed else f"{column} IS NULL"
        for name, column in (("county", "county_code"), ("kind", "kind"), ("evidence", "evidence"))
    )
    found = rows(f"SELECT * FROM {table(published / 'out', 'figures')} WHERE {where}")
    same = ("parent", "count", "of", "missing", "under_way", "target", "required_today", "status", "basis", "certainty")
    assert [(each["goal"], *(each[name] for name in same)) for each in found] == [
        (each["id"], *(each[name] for name in same)) for each in expected
    ]
    assert {each["round"] for each in found} == {FINAL}
    assert [str(each["deadline"]) if each["deadline"] else None for each in found] == [each["deadline"] for each in expected]


def test_the_answers_add_up_to_the_figures_and_say_that_they_are_invented(published: Path) -> None:
    answers, counts = (table(published / "out", name) for name in ("answers", "counts"))
    yes = "WHERE indicator = 'effects' AND answer = 'yes'"
    assert rows(f"SELECT count(*) AS n FROM {answers} {yes}") == [{"n": 40}]
    assert rows(f"SELECT sum(organisations)::INT AS n FROM {counts} {yes}") == [{"n": 40}]
    for name in ("answers", "counts"):
        assert rows(f"SELECT DISTINCT sample, basis, source FROM {table(published / 'out', name)}") == [
            {"sample": True, "basis": "sample", "source": "sample"}
        ]


@pytest.mark.parametrize("name", COLUMNS)
def test_the_columns_are_those_of_the_guide_in_parquet_and_csv(name: str, published: Path) -> None:
    (told,) = re.findall(rf"^\| `{name}` \|.*\|(.*)\|$", GUIDE, re.MULTILINE)
    columns = re.findall(r"`(\w+)`", told)
    assert columns == list(COLUMNS[name])
    file = published / "out" / PLACE / name / f"{name}.parquet"
    assert duckdb.sql(f"SELECT * FROM read_parquet('{file}', hive_partitioning = false)").columns == columns
    csv = published / "out" / PLACE / "csv" / f"{name}.csv"
    assert csv.read_text(encoding="utf-8-sig").splitlines()[0].split(",") == ["round", "version", *columns]
    other = f"SELECT {', '.join(columns[:3])} FROM read_csv('{csv}', all_varchar = true, nullstr = '')"
    same = f"SELECT COLUMNS(*)::VARCHAR FROM (SELECT {', '.join(columns[:3])} FROM read_parquet('{file}'))"
    assert sorted(map(str, rows(other))) == sorted(map(str, rows(same)))


def test_whole_numbers_stay_whole_in_csv(published: Path) -> None:
    figures = (published / "out" / PLACE / "csv" / "figures.csv").read_text(encoding="utf-8-sig")
    assert "2013-12-31,2,,,,K1,,40,53,0,9,count,higher,40,40,40,2013-12-31,achieved,false,false," in figures


def test_every_view_stands_at_its_place_as_show_prints_it(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = published / "out"
    for code in languages():
        for name, arguments in {"whole": [], "county-12": ["--county", "12"], "kind-company": ["--kind", "company"]}.items():
            told = json.loads((out / "show" / "2013-12-31" / code / f"{name}.json").read_text(encoding="utf-8"))
            assert told == shown(published, capsys, "--round", "2013-12-31", "--language", code, *arguments)
    (entry,) = json.loads((out / "manifest.json").read_bytes())["rounds"]
    assert (out / entry["folder"]).is_dir()
    assert (out / entry["show"]).is_dir()


def test_the_manifest_tells_the_hash_of_every_file(published: Path) -> None:
    folder = published / "out" / PLACE
    told = json.loads((folder / "manifest.json").read_bytes())
    files = bytes_of(folder)
    del files["manifest.json"]
    assert told["files"] == {name: sha256(content).hexdigest() for name, content in files.items()}
    assert told["sample"] is True


def test_the_same_lock_gives_the_same_bytes_and_is_not_written_twice(published: Path, tmp_path: Path) -> None:
    before, times = bytes_of(published / "out"), written(published / "out")
    assert run(published, "publish", str(published / "out")) == 0
    assert written(published / "out") == times
    assert run(published, "publish", str(tmp_path / "again")) == 0
    assert bytes_of(tmp_path / "again") == before


def test_what_is_published_is_never_written_over_and_stops_no_other_round(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(tmp_path, "lock", "2013-12-31", "--by", "Anna", "--programme", str(copy)) == 0
    assert run(tmp_path, "publish", str(out), "--programme", str(copy)) == 0
    before = bytes_of(out)
    spoil(copy, "goals/K2a.toml", "count = 70", "count = 60")
    assert run(tmp_path, "lock", "2012-12-31", "--by", "Anna", "--programme", str(copy)) == 0
    assert run(tmp_path, "publish", str(out), "--programme", str(copy)) == 1
    said = capsys.readouterr()
    assert "round=2013-12-31/version=2 är redan publicerad med annat innehåll" in said.err
    assert "Publicerad: " in said.out
    after = bytes_of(out)
    assert {name: after[name] for name in before if name != "manifest.json"} | {
        "manifest.json": before["manifest.json"]
    } == before
    assert [each["round"] for each in json.loads(after["manifest.json"])["rounds"]] == ["2012-12-31", "2013-12-31"]
    assert (out / "round=2012-12-31" / "version=3" / "manifest.json").is_file()


def test_a_round_that_is_locked_anew_gets_a_version_of_its_own(tmp_path: Path) -> None:
    for command in ("lock", "unlock", "lock"):
        assert run(tmp_path, command, "2013-12-31", "--by", "Anna", "--why", "prov") == 0
        run(tmp_path, "publish", str(tmp_path / "out"))
    assert sorted(each.name for each in (tmp_path / "out" / "round=2013-12-31").iterdir()) == ["version=2", "version=4"]
    (entry,) = json.loads((tmp_path / "out" / "manifest.json").read_bytes())["rounds"]
    assert entry["version"] == 4


def test_without_a_locked_round_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "publish", str(tmp_path / "out")) == 1
    assert "lock" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_round_that_is_unlocked_is_named_and_shown_no_more_but_its_tables_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    for round in ("2012-12-31", "2013-12-31"):
        assert run(tmp_path, "lock", round, "--by", "Anna") == 0
    assert run(tmp_path, "publish", str(out)) == 0
    for unlocked, left in (("2013-12-31", ["2012-12-31"]), ("2012-12-31", [])):
        assert run(tmp_path, "unlock", unlocked, "--by", "Anna", "--why", "prov") == 0
        capsys.readouterr()
        assert run(tmp_path, "publish", str(out)) == 0
        assert f"inte längre låst. Vyerna är borttagna, tabellerna ligger kvar: {out / 'show' / unlocked}" in (
            capsys.readouterr().out
        )
        assert [each["round"] for each in json.loads((out / "manifest.json").read_bytes())["rounds"]] == left
        assert [each.name for each in (out / "show").iterdir()] == left
    assert (out / PLACE.replace("version=2", "version=3") / "manifest.json").is_file()
    assert run(tmp_path, "publish", str(out)) == 0


def test_another_version_of_the_app_or_of_pyarrow_alone_makes_no_difference(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_of(published / "out")
    parquet = publication._parquet
    monkeypatch.setattr(publication, "__version__", "99")
    monkeypatch.setattr(publication, "_parquet", lambda *given: parquet(*given) + b"made by another")
    assert run(published, "publish", str(published / "out")) == 0
    assert bytes_of(published / "out") == before


def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Path] = []
    own = export.write_file

    def failing(file: Path, content: bytes) -> None:
        tried.append(file)
        if len(tried) == 2:
            raise OSError(28, "No space left on device")
        own(file, content)

    monkeypatch.setattr(export, "write_file", failing)
    with pytest.raises(OSError, match="No space"):
        export.write_folder(tmp_path / "round" / "version", {"a/one": b"1", "b/two": b"2"})
    assert list((tmp_path / "round").iterdir()) == []


def test_every_query_of_the_guide_runs_and_finds_something(published: Path) -> None:
    queries = [each for each in re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL) if "read_parquet" in each]
    assert len(queries) == 2
    for query in queries:
        assert rows(query.replace("'DIR/", f"'{published / 'out'}/"))


MEASURES = {
    "A1": ("sum", "higher", 1030.0, 1000.0, 900.0, None), "A2": ("mean", "higher", 79 / 22, 3.5, None, None),
    "A3": ("mean", "lower", 5.5, 5.0, 6.2, None), "A4": ("sum", "lower", 23.0, 30.0, None, None),
    "A5": ("count", "higher", 16.0, 15.0, None, 16), "A6": ("count", "lower", 4.0, 5.0, None, 4),
    "A7": ("mean", "higher", None, 3.0, None, None),
}  # fmt: skip
"""Measure, better, value, target, required today and count, as tests/measures.py gives them."""


def test_sums_and_means_are_published_with_their_value_and_targets_as_they_are(tmp_path: Path) -> None:
    folder = make_measures(tmp_path / "programme")
    assert run(tmp_path, "lock", NOW, "--by", "Anna", "--programme", str(folder)) == 0
    assert run(tmp_path, "publish", str(tmp_path / "out"), "--programme", str(folder)) == 0
    found = rows(f"SELECT * FROM {table(tmp_path / 'out', 'figures')} WHERE kind IS NULL AND evidence IS NULL")
    columns = ("measure", "better", "value", "target", "required_today", "count")
    assert {each["goal"]: tuple(each[name] for name in columns) for each in found} == MEASURES
    csv = (tmp_path / "out" / f"round={NOW}" / "version=2" / "csv" / "figures.csv").read_text(encoding="utf-8-sig")
    assert ",mean,higher,3.590909090909091,3.5,," in csv
    assert ",sum,higher,1030,1000,900," in csv
    assert {json.loads(each.read_bytes())["format"] for each in (tmp_path / "out").rglob("manifest.json")} == {2}


def test_a_goal_that_no_number_tells_has_no_measure(published: Path) -> None:
    found = rows(f"SELECT DISTINCT measure, better, value FROM {table(published / 'out', 'figures')} WHERE goal = 'K1d'")
    assert found == [{"measure": None, "better": None, "value": None}]
