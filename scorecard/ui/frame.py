"""What every page has around it: opening the programme, header, navigation, filters, and the states of failure."""

from __future__ import annotations

import gc
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from scorecard import __version__, comparison
from scorecard.changes import essence
from scorecard.check import open_programme
from scorecard.cube import cube_at
from scorecard.database import StoreError
from scorecard.language import Language, language, languages
from scorecard.load import ProgrammeError, programme_folders
from scorecard.minutes import judgements
from scorecard.model import EVERYTHING, Date, Selection, message, mid_sentence
from scorecard.people import Person
from scorecard.programme import Programme
from scorecard.records import Goal
from scorecard.sentences import county_name, evidence, headline, population, reported, sample_notice, shown
from scorecard.store import Commit, Store, open_store, programme_at, store_url
from scorecard.ui import scripts
from scorecard.ui.about import about, help_button
from scorecard.ui.access import visitors
from scorecard.ui.controls import choose_programme
from scorecard.ui.login import log_out_button, login_page, open_wanted
from scorecard.ui.pages import ABOUT, PAGES
from scorecard.ui.parts import empty, link, markdown, note, nothing_loaded, without
from scorecard.ui.settings import SettingsError, database_url
from scorecard.ui.view import (
    FILTERS,
    PARAMETERS,
    WHOLE_PAGES,
    Then,
    View,
    browser_language,
    chosen_programme,
    offered,
    stay_in,
    view_of,
)

ICON = Path(__file__).parent / "icon.svg"
STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
NEEDS_ANSWERS = ("counties", "changes")
"""Pages that have nothing to show of a round without answers; the others show what is known."""
GOAL_PAGES = ("goal", "counties", "organisations")
"""Pages that show the goal chosen."""
LOG = logging.getLogger("scorecard")
MOST_ROUNDS = 12
"""Rounds up to which each has a button; more are chosen from a list, newest first."""


def begin(page: str) -> View:
    """Opens the programme, reads the view, and draws header, navigation and filters. The first statement of a page."""
    st.set_page_config(layout="wide", initial_sidebar_state=256, page_icon=str(ICON))
    st.html(f"<style>{STYLE}</style>")
    _catch(st.empty())
    voice, expected = st.empty(), _words().code
    scripts.run(scripts.speak(expected), voice)  # before the first word, which may be Streamlit's own
    folders = programme_folders()
    chosen = chosen_programme(list(folders))
    people = _people(folders)
    seen = {name: folder for name, folder in folders.items() if people[name].may_see}
    if chosen not in seen:
        _log_in(people[chosen], folders[chosen], partial(_other_programmes, chosen, seen))
    if people[chosen].name:
        open_wanted(page)
    view = _view(page, people[chosen], folders, chosen, partial(_other_programmes, chosen, seen))
    programme, words = view.programme, view.language
    st.set_page_config(page_title=f"{words(f'page.{page}')} · {words.content(programme.settings.short)}")
    if words.code != expected:
        scripts.run(scripts.speak(words.code), voice)
    if page == "meeting":
        _meeting_header(view)
        return view
    _sidebar(view, seen)
    _header(view)
    if _nobody(view):
        empty(view)
        st.stop()
    if view.page in NEEDS_ANSWERS and not reported(view):
        st.stop()
    return view


@st.cache_resource(max_entries=8, show_spinner=False)
def _programme(folder: str) -> Programme:
    programme = open_programme(folder)
    _freeze()
    return programme


@st.cache_resource(max_entries=8, show_spinner=False)
def _store(folder: str, url: str) -> Store:
    return open_store(_programme(folder), url)


@st.cache_resource(max_entries=16, show_spinner=False)
def _then(folder: str, url: str, version: int) -> Then:
    programme, store = _programme(folder), _store(folder, url)
    return Then(
        programme=programme_at(programme, store, version), cube=cube_at(store, version),
        judgements=judgements(store, version),
    )  # fmt: skip


@st.cache_resource(max_entries=16, show_spinner=False)
def _locks(folder: str, url: str, version: int) -> dict[Date, Commit]:
    return _store(folder, url).locks(version)


@st.cache_resource(max_entries=1, show_spinner=False)
def _freeze() -> None:
    """Streamlit collects garbage after every rerun; what the libraries hold for ever need not be looked through."""
    gc.collect()
    gc.freeze()


def _people(programmes: Iterable[str]) -> dict[str, Person]:
    """The person in front of each programme."""
    try:
        return visitors(programmes)
    except SettingsError as error:
        _failed("failure.settings", 1, [], error)


