"""The words of a page as HTML: one element for the browser where each would be one of its own. Nothing here draws."""

from __future__ import annotations

from collections.abc import Iterable

from scorecard.literal import bold, html


def heading(text: str, below: str = "") -> str:
    """A heading, and a small gray line below it."""
    return f"<h2>{html(text)}</h2>{note(below) if below else ''}"


def paragraph(text: str) -> str:
    return f"<p>{html(text)}</p>"


def marked(sentences: str) -> str:
    """A paragraph whose data is literal already, and bold where the catalogue marks it so."""
    return f"<p>{bold(sentences)}</p>"


def strong(text: str) -> str:
    return f"<p><strong>{html(text)}</strong></p>"


def note(text: str) -> str:
    """A small gray line."""
    return f'<p class="note">{html(text)}</p>'


def badges(texts: Iterable[str]) -> str:
    found = (f'<span class="gray badge">{html(each)}</span>' for each in texts)
    return f"<p>{' '.join(found)}</p>"


def warning(text: str) -> str:
    return f'<p><span class="orange">{html(text)}</span></p>'


def listing(lines: Iterable[str]) -> str:
    return marked_listing(map(html, lines))


def navigation(label: str, ways: str, small: str) -> str:
    """Links to the pages, and beside each other those that are asked for less often."""
    return f'<nav class="st-key-nav" aria-label="{html(label)}">{ways}<div>{small}</div></nav>'


def marked_listing(lines: Iterable[str]) -> str:
    """A list of sentences whose data is literal already, and bold where they are marked so."""
    return f"<ul>{''.join(f'<li>{bold(each)}</li>' for each in lines)}</ul>"
