"""What a page says of every county, sent once: the browser shows another one when it is chosen, and the server follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from scorecard.figures import Figure
from scorecard.literal import html

if TYPE_CHECKING:
    from scorecard.ui.view import View

PAGES_AHEAD = ("overview", "goal")
"""Pages that say the same things of every county."""
MOST_AHEAD = 30
"""Counties up to which all are sent."""
SAID, DRAWN = 500, 4000
"""What is kept of a page's words and of a figure, counted in rows of a table."""


@dataclass(frozen=True, kw_only=True)
class Counties:
    """A figure of every county by its code, and the rows of all, each with the code as its `part`."""

    figures: Mapping[str, Figure]
    rows: pd.DataFrame


def possible(view: View) -> bool:
    """Whether the page can show another county by itself. It cannot show the whole, which has more to say, nor tables."""
    chosen, counties = view.selection.county, view.programme.counties
    return view.page in PAGES_AHEAD and chosen is not None and len(counties) <= MOST_AHEAD and not view.tables


def say(view: View, place: str, words: Callable[[View], str | None], form: Hashable = None) -> None:
    """Words that follow from the county; of another one the same function says them, or None where they come in another
    form."""
    if possible(view):
        view.ahead[place, form] = words
    st.html(placed(place, words(view) or ""))


def placed(place: str, words: str) -> str:
    """Words where they can be found again."""
    return f'<div data-place="{html(place)}">{words}</div>'


def drawn(view: View, figure: Figure) -> Counties | None:
    """The figure of every county where it is drawn in the same way; None where the browser cannot show them."""
    again = figure.again
    if again is None or not possible(view):
        return None

    def make() -> Counties:
        every = {code: again(_of_county(view, code)) for code in view.programme.counties}
        alike = {code: each for code, each in every.items() if each and each.drawing == figure.drawing}
        rows = pd.concat({code: each.rows for code, each in alike.items()}, names=["part"]).reset_index("part")
        return Counties(figures=alike, rows=rows.reset_index(drop=True))

    return _everywhere(view).once(("drawn", figure.name, figure.drawing), DRAWN, make)


def say_drawn(view: View, what: str, figure: Figure, counties: Counties | None, words: Callable[[Figure], str]) -> None:
    """Words about a figure, which are the county's where the chart is."""

    def of(other: View) -> str | None:
        found = counties and counties.figures.get(other.selection.county or "")
        return words(found) if found else None

    if counties:
        say(view, f"{figure.name}_{what}", of, figure.drawing)
    elif said := words(figure):
        st.html(said)


def send(view: View, label: Callable[[str], str], something: Callable[[View], bool]) -> None:
    """What has been said of this county, of all others; `label` is what the filter calls one, `something` whether there is
    anything to say of it. Two that are called the same could be taken for each other: they are left out."""
    if not view.ahead:
        return

    def make() -> str:
        labels = {code: label(code) for code in view.programme.counties}
        same = Counter(labels.values())
        others = {text: _of_county(view, code) for code, text in labels.items() if same[text] == 1}
        places = {place: words for (place, _), words in view.ahead.items()}
        return "".join(_template(text, places, other) for text, other in others.items() if something(other))

    links = frozenset(view.parameters.items()) - {("county", view.selection.county)}
    st.html(_everywhere(view).once(("said", view.look, links, *view.ahead), SAID, make))


def _of_county(view: View, code: str | None) -> View:
    return replace(view, selection=replace(view.selection, county=code))


def _everywhere(view: View) -> View:
    """The view whichever county is chosen: what is kept for it is kept for all."""
    return _of_county(view, None)


def _template(label: str, places: Mapping[str, Callable[[View], str | None]], view: View) -> str:
    """Empty where one of the places says something in another form: then the page waits for the server."""
    said = {place: words(view) for place, words in places.items()}
    if None in said.values():
        return ""
    content = "".join(placed(place, str(words)) for place, words in said.items())
    return f'<template data-county="{html(label)}">{content}</template>'
