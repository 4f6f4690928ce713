"""A PostgreSQL of its own for tests and experiments: started, stopped and started again on a loopback port."""

from __future__ import annotations

import itertools
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


class Server:
    """One running server; run by an unprivileged user where the tests are root, as it refuses to run as root."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._port = free_port()
        self._user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
        self._names = (f"test_{number}" for number in itertools.count(1))
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

    def administer(self, command: str) -> None:
        """Runs one command outside any transaction, on a connection of its own."""
        engine = sql.create_engine(self.url(), isolation_level="AUTOCOMMIT", poolclass=sql.NullPool)
        with engine.connect() as connection:
            connection.execute(sql.text(command))

    def disconnect_all(self) -> None:
        """Ends every other connection to the server, busy or idle."""
        self.administer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty database, which is dropped afterwards."""
        name = next(self._names)
        self.administer(f"CREATE DATABASE {name}")
        yield self.url(name)
        self.administer(f"DROP DATABASE {name} WITH (FORCE)")


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
