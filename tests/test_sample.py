"""The sample is made by its script, always the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import DATA

MADE = ("organisations.csv", "rounds/2012-12-31.csv", "rounds/2013-12-31.csv")


def test_the_script_writes_the_files_that_ship(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("store", "rounds", "organisations.csv"))
    (folder / "rounds").mkdir()
    subprocess.run([sys.executable, str(folder / "make_sample.py")], check=True, capture_output=True, timeout=60)
    for name in MADE:
        assert (folder / name).read_bytes() == (DATA / name).read_bytes(), name
