"""The parts that pages are made of: one chart, one table, one way to send words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import streamlit as st
from pandas.api.types import is_numeric_dtype

from scorecard import export, futures, pictures, prose, provenance, tables
from scorecard.assess import Assessment
from scorecard.card import status_mark
from scorecard.figures import Figure
from scorecard.language import Language
from scorecard.literal import html, markdown
from scorecard.look import EDGELESS, STACKED
from scorecard.method import Marked
from scorecard.records import Goal
from scorecard.sentences import answer_name, county_name, sample_notice, shown
from scorecard.ui import ahead
from scorecard.ui.markup import say
from scorecard.ui.pages import address, addresses
from scorecard.ui.view import View, heed_address

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

TO_PAINT = 0.012
"""Seconds in which the browser draws what it has."""
LONGEST_TABLE = 50
"""Rows up to which a table is real HTML."""
LONGEST_LIST = 100
"""Organisations up to which a list of them is sent to the browser; of more only the first."""
MOST_NAMED = 60
"""Organisations up to which a cell names them; of more only the first, and all in the file."""
SHORT_CELL, LONG_CELL = 24, 40
"""Characters up to which cells stand on one line where there is room, and from which they have what room there is."""


def let_paint() -> None:
    """Lets the browser draw what a page says first before it has the rest to draw too."""
    time.sleep(TO_PAINT)


def beside(name: str, widths: Sequence[float]) -> Sequence[DeltaGenerator]:
    """Columns that stay beside each other on paper too."""
    return st.container(key=f"beside_{name}").columns(widths, gap="medium")


def answers_and_shares(view: View, answers: Sequence[Figure], shares: Figure) -> None:
    """What was answered, and beside it how the shares have changed."""
    left, right = beside("answers", [1, 1])
    with left:
        for figure in answers:
            chart(view, figure)
    with right:
        chart(view, shares)


def heading(text: str, below: str = "") -> None:
    """A heading, and a small gray line below it."""
    say(prose.heading(text, below))


def note(text: str) -> None:
    """A small gray line."""
    say(prose.note(text))


def paragraph(text: str) -> None:
    """A sentence or some."""
    say(prose.paragraph(text))


def listing(lines: Iterable[str]) -> None:
    """Sentences as a list."""
    say(prose.listing(lines))


def outlook(view: View, goal: Goal) -> None:
    """A goal's scenarios in figures, and why no forecast is made of them."""
    words, found = view.language, view.outlook(goal)
    if found is None:
        return
    if found.scenarios:
        heading(words("figure.scenario_table"))
        table(view, futures.scenario_table(view, found), words("figure.scenario_table"))
    if found.refused:
        say(prose.heading(words("outlook.why")), prose.paragraph(words.plain(found.refused)))


def milestones(view: View, goal: Goal) -> None:
    """The deadlines on the way, each with its own position."""
    rows = tables.milestones(view, goal)
    if not rows.empty:
        heading(view.language("figure.milestones"))
        table(view, rows, view.language("figure.milestones"))


def no_way(view: View) -> None:
    """Why no way to the target is drawn."""
    whole, part = ("figure.no_path", "figure.no_path_note"), ("figure.no_path_part", "need.part")
    heading(*map(view.language, whole if view.selection.everything else part))


def nearby(view: View, goal: Goal) -> None:
    """What is known beside a goal that nobody has measured: by year, by county, and by name in the county chosen."""
    words, rows = view.language, provenance.nearby(view, goal)
    if rows.empty:
        return
    heading(words("figure.nearby"), words("figure.nearby_note"))
    table(view, rows, words("figure.nearby"))
    if any(each.n_municipalities for each in view.programme.counties.values()):
        heading(words("figure.involved"), words("figure.involved_note"))
        table(view, provenance.involved_by_county(view), words("figure.involved"))
    if view.selection.county:
        heading(words("sources.engagement"), words("sources.engagement_note"))
        table(view, provenance.involved(view), words("sources.engagement"))


def judgement(view: View, assessment: Assessment) -> None:
    """T5: what somebody judged, beside the computed position, and how the position was computed."""
    goal = assessment.goal
    ahead.say_of_county(view, f"judgement_{goal.id}", lambda other: _judgement(other, other.assessments[goal.id]))


def _judgement(view: View, assessment: Assessment) -> str:
    words, rule = view.language, assessment.goal.rule
    said = [prose.heading(words("judgement.computed")), prose.paragraph(words.plain(assessment.reason))]
    said += [prose.note(words.content(rule.text))] if rule else []
    if lines := tables.judged(view, assessment):
        said += [prose.heading(words("judgement.title")), *map(prose.paragraph, lines)]
    return "".join(said)


