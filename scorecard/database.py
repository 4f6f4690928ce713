"""The tables, and the way to a database: SQLite set up to survive a power cut, PostgreSQL, and what cannot be trusted."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import sqlalchemy as sql
from sqlalchemy.exc import SQLAlchemyError

from scorecard.data_views import make_views, views_stand
from scorecard.model import Message, message

TABLES = sql.MetaData()
AREA_CODE = 16
"""Characters. Stores made before areas could be others than counties had room for 2."""

COMMITS = sql.Table(
    "commits", TABLES,
    sql.Column("version", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("at", sql.DateTime(timezone=True), nullable=False),
    sql.Column("by", sql.String(120), nullable=False),
    sql.Column("why", sql.String(2000), nullable=False),
    sql.Column("kind", sql.String(20), nullable=False),
    sql.Column("file_name", sql.String(255)),
    sql.Column("sha256", sql.String(64)),
)  # fmt: skip

ANSWERS = sql.Table(
    "answers", TABLES,
    sql.Column("round", sql.Date, primary_key=True),
    sql.Column("indicator", sql.String(41), primary_key=True),
    sql.Column("organisation", sql.String(32), primary_key=True),
    sql.Column("version", sql.Integer, sql.ForeignKey("commits.version"), primary_key=True),
    sql.Column("state", sql.String(14), nullable=False),
    sql.Column("answer", sql.String(40), nullable=False),
    sql.Column("evidence", sql.String(14), nullable=False),
    sql.Column("note", sql.String(2000), nullable=False),
    sql.Index("answers_by_version", "version"),
    sql.Index("answers_by_organisation", "organisation", "round"),
    sql.Index(
        "answers_missing", "round", "organisation",
        sqlite_where=sql.text("state = 'not_reported'"), postgresql_where=sql.text("state = 'not_reported'"),
    ),
)  # fmt: skip

REMOVED = "removed"
"""The state of an answer that a version took away: an undone one that was not there before."""

LOCKS = sql.Table(
    "locks", TABLES,
    sql.Column("round", sql.Date, primary_key=True),
    sql.Column("version", sql.Integer, sql.ForeignKey("commits.version"), primary_key=True),
    sql.Column("locked", sql.Boolean, nullable=False),
)  # fmt: skip

JUDGEMENTS = sql.Table(
    "judgements", TABLES,
    sql.Column("goal", sql.String(16), primary_key=True),
    sql.Column("round", sql.Date, primary_key=True),
    sql.Column("version", sql.Integer, sql.ForeignKey("commits.version"), primary_key=True),
    sql.Column("status", sql.String(16)),
    sql.Column("by", sql.String(120), nullable=False),
    sql.Column("date", sql.Date, nullable=False),
    sql.Column("evidence", sql.String(400), nullable=False),
    sql.Column("happened", sql.String(400), nullable=False),
    sql.Column("cause", sql.String(400), nullable=False),
    sql.Column("proposed", sql.String(400), nullable=False),
)  # fmt: skip

DECISIONS = sql.Table(
    "decisions", TABLES,
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("version", sql.Integer, sql.ForeignKey("commits.version"), primary_key=True),
    sql.Column("text", sql.String(400), nullable=False),
    sql.Column("owner", sql.String(120), nullable=False),
    sql.Column("due", sql.Date),
    sql.Column("decided", sql.Date, nullable=False),
    sql.Column("state", sql.String(10), nullable=False),
    sql.Column("goal", sql.String(16)),
    sql.Column("round", sql.Date, nullable=False),
    sql.Column("count", sql.Integer),
    sql.Column("of", sql.Integer),
    sql.Column("status", sql.String(16)),
    sql.Column("shown_version", sql.Integer, nullable=False),
)  # fmt: skip

ORGANISATIONS = sql.Table(
    "organisations", TABLES,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("version", sql.Integer, sql.ForeignKey("commits.version"), primary_key=True),
    sql.Column("kind", sql.String(40), nullable=False),
    sql.Column("county_code", sql.String(AREA_CODE)),
    sql.Column("groups", sql.String(400), nullable=False),
    sql.Column("sample", sql.Boolean, nullable=False),
    sql.Column("listed", sql.Boolean, nullable=False),
    sql.Index("organisations_by_version", "version"),
)  # fmt: skip

SIZES = sql.Table(
    "sizes", TABLES,
    sql.Column("version", sql.Integer, sql.ForeignKey("commits.version"), primary_key=True, autoincrement=False),
    sql.Column("answers", sql.Integer, nullable=False),
    sql.Column("new", sql.Integer, nullable=False),
)  # fmt: skip
"""A row for every version that has been counted: how many answers it wrote, and how many of them stood in none before."""

RECOUNTED = sql.Table(
    "recounted", TABLES,
    sql.Column("version", sql.Integer, sql.ForeignKey("commits.version"), primary_key=True),
    sql.Column("round", sql.Date, primary_key=True),
    sql.Column("indicator", sql.String(41), primary_key=True),
)  # fmt: skip
"""The questions whose counts a version changed. They may have no counts since."""

COUNTS = sql.Table(
    "counts", TABLES,
    sql.Column("version", sql.Integer, sql.ForeignKey("commits.version"), nullable=False),
    sql.Column("round", sql.Date, nullable=False),
    sql.Column("indicator", sql.String(41), nullable=False),
    sql.Column("county_code", sql.String(2)),
    sql.Column("kind", sql.String(40), nullable=False),
    sql.Column("groups", sql.String(400), nullable=False),
    sql.Column("sample", sql.Boolean, nullable=False),
    sql.Column("state", sql.String(14), nullable=False),
    sql.Column("answer", sql.String(40), nullable=False),
    sql.Column("evidence", sql.String(14), nullable=False),
    sql.Column("organisations", sql.Integer, nullable=False),
    sql.Index("counts_of_question", "indicator", "round", "version"),
)  # fmt: skip
"""How many organisations of one sort gave one answer, as of the version that last recounted the question."""


NETWORK_DRIVES = frozenset({
    "9p", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.glusterfs", "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs",
    "nfs4", "smb2", "smb3", "smbfs", "vboxsf", "webdav",
})  # fmt: skip
"""File systems whose locks SQLite cannot rely on."""

LOST_AFTER = {"connect_timeout": "10", "tcp_user_timeout": "10000"}
"""When a PostgreSQL that does not answer counts as lost: seconds, milliseconds. An address may say otherwise."""

MAKING_TABLES = 2015
"""The number of the PostgreSQL lock under which tables are made and filled."""


class StoreError(Exception):
    """The database cannot be reached, read or written; the message says why and what to do."""

    def __init__(self, what: Message) -> None:
        super().__init__(what.key, dict(what.values))
        self.message = what


def failure(error: Exception) -> StoreError:
    """What a library says about a failed read or write, as an error of our own."""
    return StoreError(message("store.failed", why=" ".join(str(getattr(error, "orig", None) or error).split())))


def open_engine(url: str) -> tuple[sql.Engine, Message | None]:
    """The engine of a database with all tables, and why nothing may be written to it, None where it may."""
    address = _address(url)
    try:
        file = Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None
        read_only = None if file is None else _why_read_only(file)
        if file is None or read_only is None:
            return _writable(address, file), None
        if file.is_file():
            return _readable(file), read_only
    except (SQLAlchemyError, OSError, ImportError) as error:  # ImportError: the driver that the address names
        raise failure(error) from error
    raise StoreError(read_only)


def _address(url: str) -> sql.URL:
    """The parts of a URL. Nothing of a URL that cannot be read is repeated: what is misread may be the password."""
    try:
        address = sql.make_url(url)
    except (SQLAlchemyError, ValueError):
        address = None
    if address is None or "@" in (address.host or ""):
        raise StoreError(message("store.address"))
    return address


def drive_of(file: Path) -> str:
    """The file system that a file (or what it is a link to) stands on, as the system names it; empty where it names none."""
    path = file.resolve()
    if str(path).startswith("\\\\"):
        return "remote"
    mounted = [each for each in psutil.disk_partitions(all=True) if path.is_relative_to(each.mountpoint)]
    nearest = max(mounted, key=lambda each: len(each.mountpoint), default=None)
    return "" if nearest is None else "remote" if "remote" in nearest.opts.split(",") else nearest.fstype


def _why_read_only(file: Path) -> Message | None:
    drive = drive_of(file)
    if drive in NETWORK_DRIVES or drive == "remote":
        return message("store.network_drive", path=str(file), drive=drive)
    written = [each for each in (file, file.parent) if each.exists()]
    if not all(os.access(each, os.W_OK) for each in written):
        return message("store.no_permission", path=str(file))
    return None


def _writable(address: sql.URL, file: Path | None) -> sql.Engine:
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    if address.get_driver_name() == "psycopg":
        address = address.update_query_dict({**LOST_AFTER, **address.query})
    engine = sql.create_engine(address, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        sql.event.listen(engine, "connect", _sqlite_settings)
    try:
        _make_tables(engine)
    except SQLAlchemyError:
        engine.dispose()
        raise
    with suppress(SQLAlchemyError):  # for others, and only the owner of the tables may make them: the app does without
        _make_views(engine)
    return engine


def _make_tables(engine: sql.Engine) -> None:
    """The tables of a new database: one process makes them, others wait for its lock and find them."""
    if TABLES.tables.keys() <= set(sql.inspect(engine).get_table_names()):
        _widen(engine)
        return
    with alone(engine) as connection:
        TABLES.create_all(connection)
        for index in (index for table in TABLES.sorted_tables for index in table.indexes):
            index.create(connection, checkfirst=True)  # a table that was there before may be older than its indexes


def _make_views(engine: sql.Engine) -> None:
    """The views of a database that lacks one of them, or has it as an older scorecard made it."""
    with engine.connect() as connection:
        if views_stand(connection):
            return
    with alone(engine) as connection:
        make_views(connection)


@contextmanager
def alone(engine: sql.Engine) -> Iterator[sql.Connection]:
    """A transaction in which nobody else makes tables or counts anew."""
    lock = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else f"SELECT pg_advisory_xact_lock({MAKING_TABLES})"
    with engine.connect() as connection:
        connection.exec_driver_sql(lock)
        yield connection
        connection.commit()


def _widen(engine: sql.Engine) -> None:
    """Room for longer area codes in a store that was made without it. SQLite keeps a text of any length as it is."""
    if engine.dialect.name == "sqlite":
        return
    (column,) = [each for each in sql.inspect(engine).get_columns("organisations") if each["name"] == "county_code"]
    kind = column["type"]
    if isinstance(kind, sql.String) and (kind.length or AREA_CODE) < AREA_CODE:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE organisations ALTER COLUMN county_code TYPE VARCHAR({AREA_CODE})")


def _readable(file: Path) -> sql.Engine:
    """A file that is only read, opened anew by every read, because others may begin and end writing to it.

    Without a log beside it nobody writes and nothing is pending, and it is read without locks, which only writers make.
    """
    log, shared = (file.with_name(f"{file.name}-{part}") for part in ("wal", "shm"))
    path = quote(file.absolute().as_posix()).removeprefix("/")

    def connect() -> sqlite3.Connection:
        used = log.exists() and (shared.exists() or log.stat().st_size > 0)
        mode = "mode=ro" if used else "mode=ro&immutable=1"
        return sqlite3.connect(f"file:///{path}?{mode}", uri=True)

    return sql.create_engine("sqlite://", creator=connect, poolclass=sql.NullPool)


def _sqlite_settings(connection: Any, _: Any) -> None:
    for setting in ("busy_timeout=5000", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")
    until = time.monotonic() + 5
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:  # the busy timeout does not hold here: another opens a new file at this moment
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
