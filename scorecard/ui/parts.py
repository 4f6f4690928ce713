"""The parts that pages are made of: one card, one chart, one table, one way to say a status."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import streamlit as st

from scorecard import charts, export, figures, futures, pictures, provenance, tables
from scorecard.assess import Assessment, what_it_takes
from scorecard.figures import Figure
from scorecard.look import STATUS
from scorecard.model import Status, mid_sentence
from scorecard.records import Goal
from scorecard.sentences import county_name, shown, source_line, status_text
from scorecard.ui.pages import PAGES

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from scorecard.ui.view import View

LONGEST_TABLE = 50
"""Rows up to which a table is real HTML."""
LONGEST_LIST = 200
"""Organisations up to which a list of them is sent to the browser; of more only the first."""
LONG_CELL = 40
"""Characters from which a column of a grid is wide."""


def markdown(text: object) -> str:
    """Data as literal text inside Markdown: nothing in it is formatted, no invisible or bidirectional character stays."""
    visible = "".join(each for each in str(text) if unicodedata.category(each) not in ("Cc", "Cf") or each == "\u00ad")
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~$:^=-])", r"\\\1", visible)


def beside(name: str, widths: Sequence[float], gap: Literal["small", "medium"] = "medium") -> Sequence[DeltaGenerator]:
    """Columns that stay beside each other on paper too."""
    return st.container(key=f"beside_{name}").columns(widths, gap=gap)


def heading(text: str) -> None:
    st.subheader(markdown(text), anchor=False)


def note(text: str) -> None:
    """A small gray line. `text` is literal."""
    st.markdown(f":small[:gray[{markdown(text)}]]")


def status(view: View, assessment: Assessment) -> None:
    """Word, shape and colour of a status; a part of the country has none."""
    if assessment.status is None:
        return
    look = STATUS[assessment.status]
    with st.container(key=f"status_{assessment.goal.id}"):
        words = markdown(status_text(view, assessment))
        st.markdown(f":{look.palette}-background[:{look.palette}[{look.mark}]\u00a0**{words}**]")


def need(view: View, assessment: Assessment, key: str) -> None:
    """*Vad krävs nu*: what the figures ask the group to decide."""
    messages = what_it_takes(assessment, view.sub_assessments(assessment.goal))
    with st.container(key=f"need_{key}", gap="xxsmall"):
        st.markdown(f"**{view.language('need.title')}**")
        st.markdown(view.language.sentences(messages, markdown))


def card(view: View, assessment: Assessment, *, link_to_goal: bool = True) -> None:
    """One goal: what it is, its status, its number, its facts, what is needed, its sub-goals."""
    goal = assessment.goal
    height: Literal["stretch", "content"] = "stretch" if link_to_goal else "content"
    with st.container(border=True, height=height, gap="xsmall", key=f"card_{goal.id}"):
        card_head(view, assessment, link_to_goal=link_to_goal)
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            number(view, assessment)
            facts(view, assessment)
        if figure := figures.bullet(view, assessment):
            chart(view, figure, title=False, sources=False)
        judged_line(view, assessment)
        need(view, assessment, goal.id)
        if link_to_goal and (figure := figures.sub_goals(view, goal)):
            st.markdown(f"**{view.language('figure.sub_goals')}**")
            chart(view, figure, title=False, sources=False)
        card_sources(view, assessment)


def wide_card(view: View, assessment: Assessment) -> None:
    """A long-term goal over the whole width: what it is, its number, what is needed."""
    with st.container(border=True, gap="xsmall", key=f"card_{assessment.goal.id}"):
        left, middle, right = beside(f"card_{assessment.goal.id}", [1.2, 1.35, 1.05])
        with left, st.container(gap="xsmall"):
            card_head(view, assessment, link_to_goal=True)
            number(view, assessment)
        with middle, st.container(gap="xsmall"):
            scenarios = futures.scenarios(view, assessment.goal)
            if figure := scenarios or figures.bullet(view, assessment):
                st.markdown(f"**{markdown(figure.title if scenarios else view.language('judgement.computed'))}**")
                note(figure.note or view.language.plain(assessment.reason))
                chart(view, figure, title=False, sources=False)
                note(figure.sources)
        with right, st.container(gap="xsmall"):
            need(view, assessment, assessment.goal.id)
            facts(view, assessment)
            card_sources(view, assessment)


def outlook(view: View, goal: Goal) -> None:
    """A goal's scenarios in figures, and why no forecast is made of them."""
    words, found = view.language, view.outlook(goal)
    if found is None:
        return
    if found.scenarios:
        heading(words("figure.scenario_table"))
        table(view, futures.scenario_table(view, found), words("figure.scenario_table"))
    if found.refused:
        heading(words("outlook.why"))
        st.markdown(markdown(words.plain(found.refused)))


