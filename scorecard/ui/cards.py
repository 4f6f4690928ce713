"""The card of a goal: number, status, facts, what it takes and its sub-goals; and the cards of all goals on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar, cast

import streamlit as st

from scorecard import figures, futures
from scorecard.card import facts, head, judged, need, number, number_and_facts, sources, statuses
from scorecard.figures import Figure
from scorecard.model import mid_sentence
from scorecard.prose import note, strong
from scorecard.records import Goal
from scorecard.ui import ahead
from scorecard.ui.markup import say
from scorecard.ui.parts import chart, way

if TYPE_CHECKING:
    from scorecard.ui.view import View

Value = TypeVar("Value")
MOST_BESIDE = 3
"""Counted goals that fit beside each other."""
WIDE, CARD, ROW, LAST, LEGEND = "card_wide_{}", "card_{}", "row_of_cards_{}", "last_column", "card_legend"
"""What containers and boxes are called: one style is for both. Rows are counted down: the last one is 0."""


def card(view: View, goal: Goal) -> None:
    """The goal of a page: what it is, its status, its number, its facts, what is needed."""
    with st.container(border=True, height="content", gap="xsmall", key=CARD.format(goal.id)):
        if view.selection.everything:
            _draw(view, _parts(view, goal))
        else:
            ahead.say_of_county(view, CARD.format(goal.id), lambda other: _words(_parts(other, goal)))


def cards(view: View) -> None:
    """Every goal that stands for itself: the far ones over the whole width, then those that are counted, and in a narrower
    column beside the last of them those that are judged and how all are read.

    Of a part of the country no card has a chart, and all are one element.
    """
    goals = view.programme.top_goals
    far = [each for each in goals if each.horizon == "long"]
    counted = [each for each in goals if each.horizon == "short" and each.rule]
    others = [each for each in goals if each.horizon == "short" and not each.rule]
    rows = [counted[first : first + MOST_BESIDE] for first in range(0, len(counted), MOST_BESIDE)] or [[]]
    if view.selection.everything:
        _in_containers(view, far, rows, others)
    else:
        ahead.say_of_county(view, "cards", lambda other: _in_boxes(other, far, rows, others))


def _in_containers(view: View, far: Iterable[Goal], rows: Sequence[Sequence[Goal]], others: Iterable[Goal]) -> None:
    for goal in far:
        _wide_card(view, goal)
    for left, row in _counted_down(rows):
        with st.container(key=ROW.format(left), horizontal=True, gap="small"):
            for goal in row:
                _linked_card(view, goal)
            if not left:
                with st.container(key=LAST, height="stretch", gap="small"):
                    for goal in others:
                        _linked_card(view, goal)
                    with st.container(border=True, height="stretch", key=LEGEND):
                        say(statuses(view))


def _wide_card(view: View, goal: Goal) -> None:
    with st.container(border=True, horizontal=True, key=WIDE.format(goal.id)):
        say(_beginning(view, goal))
        scenarios = futures.scenarios(view, goal)
        if figure := scenarios or figures.bullet(view, view.assessments[goal.id]):
            with st.container(gap="xsmall"):
                said = figure.note or view.language.plain(view.assessments[goal.id].reason)
                say(strong(figure.title if scenarios else view.language("judgement.computed")), note(said))
                chart(view, figure, title=False)
        say(_end(view, goal))


def _linked_card(view: View, goal: Goal) -> None:
    with st.container(border=True, height="stretch", gap="xsmall", key=CARD.format(goal.id)):
        _draw(view, _linked_parts(view, goal))


def _in_boxes(view: View, far: Iterable[Goal], rows: Sequence[Sequence[Goal]], others: Iterable[Goal]) -> str:
    def linked(goal: Goal) -> str:
        return _box(CARD.format(goal.id), _column(_words(_linked_parts(view, goal))))

    found = [_box(WIDE.format(goal.id), _column(_beginning(view, goal)), _column(_end(view, goal))) for goal in far]
    boxes = [[linked(goal) for goal in row] for row in rows]
    boxes[-1].append(_box(LAST, *map(linked, others), _box(LEGEND, _column(statuses(view)))))
    return _box("goals", *found, *(_box(ROW.format(left), *row) for left, row in _counted_down(boxes)))


def _counted_down(rows: Sequence[Value]) -> Iterable[tuple[int, Value]]:
    return zip(range(len(rows))[::-1], rows, strict=True)


def _box(name: str, *content: str) -> str:
    return f'<div class="st-key-{name}">{"".join(content)}</div>'


def _column(words: str) -> str:
    return f"<div>{words}</div>"


def _beginning(view: View, goal: Goal) -> str:
    return head(view, view.assessments[goal.id]) + number(view, view.assessments[goal.id])


def _end(view: View, goal: Goal) -> str:
    found = view.assessments[goal.id]
    return _open(view, goal) + need(view, found) + facts(view, found) + sources(view, found)


def _parts(view: View, goal: Goal, opens: str = "", below: Sequence[str | Figure] = ()) -> list[str | Figure]:
    assessment = view.assessments[goal.id]
    parts: list[str | Figure | None] = [head(view, assessment, opens), number_and_facts(view, assessment)]
    parts += [figures.bullet(view, assessment), judged(view, assessment), need(view, assessment)]
    parts += [*below, sources(view, assessment)]
    return [each for each in parts if each]


def _linked_parts(view: View, goal: Goal) -> list[str | Figure]:
    """With the way to the goal's page, and the sub-goals, which that page has too."""
    below = figures.sub_goals(view, goal)
    return _parts(view, goal, _open(view, goal), [strong(view.language("figure.sub_goals")), below] if below else [])


def _words(parts: Iterable[str | Figure]) -> str:
    return "".join(cast(Iterable[str], parts))


def _draw(view: View, parts: Iterable[str | Figure]) -> None:
    """Words that stand below each other are one element."""
    for words, group in groupby(parts, lambda each: isinstance(each, str)):
        if words:
            say(_words(group))
        else:
            for figure in group:
                chart(view, cast(Figure, figure), title=False, sources=False)


def _open(view: View, goal: Goal) -> str:
    """The way to the goal's page, in the card's upper corner."""
    return way(view, "goal", view.language("card.open", goal=mid_sentence(goal.label)), goal=goal.id)
