"""A briefing as a ZIP of CSV files, one per figure and section, with a manifest. The same briefing gives the same bytes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from scorecard.briefing import Briefing
from scorecard.export import csv_file
from scorecard.language import Language

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP knows, for every file: when it was made is not part of what it says."""
UNIX, READABLE = 3, 0o644 << 16
AS_PUBLISHED = {"rules", "published", "limits", "sources"}
"""Sections in which nothing is invented."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table of the archive, before it is written."""

    name: str
    title: str
    rows: pd.DataFrame
    source: str
    sample: bool


def csv_zip(briefing: Briefing, language: Language) -> bytes:
    """Every table as CSV, and manifest.json: view, version, fingerprint, and of every file rows, source and SHA-256."""
    files, listed = {}, []
    for each in _sheets(briefing, language):
        content = files[f"{each.name}.csv"] = csv_file(each.rows, language)
        listed.append({
            "name": f"{each.name}.csv", "title": each.title, "rows": len(each.rows),
            "sha256": sha256(content).hexdigest(), "source": each.source, "sample": each.sample,
        })  # fmt: skip
    manifest = {**briefing.manifest, "title": briefing.title, "notes": list(briefing.notes), "files": listed}
    return packed({**files, "manifest.json": json.dumps(manifest, ensure_ascii=False, indent=2).encode()})


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files by name as one ZIP; the same files give the same bytes."""
    whole = io.BytesIO()
    with ZipFile(whole, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, date_time=BEGINNING)
            entry.create_system, entry.external_attr, entry.compress_type = UNIX, READABLE, ZIP_DEFLATED
            archive.writestr(entry, content)
    return whole.getvalue()


def _sheets(briefing: Briefing, language: Language) -> Iterator[Sheet]:
    """Every section, and every figure once: goals share the figures of their themes."""
    invented = any(note.startswith(language("sample.figure")) for note in briefing.notes)
    origins = " ".join(dict.fromkeys(each.sources for each in briefing.pages if each.sources))
    for section in (briefing.overview, briefing.follow_up, *briefing.appendix):
        sample = invented and section.name not in AS_PUBLISHED
        source = origins if section is briefing.overview else section.note
        yield Sheet(name=_plain(section.name), title=section.title, rows=section.rows, source=source, sample=sample)
    figures = {each.name: each for page in briefing.pages for each in page.figures}
    for name, figure in figures.items():
        yield Sheet(name=_plain(name), title=figure.title, rows=figure.table, source=figure.sources, sample=figure.sample)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)
