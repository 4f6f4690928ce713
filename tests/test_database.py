"""The way to a database: what can be trusted is written to, what cannot is only read, and every refusal says why."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sql

from scorecard.data_views import VIEWS
from scorecard.database import AREA_CODE, LOST_AFTER, NETWORK_DRIVES, StoreError, drive_of, open_engine
from scorecard.language import language, languages
from scorecard.programme import Programme
from scorecard.store import Store
from tests.conftest import Opening
from tests.postgres import Server
from tests.test_store import given, save

Mounting = Callable[..., None]


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> Mounting:
    """Makes the system name folders and the drives that they stand on; everything else stands on a disk of its own."""

    def mount(drives: dict[Path, str], options: str = "rw") -> None:
        found = [SimpleNamespace(mountpoint=str(folder), fstype=drive, opts=options) for folder, drive in drives.items()]
        own = SimpleNamespace(mountpoint="/", fstype="ext4", opts="rw")
        monkeypatch.setattr("scorecard.database.psutil.disk_partitions", lambda **_: [own, *found])

    return mount


def address(file: Path) -> str:
    return f"sqlite:///{file}"


def refusal(url: str) -> str:
    """Why a database is not opened, in words."""
    with pytest.raises(StoreError) as refused:
        open_engine(url)
    return language("en").say(refused.value.message)


# ------------------------------------------------------------------------------------------------- SQLite that is trusted


def test_sqlite_is_set_up_to_survive_a_power_cut(programme: Programme, tmp_path: Path, opening: Opening) -> None:
    store = opening(programme, address(tmp_path / "safe.sqlite"))
    with store._engine.connect() as connection:
        found = [
            connection.execute(sql.text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


def test_the_folder_of_a_new_database_is_made(programme: Programme, tmp_path: Path, opening: Opening) -> None:
    file = tmp_path / "new" / "folder" / "scorecard.sqlite"
    assert opening(programme, address(file)).read_only is None
    assert file.is_file()


def test_a_store_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "cannot be used" in refusal(address(tmp_path / "file" / "scorecard.sqlite"))


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "scorecard.sqlite"
    file.write_text("a letter, not a database" * 100)
    assert "file is not a database" in refusal(address(file))
    assert file.read_text().startswith("a letter")


# ------------------------------------------------------------------------------------------------- network drives


@pytest.mark.parametrize("drive", sorted(NETWORK_DRIVES))
def test_a_new_database_on_a_network_drive_is_refused_in_words(tmp_path: Path, mounted: Mounting, drive: str) -> None:
    mounted({tmp_path: drive})
    file = tmp_path / "store" / "scorecard.sqlite"
    told = refusal(address(file))
    assert str(file) in told
    assert drive in told
    assert "SCORECARD_STORE" in told
    assert not file.parent.exists()


def test_a_database_on_a_network_drive_shows_its_figures_and_takes_no_changes(
    programme: Programme, tmp_path: Path, opening: Opening, mounted: Mounting
) -> None:
    file = tmp_path / "scorecard.sqlite"
    own = opening(programme, address(file))
    expected = own.counts(1)
    own.close()
    mounted({tmp_path: "cifs"})
    store = opening(programme, address(file))
    assert store.counts(store.version()) == expected
    with pytest.raises(StoreError) as refused:
        save(store, "kommun-01", "no")
    assert refused.value.message == store.read_only
    assert refused.value.message.key == "store.network_drive"
    assert store.version() == 1


def test_a_database_that_is_only_read_does_not_follow_the_programme_folder(
    programme: Programme, tmp_path: Path, opening: Opening, mounted: Mounting
) -> None:
    file = tmp_path / "scorecard.sqlite"
    own = opening(programme, address(file))
    with own._engine.begin() as connection:
        connection.execute(sql.text("UPDATE organisations SET county_code = '01'"))
    own.close()
    mounted({tmp_path: "nfs4"})
    assert opening(programme, address(file)).version() == 1


def test_a_drive_that_the_system_calls_remote_is_a_network_drive(tmp_path: Path, mounted: Mounting) -> None:
    mounted({tmp_path: "NTFS"}, options="rw,remote")
    assert "network drive (remote)" in refusal(address(tmp_path / "scorecard.sqlite"))


def test_a_file_on_another_computer_of_a_windows_network_stands_on_a_network_drive(
    tmp_path: Path, mounted: Mounting, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted({})
    monkeypatch.setattr(Path, "resolve", lambda self: Path(rf"\\server\share\{self.name}"))
    assert "network drive (remote)" in refusal(address(tmp_path / "scorecard.sqlite"))


def test_a_link_to_a_network_drive_is_a_network_drive(tmp_path: Path, mounted: Mounting) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "store").symlink_to(tmp_path / "share")
    mounted({tmp_path / "share": "nfs"})
    assert "network drive (nfs)" in refusal(address(tmp_path / "store" / "scorecard.sqlite"))


def test_the_nearest_mounted_folder_names_the_drive(tmp_path: Path, mounted: Mounting) -> None:
    mounted({tmp_path: "nfs", tmp_path / "own": "ext4", tmp_path / "own" / "share": "cifs"})
    found = [drive_of(tmp_path / folder / "scorecard.sqlite") for folder in ("", "own", "own/share", "owner")]
    assert found == ["nfs", "ext4", "cifs", "nfs"]


def test_a_system_that_names_no_drives_is_trusted(
    programme: Programme, tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorecard.database.psutil.disk_partitions", lambda **_: [])
    assert opening(programme, address(tmp_path / "scorecard.sqlite")).read_only is None


# ------------------------------------------------------------------------------------------------- only read


@pytest.fixture
def crashed(programme: Programme, tmp_path: Path, opening: Opening) -> Path:
    """A database whose newest version stands in the log only, as a crash leaves it."""
    file = tmp_path / "of-before" / "scorecard.sqlite"
    store = opening(programme, address(file))
    save(store, "kommun-01", "under_way")
    folder = tmp_path / "crashed, 50 % år #1"
    shutil.copytree(file.parent, folder)
    return folder / file.name


def reading(file: Path, mounted: Mounting, opening: Opening, programme: Programme) -> Store:
    """A store that is only read."""
    mounted({file.parent: "nfs"})
    store = opening(programme, address(file))
    assert store.read_only is not None
    return store


def test_what_stands_in_the_log_only_is_read_too(
    programme: Programme, crashed: Path, opening: Opening, mounted: Mounting
) -> None:
    assert crashed.with_name(f"{crashed.name}-wal").stat().st_size > 0
    store = reading(crashed, mounted, opening, programme)
    assert store.version() == 2
    assert given(store, 2, "kommun-01") == "under_way"


def test_without_a_log_nothing_is_written_beside_the_file(
    programme: Programme, tmp_path: Path, opening: Opening, mounted: Mounting
) -> None:
    file = tmp_path / "50 % år #1" / "scorecard.sqlite"
    opening(programme, address(file)).close()
    before = file.read_bytes()
    store = reading(file, mounted, opening, programme)
    assert store.version() == 1
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    assert file.read_bytes() == before


def test_a_log_that_cannot_be_read_is_told_rather_than_old_figures_shown(
    programme: Programme, crashed: Path, mounted: Mounting, opening: Opening
) -> None:
    log = crashed.with_name(f"{crashed.name}-wal")
    log.unlink()
    log.mkdir()
    crashed.with_name(f"{crashed.name}-shm").unlink()
    with pytest.raises(StoreError) as refused:
        reading(crashed, mounted, opening, programme)
    assert "unable to open database file" in language("en").say(refused.value.message)


def test_one_who_only_reads_sees_what_others_publish_afterwards(
    programme: Programme, tmp_path: Path, opening: Opening, mounted: Mounting
) -> None:
    file = tmp_path / "scorecard.sqlite"
    opening(programme, address(file)).close()
    reader = reading(file, mounted, opening, programme)
    assert reader.version() == 1
    mounted({})
    writer = opening(programme, address(file))
    save(writer, "kommun-01", "under_way")
    assert (reader.version(), given(reader, 2, "kommun-01")) == (2, "under_way")
    writer.close()
    assert (reader.version(), given(reader, 2, "kommun-01")) == (2, "under_way")


@pytest.mark.parametrize("closed_to_writing", ["scorecard.sqlite", "."])
def test_a_file_or_folder_without_permission_is_read_and_told(
    programme: Programme, tmp_path: Path, opening: Opening, monkeypatch: pytest.MonkeyPatch, closed_to_writing: str
) -> None:
    file = tmp_path / "scorecard.sqlite"
    opening(programme, address(file)).close()
    monkeypatch.setattr("scorecard.database.os.access", lambda path, _: path != tmp_path / closed_to_writing)
    store = opening(programme, address(file))
    assert store.version() == 1
    for code in languages():
        with pytest.raises(StoreError) as refused:
            save(store, "kommun-01", "no")
        assert str(file) in language(code).say(refused.value.message)
    assert refused.value.message.key == "store.no_permission"


def test_a_new_database_without_permission_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorecard.database.os.access", lambda *_: False)
    assert "may not be changed by the one who runs the app" in refusal(address(tmp_path / "scorecard.sqlite"))
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------------------- addresses

SECRET = "s3cret"
MISTAKES = [
    SECRET,
    f"postgresql+psycopg://anna:{SECRET}@127.0.0.1:port/name",
    f"postgresql+psycopg://anna:x@{SECRET}@127.0.0.1/name",
    f"postgresql+psycopg:/anna:{SECRET}@127.0.0.1/name",
]
UNREACHABLE = [
    f"postgresql+psycopg://anna:{SECRET}@127.0.0.1:1/name",
    f"postgresql+psycopg://anna@127.0.0.1:1/name?password={SECRET}",
    f"postgresql+psycopg://anna:{SECRET}@127.0.0.1:99999/name",
    f"postgresql+psycopg://anna:{SECRET}@127.0.0.1:1/name?no_such_option=1",
    f"postgresql+no_such_driver://anna:{SECRET}@127.0.0.1:1/name",
    f"no_such_database://anna:{SECRET}@127.0.0.1:1/name",
    f"mysql+asyncmy://anna:{SECRET}@127.0.0.1:1/name",
]


@pytest.mark.parametrize("url", MISTAKES)
def test_a_mistake_in_an_address_is_told_without_repeating_it(url: str) -> None:
    told = refusal(url)
    assert "postgresql+psycopg://user:password@host:port/name" in told
    assert SECRET not in told


@pytest.mark.parametrize("url", UNREACHABLE)
def test_a_database_that_cannot_be_reached_is_told_without_its_password(url: str) -> None:
    told = refusal(url)
    assert "The database cannot be used" in told
    assert SECRET not in told


def test_a_server_that_does_not_answer_counts_as_lost_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOST_AFTER, "connect_timeout", "2")
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told = refusal(f"postgresql+psycopg://anna:{SECRET}@127.0.0.1:{silent.getsockname()[1]}/name")
    assert "timeout" in told
    assert time.monotonic() - begun < 30


def test_an_address_may_say_when_a_server_counts_as_lost(postgres_server: Server) -> None:
    engine, _ = open_engine(f"{postgres_server.url()}?connect_timeout=7")
    engine.dispose()
    assert dict(engine.url.query) == {**LOST_AFTER, "connect_timeout": "7"}


def test_a_refused_sign_in_is_told_without_the_password(postgres_server: Server) -> None:
    url = sql.make_url(postgres_server.url("no_such_database")).set(password=SECRET)
    told = refusal(url.render_as_string(hide_password=False))
    assert '"no_such_database" does not exist' in told
    assert SECRET not in told


def test_a_store_made_with_room_for_two_characters_gets_room_for_longer_area_codes(
    postgres_server: Server, programme: Programme, opening: Opening
) -> None:
    with postgres_server.database() as url:
        opening(programme, url).close()
        engine = sql.create_engine(url)
        with engine.begin() as connection:
            for name in VIEWS:  # such a store is older than the views
                connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name} CASCADE")
            connection.exec_driver_sql("ALTER TABLE organisations ALTER COLUMN county_code TYPE VARCHAR(2)")
        store = opening(programme, url)
        columns = {each["name"]: each["type"] for each in sql.inspect(engine).get_columns("organisations")}
        engine.dispose()
        assert columns["county_code"].length == AREA_CODE  # type: ignore[attr-defined]
        assert len(store.organisations(store.version())) == len(programme.organisations)
        store.close()
