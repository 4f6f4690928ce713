"""Whether a ZIP file is a workbook that is safe to open. Unpacks in memory and under limits; reads no cells."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scorecard.model import Message, message
from scorecard.sheets import MOST_COLUMNS, MOST_ROWS, Finding

MOST_UNPACKED = 40_000_000
MOST_RATIO, RATIO_MATTERS_FROM = 200, 1_000_000
MOST_MEMBERS, MOST_MERGES = 2_000, 1_000
MOST_CELLS = 500_000
"""Cells and rows that can be read in the time that there is."""
ZIP, OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTENT_TYPES = "[content_types].xml"
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError,
    IndexError, OverflowError,
)  # fmt: skip
"""What zipfile raises on damaged files."""

FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^<>]*?encoding\s*=\s*[\"']([^\"']*)")
NOT_UTF8 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
PLACE = re.compile(
    rb"<(?:\w+:)?(?:c|row|mergeCell)\s(?:[^<>]*?\s)?(?:r|ref)=[\"'](?:[A-Z]+[0-9]+:)?([A-Z]{0,9})([0-9]{0,9})[\"']"
)
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
WORKSHEET = re.compile(rb"<Override\s(?=[^<>]*worksheet\+xml)[^<>]*PartName=[\"']/?([^\"']+)")


class RefusedError(Exception):
    """A container that must not be opened, and what to say of it."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.key)
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Container:
    """What is to be said of a container before it is opened, and whether any of its cells is a formula."""

    findings: tuple[Finding, ...]
    formulas: bool = False

    @property
    def refused(self) -> bool:
        return any(finding.error for finding in self.findings)


def check_container(data: bytes) -> Container:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _checked(archive)
    except RefusedError as refused:
        return Container(findings=(Finding(message=refused.message),))
    except DAMAGED:
        return Container(findings=(Finding(message=message("import.corrupt_xlsx")),))


def too_large(rows: int, columns: int) -> Message | None:
    """What to say where the last row or column of a sheet lies beyond the limits."""
    if rows > MOST_ROWS:
        return message("import.too_many_rows", most=MOST_ROWS)
    return message("import.too_many_columns", most=MOST_COLUMNS) if columns > MOST_COLUMNS else None


def _checked(archive: zipfile.ZipFile) -> Container:
    members = archive.infolist()
    names = [member.orig_filename.casefold() for member in members]
    _check_names(names)
    _check_directory(members)
    types, formulas, embedded = b"", False, any(name.startswith(("xl/embeddings/", "xl/activex/")) for name in names)
    for name, content in _parts(archive, members):
        _check_xml(content)
        if b"sheetData" in content:
            _check_sheet(content)
            formulas = formulas or bool(FORMULA.search(content))
        embedded = embedded or content.startswith((ZIP, OLE2))
        types = content if name == CONTENT_TYPES else types
    _check_types(types, names)
    linked = any(name.startswith(("xl/externallinks/", "xl/connections.")) for name in names)
    said = {"import.embedded_object": embedded, "import.external_links": linked}
    warnings = (Finding(message=message(key), error=False) for key, is_so in said.items() if is_so)
    return Container(findings=tuple(warnings), formulas=formulas)


def _check_names(names: Sequence[str]) -> None:
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise RefusedError(message("import.macros"))
    if len(names) > MOST_MEMBERS or len(set(names)) < len(names) or any(map(_leads_outside, names)):
        raise RefusedError(message("import.bad_zip_member"))


def _leads_outside(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return not parts[0] or ".." in parts or ":" in parts[0] or "\0" in name


def _check_directory(members: Sequence[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise RefusedError(message("import.encrypted"))
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise zipfile.BadZipFile
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise RefusedError(message("import.zip_ratio"))
    for member in members:
        _check_ratio(member, member.file_size)


def _check_ratio(member: zipfile.ZipInfo, unpacked: int) -> None:
    if unpacked > RATIO_MATTERS_FROM and unpacked > MOST_RATIO * member.compress_size:
        raise RefusedError(message("import.zip_ratio"))


def _parts(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Every member's name and content. What is unpacked is counted, since the directory may lie."""
    left = MOST_UNPACKED
    for member in members:
        with archive.open(member) as part:
            content = part.read(left + 1)
        left -= len(content)
        if left < 0:
            raise RefusedError(message("import.zip_ratio"))
        yield member.orig_filename.casefold(), content


def _check_xml(content: bytes) -> None:
    """Entities can read files and grow without end; in another encoding they could not be seen."""
    declared = DECLARED.match(content)
    foreign = declared is not None and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii")
    if foreign or content.startswith(NOT_UTF8) or FORBIDDEN.search(content):
        raise RefusedError(message("import.forbidden_xml"))


def _check_sheet(content: bytes) -> None:
    merges = content.count(b"mergeCell ")
    if merges > MOST_MERGES:
        raise RefusedError(message("import.too_many_merges", found=merges, most=MOST_MERGES))
    for count, place in enumerate(PLACE.finditer(content)):
        found = too_large(int(place[2] or 0), _column(place[1]))
        if found or count > MOST_CELLS:
            raise RefusedError(found or message("import.too_heavy"))


def _column(letters: bytes) -> int:
    """The number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _check_types(types: bytes, names: Sequence[str]) -> None:
    """What the container says of its parts: that it is a workbook, without macros, with every sheet there."""
    plain = types.lower()
    if any(word in plain for word in (b"macroenabled", b"vbaproject", b"macrosheet")):
        raise RefusedError(message("import.macros"))
    if b"spreadsheetml.sheet.main+xml" not in plain:
        raise RefusedError(message("import.not_a_workbook"))
    sheets = {part.decode("utf-8", "replace").casefold() for part in WORKSHEET.findall(types)}
    if not sheets or not sheets <= set(names):
        raise RefusedError(message("import.corrupt_xlsx"))