def no_way(view: View) -> None:
    """Why no way to the target is drawn."""
    words = view.language
    heading(words("figure.no_path" if view.selection.everything else "figure.no_path_part"))
    note(words("figure.no_path_note" if view.selection.everything else "need.part"))


def nearby(view: View, goal: Goal) -> None:
    """What is known beside a goal that nobody has measured: by year, by county, and by name in the county chosen."""
    words, rows = view.language, provenance.nearby(view, goal)
    if rows.empty:
        return
    heading(words("figure.nearby"))
    note(words("figure.nearby_note"))
    table(view, rows, words("figure.nearby"))
    if view.programme.counties:
        heading(words("figure.involved"))
        note(words("figure.involved_note"))
        table(view, provenance.involved_by_county(view), words("figure.involved"))
    if view.selection.county:
        heading(words("sources.engagement"))
        note(words("sources.engagement_note"))
        table(view, provenance.involved(view), words("sources.engagement"))


def judgement(view: View, assessment: Assessment) -> None:
    """T5: what somebody judged, beside the computed position, and how the position was computed."""
    words = view.language
    with st.container(gap="xsmall"):
        heading(words("judgement.computed"))
        st.markdown(markdown(words.plain(assessment.reason)))
        if assessment.goal.rule:
            note(words.content(assessment.goal.rule.text))
        if lines := tables.judged(view, assessment):
            heading(words("judgement.title"))
            st.markdown("\n\n".join(markdown(line) for line in lines))


def organisation(view: View) -> None:
    """One organisation: what it is, for every goal whether and why it counts, and all it answered."""
    words, programme = view.language, view.programme
    found = programme.organisations[view.organisation or ""]
    answers = view.store.answers(view.cube.version, organisation=found.id)
    where = [words.content(programme.settings.kinds[found.kind].text)]
    where += [county_name(view, found.county_code)] if found.county_code else []
    groups = [words.content(programme.settings.groups[group].text) for group in found.groups]
    st.markdown(markdown(". ".join([", ".join(where), *groups]) + "."))
    heading(words("organisations.why"))
    table(view, tables.why_rows(view, found, answers), words("organisations.why"))
    heading(words("organisations.answers"))
    dates = {each.version: words.date(each.at) for each in view.store.commits()}
    table(view, tables.answers_of(view, answers, dates), words("organisations.answers"))
    link(view, "organisations", words("organisations.back"), org="")


def notes(view: View) -> list[str]:
    """What every file that leaves the app says about itself."""
    words = view.language
    lines = [
        words.content(view.programme.settings.title),
        words.plain(shown(view, tables.group_of(view, view.goal))),
        f"{words.content(view.programme.round(view.round).title)}. {words('sidebar.store', store=view.cube.version)}",
    ]
    return [*lines, words("sample.notice")] if view.programme.has_sample else lines


def card_head(view: View, assessment: Assessment, *, link_to_goal: bool) -> None:
    words, goal = view.language, assessment.goal
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        year = goal.deadline.year if goal.deadline else ""
        st.markdown(f":small[:gray[{markdown(words(f'card.{goal.horizon}', year=str(year)).strip(', '))}]]", width="content")
        if link_to_goal:
            link(view, "goal", words("card.open", goal=mid_sentence(goal.label)), goal=goal.id)
    st.header(markdown(words.content(goal.name)), anchor=False)
    status(view, assessment)


def judged_line(view: View, assessment: Assessment) -> None:
    """The judged status of a goal that cannot be counted, or that is judged otherwise than computed."""
    found = assessment.judgement
    if found and found.status and (assessment.goal.rule is None or found.status is not assessment.status):
        note(tables.judged_status(view, assessment))


def number(view: View, assessment: Assessment) -> None:
    """The key number, very large; nothing where there is no number."""
    words, tally = view.language, assessment.tally
    if tally is None or assessment.goal.rule is None:
        return
    of = f" :gray[{words('form.of', of=tally.of)}]" if tally.of else ""
    least = f":gray[{words('form.at_least')}] " if assessment.status is Status.CANNOT_ASSESS else ""
    with st.container(gap=None, width="content", key=f"number_{assessment.goal.id}"):
        st.markdown(f":small[{markdown(words.content(assessment.goal.rule.measure))}]", width="content")
        st.markdown(f"{least}{words.number(tally.yes)}{of}", width="content")


def facts(view: View, assessment: Assessment) -> None:
    """Target, change, missing, evidence: always in this order."""
    rows = tables.facts(view, assessment)
    lines = [f":small[:gray[{markdown(label)}]] :small[**{markdown(value)}**]" for label, value in rows]
    st.markdown("  \n".join(lines), width="content")


def card_sources(view: View, assessment: Assessment) -> None:
    origins = [each.tally.origin for each in (assessment, *view.sub_assessments(assessment.goal)) if each.tally]
    if origins:
        note(source_line(view, origins))


