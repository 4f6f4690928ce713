"""Side by side: what is compared, how it stands, what has changed, whom to ask, and good examples."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from scorecard import comparison, prose
from scorecard.comparison import MOST_SIDES, By
from scorecard.sentences import Context
from scorecard.ui.markup import say
from scorecard.ui.parts import download, heading, note, table
from scorecard.ui.view import View, heed_address

ROWS = 500
"""About what the tables of one comparison hold, as what is kept is counted."""


def choose_sides(view: View) -> None:
    """What stands side by side: organisations, counties or kinds, and which of them."""
    words, names = view.language, comparison.choices(view, view.by)
    ways = [each for each in By if each is not By.COUNTY or view.programme.counties]
    st.session_state["control_by"], st.session_state["control_sides"] = view.by, list(view.sides)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            words("compare.by"), ways, key="control_by", required=True, width="content", on_change=_take_by,
            format_func=lambda by: words(f"compare.by_{by}"),
        )  # fmt: skip
        st.multiselect(
            words("compare.sides"), list(names), key="control_sides", format_func=names.__getitem__, on_change=_take_sides,
            placeholder=words("compare.choose"), filter_mode="contains",
        )  # fmt: skip
    for each in comparison.unlike(view, view.by, view.sides):
        say(prose.warning(words.plain(each)))
    if like := [names[each] for each in comparison.alike(view, view.by, view.sides)[:MOST_SIDES]]:
        note(words("compare.alike", first=names[view.sides[0]], names=words.enumeration(like)))


def _take_by() -> None:
    st.session_state["choice_by"], st.session_state["choice_sides"] = str(st.session_state["control_by"]), ""
    heed_address()


def _take_sides() -> None:
    st.session_state["choice_sides"] = ",".join(st.session_state["control_sides"][:MOST_SIDES])
    heed_address()


def side_by_side(view: View) -> None:
    """The answers of the round, question by question."""
    words, (rows, sources) = view.language, _of_sides(view)
    heading(words("compare.answers"))
    download(view, rows, words("compare.file"))
    table(view, rows, words("compare.answers"))
    note(sources)


def _of_sides(view: View) -> tuple[pd.DataFrame, str]:
    """The answers of the round, and where they come from."""

    def make() -> tuple[pd.DataFrame, str]:
        asked = (view, view.by, view.sides, view.side_answers)
        return comparison.side_by_side(*asked), comparison.sources(*asked)

    return view.once(("sides", view.by, *view.sides), ROWS, make)


def _of_movements(view: View, before: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What each side has changed since another look, and who can be asked."""

    def make() -> tuple[pd.DataFrame, pd.DataFrame]:
        return comparison.moved(view, view.by, view.sides, view.movements), comparison.to_ask(view, view.movements)

    return view.once(("moved", before.cube.version, before.round, view.by, *view.sides), ROWS, make)


def learned(view: View) -> None:
    """What each side has changed since another round, who went to yes and can be asked, and good examples."""
    words = view.language
    if view.before and view.movements:
        moved, asked = _of_movements(view, view.before)
        changed = words("compare.changed", round=words.content(view.before.programme.round(view.before.round).short))
        heading(changed, words("compare.paired"))
        table(view, moved, changed)
        note(_of_sides(view)[1])
        if not asked.empty:
            heading(words("compare.ask"))
            table(view, asked, words("compare.ask"))
    else:
        note(words("compare.nothing_before"))
    rows = comparison.examples(view, view.by, view.sides)
    if not rows.empty:
        heading(words("compare.examples"), words("compare.examples_note"))
        table(view, rows, words("compare.examples"))