def _log_in(person: Person, folder: Path, beside: Callable[[], None]) -> NoReturn:
    """Who may see nothing stops at the login before a file or figure is read out."""
    words, title = _words(), ""
    with suppress(ProgrammeError):
        title = words.content(_programme(str(folder)).settings.title)
    heading = words("access.title", programme=title) if title else words("access.log_in")
    st.set_page_config(page_title=heading)
    beside()
    login_page(person, words, heading)
    st.stop()


def _view(page: str, person: Person, folders: Mapping[str, Path], name: str, beside: Callable[[], None]) -> View:
    """The view on the programme and its store; a page that says why where they cannot be had."""
    folder = str(folders[name])
    failed = partial(_failed, beside=beside)
    try:
        # The spinner costs a thread, and only the first opening lasts.
        with nullcontext() if "view" in st.session_state else st.spinner(_words()("waiting.open")):
            programme = _programme(folder)
            url = store_url(programme, configured=database_url())
            store = _store(folder, url)
        newest = store.version()
        then = partial(_then, folder, url)
        return view_of(page, programme, store, newest, _locks(folder, url, newest), then, person, list(folders))
    except ProgrammeError as error:
        words = _words()
        lines = [f"{each.file}:{each.line}:{each.column}: {words.plain(each.message)}" for each in error.problems]
        failed("failure.programme", len(lines), lines)
    except StoreError as error:
        failed("failure.store", 1, [], error)
    except SettingsError as error:
        failed("failure.settings", 1, [], error)


def _words() -> Language:
    """The reader's language where there is no view to ask: the address may say it, else the browser."""
    asked = st.query_params.get("language")
    return language(asked if asked in languages() else browser_language(languages()))


def _catch(place: DeltaGenerator) -> None:
    """Whatever fails in the page from here on is told in a place above it, however the app was started."""
    if running := get_script_run_ctx():
        running.on_script_error = partial(unforeseen, place=place)


def unforeseen(error: Exception, place: DeltaGenerator | None = None) -> bool:
    """What a page says instead of a stack trace when its own code fails: nothing of the error but a code to find it by."""
    with place.container() if place else nullcontext():
        _say_failed("failure.store" if isinstance(error, StoreError) else "failure.unforeseen", 1, [], error)
    return True


def _failed(
    key: str, count: int, lines: list[str], error: Exception | None = None, beside: Callable[[], None] | None = None
) -> NoReturn:
    """What went wrong in place of a page, and what may be drawn beside it."""
    st.set_page_config(page_title=_words()(f"{key}.title"))
    if beside:
        beside()
    _say_failed(key, count, lines, error)
    st.stop()


def _say_failed(key: str, count: int, lines: list[str], error: Exception | None) -> None:
    words, code = _words(), uuid.uuid4().hex[:8]
    LOG.error("%s %s", code, error or "; ".join(lines), exc_info=error)
    st.title(words(f"{key}.title"), anchor=False)
    with st.container(border=True, width=720):
        st.markdown(words(f"{key}.text", count=count))
        if lines:
            st.code("\n".join(lines[:50]), language=None, wrap_lines=True)
        st.button(words("failure.again"))
        note(words("failure.code", code=code))