def legend(view: View) -> None:
    """How the cards are read: the one status table in words."""
    words = view.language
    with st.container(border=True, height="stretch", gap="xxsmall", key="card_legend"):
        st.markdown(f"**{words('legend.title')}**")
        shown = (Status.ACHIEVED, Status.ON_TRACK, Status.NEAR_PLAN, Status.BEHIND, Status.CANNOT_ASSESS)
        margin = 100 - 100 * view.programme.settings.near_plan_margin
        lines = [
            f":{STATUS[each].palette}-background[:{STATUS[each].palette}[{STATUS[each].mark}] "
            f"{markdown(words(f'legend.{each}', margin=margin))}]"
            for each in shown
        ]
        st.markdown("  \n".join(lines))
        note(words("legend.text"))


def chart(
    view: View, figure: Figure, *, title: bool = True, sources: bool = True, wide: bool = True,
    key: str | None = None, on_select: Callable[[], None] | None = None, above: str = "",
) -> None:  # fmt: skip
    """The one way to draw a figure: finding, note, chart with alt text, the same rows as a table, sources."""
    with st.container(key=f"figure_{key or figure.name}"):
        if title:
            heading(figure.title)
            if figure.note:
                note(figure.note)
        if key_above := above or _answer_key(view, figure):
            st.html(key_above)
        selecting: dict[str, Any] = {"on_select": on_select, "selection_mode": "county"} if on_select else {}
        st.vega_lite_chart(
            figure.rows, charts.specification(figure.drawing, view.look), theme=None, alt=figure.alt,
            width="stretch" if wide else "content", key=key or f"chart_{figure.name}", **selecting,
        )  # fmt: skip
        if view.tables:
            table(view, figure.table, figure.title)
            save_chart(view, figure)
        if sources and figure.sources:
            note(figure.sources)


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
    if "answer" not in figure.rows:
        return ""
    look = view.look
    squares = {"yes": ("yes", "yes", "solid"), "under_way": ("under_way", "under_way", "solid"),
               "no": ("no", "line", "solid"), "missing": ("page", "line", "dashed"),
               "not_applicable": ("track", "line", "solid"), "not_stated": ("track", "track", "solid")}  # fmt: skip
    items = [
        f'<span><i style="background:{look[fill]};border:1px {line} {look[edge]}"></i>'
        f"{view.language(f'answer.{name}')}</span>"
        for name in dict.fromkeys(figure.rows["answer"])
        for fill, edge, line in [squares[name]]
    ]
    return f'<div class="answer-key">{"".join(items)}</div>'


def table(view: View, rows: pd.DataFrame, name: str, *, height: int | None = None) -> None:
    """A table: real HTML up to 50 rows, else a grid whose last column of words is wide. Every cell is literal text."""
    if len(rows) <= LONGEST_TABLE and height is None:
        words = rows.astype(object).where(rows.notna(), "–").map(lambda cell: markdown(_cell(view, cell)))
        st.table(words.rename(columns=markdown), border="horizontal", hide_index=True)
    else:
        wide = [column for column in rows if rows[column].map(lambda cell: len(str(cell))).max() > LONG_CELL]
        with st.container(key=f"grid_{name}", gap=None):
            st.dataframe(
                rows, hide_index=True, alt=name, height=height or min(580, 35 * (len(rows) + 1) + 3), width="stretch",
                column_config={str(column): st.column_config.Column(width="large") for column in wide},
            )  # fmt: skip
            note(view.language("print.first_rows", rows=len(rows)))


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


def _cell(view: View, cell: Any) -> str:
    return view.language.number(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else str(cell)


def listing(lines: Iterable[str]) -> None:
    """Sentences as a list of literal text."""
    st.markdown("\n".join(f"- {markdown(line)}" for line in lines))


def footnotes(view: View, goal: Goal) -> None:
    """Contradictions inside the sources of what is shown."""
    if lines := provenance.footnotes(view, goal):
        heading(view.language("figure.footnotes"))
        listing(lines)


def link(view: View, page: str, label: str, **changes: str) -> None:
    """A link to a page that keeps the view."""
    st.page_link(
        PAGES[page], label=markdown(label), icon=":material/arrow_forward:", icon_position="right", width="content",
        query_params={name: value for name, value in (view.parameters | changes).items() if value},
    )  # fmt: skip


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
        st.markdown(words("empty.text", filters=markdown(words.enumeration(map(str, active.values())))))
        with st.container(horizontal=True):
            for name, text in active.items():
                label = markdown(f"{words(f'filter.{name}')}: {text}")
                st.button(label, icon=":material/close:", key=f"without_{name}", on_click=without, args=((name,),))
            if len(active) > 1:
                st.button(words("empty.all"), key="without_all", on_click=without, args=(tuple(active),))


def without(names: Sequence[str]) -> None:
    """Takes parts of the view away."""
    for name in names:
        st.session_state[f"choice_{name}"] = ""