def organisation(view: View) -> None:
    """One organisation: what it is, for every goal whether and why it counts, and all it answered."""
    words, programme = view.language, view.programme
    found = programme.organisations[view.organisation or ""]
    answers = view.store.answers(view.cube.version, organisation=found.id)
    where = [words.content(programme.settings.kinds[found.kind].text)]
    where += [county_name(view, found.county_code)] if found.county_code else []
    groups = [words.content(programme.settings.groups[group].text) for group in found.groups]
    say(prose.paragraph(". ".join([", ".join(where), *groups]) + "."), prose.heading(words("organisations.why")))
    table(view, tables.why_rows(view, found, answers), words("organisations.why"))
    heading(words("organisations.answers"))
    dates = {each.version: words.date(each.at) for each in view.store.commits()}
    table(view, tables.answers_of(view, answers, dates), words("organisations.answers"))
    # No link: one to the page that is open leaves the session's choice as it is.
    st.button(words("organisations.back"), icon=":material/arrow_back:", on_click=without, args=(("org",),))


def notes(view: View) -> list[str]:
    """What every file that leaves the app says about itself."""
    words = view.language
    lines = [
        words.content(view.programme.settings.title),
        words.plain(shown(view, tables.group_of(view, view.goal))),
        f"{words.content(view.programme.round(view.round).title)}. {words('sidebar.store', store=view.cube.version)}",
    ]
    return [*lines, *(each for each in [sample_notice(view)] if each)]


def chart(
    view: View, figure: Figure, *, title: bool = True, sources: bool = True, wide: bool = True,
    key: str | None = None, on_select: Callable[[], None] | None = None, above: str = "",
) -> None:  # fmt: skip
    """The one way to draw a figure: finding, note, chart with alt text, the same rows as a table, sources.

    Where the browser can show every county (`ahead`), what differs between them is said beside the chart: another
    alternative text would make it draw the chart anew.
    """
    from scorecard import charts  # noqa: PLC0415  Altair, slow to import: a page's first words come before

    specification = charts.begun(charts.specification(figure.drawing, view.look), figure.selected)
    rows, alt, counties = figure.rows, figure.alt, ahead.drawn(view, figure)
    if counties:
        rows, alt, specification = counties.rows, view.language("alt.counties"), charts.following(specification)

    def finding(each: Figure) -> str:
        spoken = f'<p class="unseen">{html(each.alt)}</p>' if counties else ""
        return (prose.heading(each.title, each.note) if title else "") + (above or _answer_key(view, each)) + spoken

    with st.container(key=f"figure_{key or figure.name}"):
        ahead.say_drawn(view, "finding", figure, counties, finding)
        selecting: dict[str, Any] = {"on_select": on_select, "selection_mode": "choice"} if on_select else {}
        st.vega_lite_chart(
            rows, specification, theme=None, alt=alt, width="stretch" if wide else "content",
            key=key or f"chart_{figure.name}", **selecting,
        )  # fmt: skip
        if view.tables:
            table(view, figure.table, figure.title)
            save_chart(view, figure)
        if sources:
            ahead.say_drawn(view, "sources", figure, counties, lambda each: prose.note(each.sources) if each.sources else "")


def save_chart(view: View, figure: Figure) -> None:
    """The chart as a picture with its title and its source line in it, made when asked for."""
    look = replace(view.look, large=False)
    with st.container(horizontal=True, horizontal_alignment="right"):
        for kind, make, mime in (("png", pictures.png, "image/png"), ("svg", pictures.svg, "image/svg+xml")):
            st.download_button(
                view.language(f"download.{kind}"), partial(make, figure, look), file_name=f"{figure.name}.{kind}", mime=mime,
                key=f"{kind}_{figure.name}", on_click="ignore",
            )  # fmt: skip


def _answer_key(view: View, figure: Figure) -> str:
    """What the fills of a stacked chart mean; only those that occur."""
    if not figure.answers:
        return ""
    look = view.look
    items = [
        f'<span><i style="background:{look[fill]};border:1px {line} {look[edge]}"></i>{html(answer_name(view, name))}</span>'
        for name in figure.answers
        for fill, line in [(STACKED[name], "dashed" if name == "missing" else "solid")]
        for edge in [fill if name in EDGELESS else "line"]
    ]
    return f'<div class="answer-key">{"".join(items)}</div>'


def table(view: View, rows: pd.DataFrame, name: str, *, height: int | None = None) -> None:
    """A table: real HTML up to 50 rows, as wide as its cells if they are not long, else a grid whose long columns are wide.

    Every cell is literal text; numbers stand below each other. An empty table is a sentence.
    """
    if rows.empty:
        note(view.language("table.empty"))
        return
    kinds = [_kind(column) for _, column in rows.items()]
    if len(rows) <= LONGEST_TABLE and height is None:
        cells = (map(partial(_html_cell, view.language), row) for row in rows.to_numpy(dtype=object))
        say(prose.table(name, rows.columns, cells, kinds))
        return
    with st.container(key=f"grid_{name}", gap=None):
        st.dataframe(
            rows, hide_index=True, alt=name, height=height or min(580, 35 * (len(rows) + 1) + 3), width="stretch",
            column_config={
                str(column): st.column_config.Column(width="large")
                for column, kind in zip(rows, kinds, strict=True) if kind == "long"
            },
        )  # fmt: skip
        note(view.language("print.first_rows", rows=len(rows)))


