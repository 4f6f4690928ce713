"""A PostgreSQL of its own for tests and experiments: started, stopped and started again on a loopback port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sql


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


def programs() -> Path | None:
    """The folder of PostgreSQL's own programs, None where it is not installed."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in candidates if (each / "initdb").exists()), None)


DISCONNECT = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


class Server:
    """One running server; run by an unprivileged user where the tests are root, as it refuses to run as root."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._port = free_port()
        self._user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
        self._made = 0
        self._empty: list[str] = []
        data = f"{folder}/data"
        self._run("initdb", "-D", data, "-U", "scorecard", "-A", "trust", "-E", "UTF8", "--no-sync")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._user, str(self._programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=60)

    def start(self) -> None:
        options = f"-p {self._port} -h 127.0.0.1 -k {self._folder} -F"
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-o", options, "-l", f"{self._folder}/log", "-w", "start")

    def stop(self) -> None:
        """At once, as if every process of the server had been killed."""
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-m", "immediate", "-w", "stop")

    def url(self, name: str = "postgres") -> str:
        return f"postgresql+psycopg://scorecard@127.0.0.1:{self._port}/{name}"

    def administer(self, *commands: str, database: str = "postgres") -> None:
        """Runs commands outside any transaction, on a connection of its own."""
        engine = sql.create_engine(self.url(database), isolation_level="AUTOCOMMIT", poolclass=sql.NullPool)
        with engine.connect() as connection:
            for command in commands:
                connection.execute(sql.text(command))

    def disconnect_all(self) -> None:
        """Ends every other connection to the server, busy or idle."""
        self.administer(DISCONNECT)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty database, which is emptied afterwards for the next: that is faster than making one."""
        name = self._empty.pop() if self._empty else self._new_database()
        yield self.url(name)
        self.administer(DISCONNECT, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", database=name)
        self._empty.append(name)

    def _new_database(self) -> str:
        self._made += 1
        self.administer(f"CREATE DATABASE test_{self._made}")
        return f"test_{self._made}"


@contextmanager
def running_server(programs: Path) -> Iterator[Server]:
    """A new server, which is stopped and deleted afterwards."""
    folder = Path("/tmp") / f"scorecard-postgres-{os.getpid()}"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    try:
        server = Server(programs, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
