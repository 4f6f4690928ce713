"""A file that somebody loads, as sheets. Decides by content, never by name, and never uses the name as a path."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain, islice

from scorecard.cells import CONTROL, INVISIBLE, check_cells
from scorecard.containers import OLE2, ZIP
from scorecard.model import Message, message
from scorecard.sheets import Finding, Sheet
from scorecard.text_files import read_text_file
from scorecard.workbooks import read_workbook

MOST_BYTES = 10_000_000
MOST_FINDINGS = 1_000
"""A file that is wrong in more places is wrong in one way."""
LONGEST_NAME = 255
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that are devices on Windows."""
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|meta|\?xml|!--)", re.IGNORECASE)


class Kind(StrEnum):
    """What the bytes of a file are."""

    TEXT = "text"
    WORKBOOK = "workbook"
    OLD = "old"
    PDF = "pdf"
    HTML = "html"
    OTHER = "other"


MAGIC = {ZIP: Kind.WORKBOOK, OLE2: Kind.OLD, b"%PDF": Kind.PDF} | dict.fromkeys(
    (b"PK\x05\x06", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"), Kind.OTHER
)
EXTENSIONS = {
    "csv": Kind.TEXT, "txt": Kind.TEXT, "tsv": Kind.TEXT, "xlsx": Kind.WORKBOOK, "xlsm": Kind.WORKBOOK, "xls": Kind.OLD,
    "pdf": Kind.PDF, "htm": Kind.HTML, "html": Kind.HTML, "ods": Kind.OTHER, "docx": Kind.OTHER, "zip": Kind.OTHER,
}  # fmt: skip
"""What a name says of its file; other endings say nothing."""


def read_file(name: str, data: bytes) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """The sheets of a file, and what is wrong or worth saying in it. Raises nothing, whatever the bytes."""
    clean, changed = clean_name(name)
    renamed = (Finding(message=message("import.filename_cleaned", name=clean), error=False),) if changed else ()
    refused = _refused(clean, data)
    if refused is not None:
        return (), (*renamed, Finding(message=refused))
    sheets, findings = read_workbook(data) if _kind(data) is Kind.WORKBOOK else read_text_file(data)
    found: Iterator[Finding] = chain(findings, *map(check_cells, sheets))
    return sheets, (*renamed, *islice(found, MOST_FINDINGS))


def clean_name(name: str) -> tuple[str, bool]:
    """A file name that is safe to show and to store, and whether it had to be changed."""
    given = unicodedata.normalize("NFC", name)
    last = re.split(r"[/\\]", INVISIBLE.sub("", CONTROL.sub("", re.sub(r"[\t\n\r]", "", given))))[-1]
    plain = re.sub(r'[<>:"|?*]', "_", last).strip(" .") or "file"
    safe = f"_{plain}" if RESERVED.match(plain) else plain
    stem, dot, extension = safe.rpartition(".")
    end = f"{dot}{extension}"[:LONGEST_NAME] if stem else ""
    clean = (stem or safe)[: LONGEST_NAME - len(end)] + end
    return clean, clean != given


def _refused(name: str, data: bytes) -> Message | None:
    """Why a file is not even read."""
    kind = _kind(data)
    if not data:
        return message("import.empty_file")
    if len(data) > MOST_BYTES:
        return message("import.too_large", most=MOST_BYTES // 1_000_000)
    if kind is Kind.OLD:
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        return message("import.encrypted") if encrypted else message("import.old_xls")
    said = EXTENSIONS.get(name.rpartition(".")[2].casefold(), kind)
    if said is not kind or kind not in (Kind.TEXT, Kind.WORKBOOK):
        return message("import.content_mismatch", name=name, content=message(f"import.kind_{kind}"))
    return None


def _kind(data: bytes) -> Kind:
    if MARKUP.match(data):
        return Kind.HTML
    return next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), Kind.TEXT)