def _kind(column: pd.Series) -> Literal["amount", "short", "", "long"]:
    if is_numeric_dtype(column):
        return "amount"
    longest = column.map(lambda cell: len(str(cell))).max()
    return "short" if longest <= SHORT_CELL else "" if longest <= LONG_CELL else "long"


def _html_cell(words: Language, cell: Any) -> str:
    if isinstance(cell, Marked):
        return status_mark(cell.status, f"<strong>{html(cell.words)}</strong>")
    return prose.linked(_cell(words, cell))


def who_counts(view: View, goal: Goal, name: str) -> None:
    """Who counts towards a goal and why."""
    _long_list(view, view.standings, lambda some: tables.counting(view, goal, some), name)


def county_organisations(view: View, goal: Goal) -> None:
    """The chosen county's organisations and whether they count."""
    found = tables.in_county(view, view.standings)
    _long_list(view, found, lambda some: tables.counting(view, goal, some).iloc[:, :2], tables.county_title(view))


def _long_list(
    view: View, found: list[tables.Standing], rows: Callable[[list[tables.Standing]], pd.DataFrame], name: str
) -> None:
    """A table of organisations; of very many the first, and all in a file."""
    table(view, rows(found[:LONGEST_LIST]), name)
    if len(found) > LONGEST_LIST:
        first_of(view, len(found), LONGEST_LIST)
        download(view, lambda: rows(found), view.language("organisations.file"))


def _cell(words: Language, cell: Any) -> str:
    if pd.isna(cell):
        return "–"
    value = cell.item() if isinstance(cell, np.number) else cell
    return words.number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def footnotes(view: View, goal: Goal) -> None:
    """Contradictions inside the sources of what is shown."""
    if lines := provenance.footnotes(view, goal):
        say(prose.heading(view.language("figure.footnotes")), prose.listing(lines))


def link(view: View, page: str, label: str, **changes: str) -> None:
    """A link to a page that keeps the view."""
    say(way(view, page, label, **changes))


def way(view: View, page: str, label: str, **changes: str) -> str:
    """The same as HTML, to stand among a card's words."""
    return _anchor(address(page, {name: value for name, value in (view.parameters | changes).items() if value}), label)


def ways(view: View, pages: Iterable[str]) -> str:
    """Links to pages by their names, as HTML, without the organisation that one of them shows; the page shown is marked."""
    names = {page: view.language(f"page.{page}") for page in pages}
    there = addresses(names, {name: value for name, value in view.parameters.items() if name != "org"})
    return "".join(_anchor(there[page], name, current=page == view.page) for page, name in names.items())


def _anchor(there: str, label: str, *, current: bool = False) -> str:
    marked = ' aria-current="page"' if current else ""
    return f'<a class="way" href="{html(there)}"{marked}>{html(label)}</a>'


def first_of(view: View, of: int, shown: int) -> None:
    """That a list is longer than what is shown of it."""
    if shown < of:
        note(view.language("list.first", shown=shown, of=of))


def download(view: View, made: pd.DataFrame | Callable[[], pd.DataFrame], name: str) -> None:
    """A table as Excel and CSV, built when asked for, with what is shown and its sources."""
    words = view.language

    def rows() -> pd.DataFrame:
        return made() if callable(made) else made

    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            words("download.xlsx"), lambda: export.xlsx_file(rows(), name, notes(view)), file_name=f"{name}.xlsx",
            key=f"xlsx_{name}", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            words("download.csv"), lambda: export.csv_file(rows(), words), file_name=f"{name}.csv", mime="text/csv",
            key=f"csv_{name}", on_click="ignore",
        )  # fmt: skip


def empty(view: View) -> None:
    """Nothing matches the filters: names them and offers to take each away. The headline has said so."""
    words, programme = view.language, view.programme
    names = {
        "county": view.selection.county and county_name(view, view.selection.county),
        "kind": view.selection.kind and words.content(programme.settings.kinds[view.selection.kind].plural),
        "evidence": view.selection.evidence and words(f"basis.{view.selection.evidence}"),
    }
    active = {name: text for name, text in names.items() if text}
    with st.container(border=True, width=720, key="empty"):
        say(prose.marked(words("empty.text", filters=html(words.enumeration(map(str, active.values()))))))
        with st.container(horizontal=True):
            for name, text in active.items():
                label = markdown(f"{words(f'filter.{name}')}: {text}")
                st.button(label, icon=":material/close:", key=f"without_{name}", on_click=without, args=((name,),))
            if len(active) > 1:
                st.button(words("empty.all"), key="without_all", on_click=without, args=(tuple(active),))


def nothing_loaded(view: View) -> None:
    """The round has no answers yet: says that this is no result, and where the first ones are loaded."""
    with st.container(border=True, width=720, key="nothing_loaded"):
        paragraph(view.language("empty.nothing"))
        if view.page != "rounds":
            link(view, "rounds", view.language("empty.load"))


def without(names: Sequence[str]) -> None:
    """Takes parts of the view away."""
    for name in names:
        st.session_state[f"choice_{name}"] = ""
    heed_address()
