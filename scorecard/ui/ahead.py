"""What a page says of every county, sent once: the browser shows another one when it is chosen, and the server follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from scorecard.figures import Figure
from scorecard.literal import html
from scorecard.ui.markup import say

if TYPE_CHECKING:
    from scorecard.ui.view import View

PAGES_AHEAD = ("overview", "goal")
"""Pages that say the same things of every county."""
MOST_AHEAD = 30
"""Counties up to which all are sent."""
SAID, DRAWN = 300, 4000
"""What is kept of a page's words and of a figure, counted in rows of a table."""
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Counties:
    """A figure of every county by its code, and the rows of all, each with the code as its `part`."""

    figures: Mapping[str, Figure]
    rows: pd.DataFrame


def possible(view: View) -> bool:
    """Whether the page can show another county by itself. It cannot show the whole, which has more to say, nor tables."""
    chosen, counties = view.selection.county, view.programme.counties
    return view.page in PAGES_AHEAD and chosen is not None and len(counties) <= MOST_AHEAD and not view.tables


def say_of_county(view: View, place: str, words: Callable[[View], str]) -> None:
    """Words that follow from the county; of every one the same function says them."""
    if possible(view):
        _say_of_all(view, place, None, lambda: {code: words(other) for code, other in _counties(view).items()})
    else:
        say(_placed(place, view.selection.county or "", words(view)))


def drawn(view: View, figure: Figure) -> Counties | None:
    """The figure of every county where it is drawn in the same way; None where the browser cannot show them."""
    again = figure.again
    if again is None or not possible(view):
        return None

    def make() -> Counties:
        every = {code: again(other) for code, other in _counties(view).items()}
        alike = {code: each for code, each in every.items() if each and each.drawing == figure.drawing}
        rows = pd.concat({code: each.rows for code, each in alike.items()}, names=["part"]).reset_index("part")
        return Counties(figures=alike, rows=rows.reset_index(drop=True))

    return view.everywhere.once(("drawn", figure.name, figure.drawing), DRAWN, make)


def say_drawn(view: View, what: str, figure: Figure, counties: Counties | None, words: Callable[[Figure], str]) -> None:
    """Words about a figure, which are the county's where the chart is."""
    if counties:
        every = counties.figures.items()
        _say_of_all(view, f"{figure.name}_{what}", figure.drawing, lambda: {code: words(each) for code, each in every})
    elif said := words(figure):
        say(said)


def _say_of_all(view: View, place: str, form: Hashable, make: Callable[[], Mapping[str, str]]) -> None:
    """Words of the county chosen, and keeps those of all that come in the same form."""
    every = _said(view, (place, form), make)
    view.places[place, form] = every
    county = str(view.selection.county)
    say(_placed(place, county, every[county]))


def _placed(place: str, county: str, words: str) -> str:
    """Words where they can be found again, and which county they are of."""
    return f'<div data-place="{html(place)}" data-part="{html(county)}">{words}</div>'


def send(view: View, label: Callable[[str], str], something: Callable[[View], bool]) -> None:
    """What has been said of this county, of all others; `label` is what the filter calls one, `something` whether there is
    anything to say of it. Two that are called the same could be taken for each other: they are left out, and so is one of
    which something is said in another form."""

    def make() -> str:
        labels = {code: label(code) for code in view.programme.counties}
        same = Counter(labels.values())
        return "".join(
            _template(labels[code], code, {place: every[code] for (place, _), every in view.places.items()})
            for code, other in _counties(view).items()
            if same[labels[code]] == 1 and all(code in every for every in view.places.values()) and something(other)
        )

    if view.places and (templates := _said(view, tuple(view.places), make)):
        say(templates)


def _template(label: str, county: str, said: Mapping[str, str]) -> str:
    content = "".join(_placed(place, county, words) for place, words in said.items())
    return f'<template data-county="{html(label)}">{content}</template>'


def _counties(view: View) -> dict[str, View]:
    """The same view of every county, by its code."""
    return {code: replace(view, selection=replace(view.selection, county=code)) for code in view.programme.counties}


def _said(view: View, name: Hashable, make: Callable[[], Value]) -> Value:
    """Words, with their links, that are the same whichever county is chosen."""
    links = frozenset(view.parameters.items()) - {("county", view.selection.county)}
    return view.everywhere.once(("said", name, view.page, view.look, links), SAID, make)
