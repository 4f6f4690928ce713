"""The words of a page as HTML: one element for the browser where each would be one of its own. Nothing here draws."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scorecard.literal import bold, html

ADDRESS = re.compile(r"""(https?://[^\s<>"”»]*[^\s<>"”».,;:!?'’)\]])""")
"""An address on the web, without the quotation marks and the punctuation around it."""


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


def linked(text: str) -> str:
    """Data; addresses on the web in it are links to them."""
    parts = enumerate(map(html, ADDRESS.split(text)))
    return "".join(f'<a href="{each}" target="_blank">{each}</a>' if number % 2 else each for number, each in parts)


def table(name: str, columns: Iterable[str], rows: Iterable[Iterable[str]], kinds: Iterable[str]) -> str:
    """A table of cells that are HTML, named for those who hear it; a column is of a kind (amount, short, long) or none."""
    marks = [f' class="{kind}"' if kind else "" for kind in kinds]
    head = "".join(f'<th scope="col"{mark}>{html(each)}</th>' for mark, each in zip(marks, columns, strict=True))
    cells = ("".join(f"<td{mark}>{each}</td>" for mark, each in zip(marks, row, strict=True)) for row in rows)
    body = "".join(f"<tr>{each}</tr>" for each in cells)
    content = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="table"><table aria-label="{html(name)}">{content}</table></div>'


def navigation(label: str, ways: str, small: str) -> str:
    """Links to the pages, and beside each other those that are asked for less often."""
    return f'<nav aria-label="{html(label)}">{ways}<div>{small}</div></nav>'


def marked_listing(lines: Iterable[str]) -> str:
    """A list of sentences whose data is literal already, and bold where they are marked so."""
    return f"<ul>{''.join(f'<li>{bold(each)}</li>' for each in lines)}</ul>"
