"""Data as literal text in Markdown and HTML: nothing in it is formatted, no invisible or bidirectional character stays."""

from __future__ import annotations

import html as standard
import re
import unicodedata
from functools import lru_cache


def markdown(text: object) -> str:
    """Data as literal text inside Markdown."""
    return _markdown(str(text))


def html(text: object) -> str:
    """Data as literal text inside HTML."""
    return _html(str(text))


def bold(text: str) -> str:
    """Words of a catalogue, with their marks for bold, as HTML. What `html` has made literal has no such marks."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)


@lru_cache(maxsize=8192)
def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~$:^=-])", r"\\\1", _visible(text))


@lru_cache(maxsize=8192)
def _html(text: str) -> str:
    return standard.escape(_visible(text)).replace("*", "&#42;")


def _visible(text: str) -> str:
    return "".join(each for each in text if unicodedata.category(each) not in ("Cc", "Cf") or each == "\u00ad")