def _header(view: View) -> None:
    words, programme = view.language, view.programme
    with st.container(key="header", gap="xxsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="headline"):
            st.title(markdown(_finding(view)), anchor=False, width="content")
            with st.container(horizontal=True, width="content", vertical_alignment="center", gap="xsmall", key="badges"):
                round = programme.round(view.round)
                st.markdown(f":gray-badge[{markdown(words.content(round.title))}]", width="content")
                if view.locked and not view.old:
                    locked = words("header.locked_on", date=words.date(view.locked.at))
                    st.markdown(f":gray-badge[{markdown(locked)}]", width="content")
                st.segmented_control(
                    words("filter.language"), offered(programme), key="choice_language", required=True,
                    format_func=lambda code: language(code)("language.name"), label_visibility="collapsed",
                )  # fmt: skip
        page = f"**{markdown(words(f'page.{view.page}'))}**"
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            parts = [words.say(shown(view, _population(view)), markdown)]
            if view.page == "rounds":
                parts = [words("shown.round", count=len(programme.organisations))]
            rests_on = evidence(view, view.goal if view.page in GOAL_PAGES else _first_counted(view))
            one_by_one = view.page == "compare" and programme.has_sample  # what is compared rests on the sample
            parts += [words.say(rests_on)] if rests_on and population(view, _population(view))[1] and not one_by_one else []
            if view.page in ABOUT:
                parts = [markdown(words(f"shown.{view.page}"))]
            sentence = f"{page} · {' '.join(parts)}"
            with st.container(key="shown", width="content"):
                st.markdown(sentence, width="content")
            if view.page not in ABOUT and (notice := sample_notice(view)):
                st.markdown(f":small[:orange-background[{markdown(notice)}]]", width="content")
        _say_old(view)
        _say_ignored(view)
        _say_fallback(view)
    if not reported(view):
        nothing_loaded(view)


def _say_old(view: View) -> None:
    """That an older version is shown than the round's own, and the way to that."""
    if view.old:
        with st.container(horizontal=True, vertical_alignment="center"):
            old = view.language("header.old_version", version=view.cube.version, newest=view.newest)
            st.markdown(f":orange-background[{markdown(old)}]", width="content")
            st.button(view.language("header.newest"), on_click=without, args=(("version",),))


def _say_ignored(view: View) -> None:
    """What the address names and does not exist."""
    if view.ignored:
        names = view.language.enumeration(sorted({_parameter(view, name) for name in view.ignored}))
        said = markdown(view.language("header.ignored", names=names))
        st.markdown(f":orange-background[{said}]", width="content")


def _say_fallback(view: View) -> None:
    """That the programme has no texts in the reader's language, and which language it is read in instead."""
    title = view.programme.settings.title
    if view.language.code not in title:
        said = view.language("header.fallback", shown=view.language.name_of(next(iter(title))))
        st.markdown(f":orange-background[{markdown(said)}]", width="content")


def _meeting_header(view: View) -> None:
    """What is shown, in one line above every screen of a meeting; no filter, no navigation but the way out."""
    words, round = view.language, view.programme.round(view.round)
    parts = [words.content(view.programme.settings.short), words.content(round.title)]
    if view.locked and not view.old:
        parts.append(words("header.locked", date=words.date(view.locked.at), version=view.locked.version))
    else:
        parts.append(words("briefing.version", version=view.cube.version))
    parts.append(words.plain(shown(view, _population(view))))
    with st.container(key="meeting_header", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(markdown(" · ".join(parts)), width="content")
        if notice := sample_notice(view):
            st.markdown(f":orange-background[{markdown(notice)}]", width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            help_button(view)
            link(view, "overview", words("meeting.leave"), slide="")
    _say_old(view)
    _say_ignored(view)
    _say_fallback(view)


def _finding(view: View) -> str:
    if view.page in (*NEEDS_ANSWERS, "overview", "organisations") and not view.organisation and not reported(view):
        return view.language("empty.nothing_title", round=mid_sentence(view.programme.round(view.round).title))
    if view.page == "organisations" and view.organisation:
        return view.language("headline.organisation", name=view.programme.organisations[view.organisation].name)
    if _nobody(view):
        return view.language("empty.title")
    if view.page == "compare":
        return view.language.plain(comparison.finding(view, view.movements))
    if view.page == "changes":
        return view.language.sentences(essence(view.changes) if view.before else [message("changes.no_before")])
    return headline(view, view.page, view.goal)


def _nobody(view: View) -> bool:
    """Whether the filters leave no organisation that the page could show."""
    if (
        view.selection.everything
        or view.page in ("sources", *WHOLE_PAGES)
        or (view.page == "organisations" and view.organisation)
    ):
        return False
    groups = view.programme.settings.groups if view.page == "overview" else [_population(view)]
    return not any(population(view, group)[0] for group in groups)


def _parameter(view: View, name: str) -> str:
    return view.language(f"filter.{name}").lower() if name in PARAMETERS else name[:30]


def _population(view: View) -> str:
    """The group that the page's figures count among."""
    if view.page in ("goal", "counties"):
        return view.goal.group
    indicator = view.programme.indicators[view.goal.rule.indicator] if view.goal.rule else None
    return indicator.group if indicator and view.page == "organisations" else _first_counted(view).group


def _first_counted(view: View) -> Goal:
    """The goal that a page of many goals is told by."""
    return next((each for each in view.programme.top_goals if each.rule and each.horizon == "short"), view.goal)


def _sidebar(view: View, programmes: Mapping[str, Path]) -> None:
    words, programme = view.language, view.programme
    with st.sidebar:
        st.markdown(f"**{markdown(words('sidebar.title', programme=programme.settings.short))}**")
        choose_programme(words, _short_names(words, programmes))
        with st.container(key="nav", gap="xxsmall"):
            hidden = {*ABOUT} if programme.counties else {*ABOUT, "counties"}
            _ways({page: words(f"page.{page}") for page in PAGES if page not in hidden}, view.parameters)
            about(view)
        if view.page not in ABOUT:
            st.header(words("sidebar.filter"), anchor=False)
            _filters(view)
        key, date = (
            ("sidebar.version" if reported(view) else "sidebar.version_empty"),
            programme.round(view.round).answered_by,
        )
        note(words(key, version=__version__, store=view.cube.version, date=date))
        for why_not in (view.person.why_not, view.store.read_only):
            if why_not:
                note(words.plain(why_not))
        log_out_button(view.person, words)


@st.cache_resource(max_entries=1024, show_spinner=False)
def _ways(labels: Mapping[str, str], parameters: Mapping[str, str]) -> None:
    """Links to pages. Streamlit would look anew for the file of each; it sends them again when they are the same."""
    for page, label in labels.items():
        st.page_link(PAGES[page], label=label, width="stretch", query_params=dict(parameters))


def _other_programmes(name: str, programmes: Mapping[str, Path]) -> None:
    """The way to another programme from one that cannot be shown."""
    stay_in(name)
    with st.sidebar:
        choose_programme(_words(), _short_names(_words(), programmes))


def _short_names(words: Language, programmes: Mapping[str, Path]) -> dict[str, str]:
    """What programmes are called; with the folder where two are called the same."""
    names = {name: words.content(_short(str(folder)) or {words.code: name}) for name, folder in programmes.items()}
    several = {label for label, number in Counter(names.values()).items() if number > 1}
    return {name: f"{label} ({name})" if label in several else label for name, label in names.items()}


@st.cache_resource(ttl=60, show_spinner=False)
def _short(folder: str) -> Mapping[str, str] | None:
    """What a programme is called in short; None where it cannot be read, which is not tried at every click."""
    try:
        return _programme(folder).settings.short
    except ProgrammeError:
        return None


def _filters(view: View) -> None:
    words, programme = view.language, view.programme
    rounds = [each.date.isoformat() for each in programme.rounds]

    def short(date: str) -> str:
        return words.content(programme.round(Date.fromisoformat(date)).short)

    if len(rounds) <= MOST_ROUNDS:
        st.segmented_control(words("filter.round"), rounds, key="choice_round", required=True, format_func=short)
    else:
        st.selectbox(words("filter.round"), rounds[::-1], key="choice_round", format_func=short)
    if view.page not in WHOLE_PAGES:  # what they show is the whole
        _narrowing(view)


def _narrowing(view: View) -> None:
    words, programme, settings = view.language, view.programme, view.programme.settings
    group = _population(view)

    def counted(label: str, selection: Selection = EVERYTHING) -> str:
        return f"{label} ({population(replace(view, selection=selection), group)[0]})"

    def county_label(code: str) -> str:
        return counted(county_name(view, code), Selection(county=code)) if code else counted(words("filter.county_all"))

    def kind_label(kind: str) -> str:
        if not kind:
            return counted(words("filter.kind_all"))
        return counted(words.content(settings.kinds[kind].plural), Selection(kind=kind))

    counties = sorted(programme.counties, key=lambda code: county_name(view, code))
    kinds = [
        kind for kind in settings.kinds if programme.members(group, Selection(kind=kind)) or kind == view.selection.kind
    ]
    if counties:
        st.selectbox(
            words("filter.county"), ["", *counties], key="choice_county", placeholder=words("filter.county_all"),
            format_func=county_label,
        )  # fmt: skip
    st.selectbox(
        words("filter.kind"), ["", *kinds], key="choice_kind", placeholder=words("filter.kind_all"),
        format_func=kind_label,
    )  # fmt: skip
    st.selectbox(
        words("filter.evidence"), ["", "self_assessed", "verified"], key="choice_evidence",
        placeholder=words("filter.evidence_all"),
        format_func=lambda basis: words(f"basis.{basis}").capitalize() if basis else words("filter.evidence_all"),
    )  # fmt: skip
    st.button(words("filter.clear"), on_click=without, args=(FILTERS,), disabled=view.selection.everything, width="stretch")
    st.pills(
        words("filter.tables"), ["1"], key="choice_tables", format_func=lambda _: words("filter.tables_show"),
        label_visibility="collapsed",
    )  # fmt: skip
