"""What every page has around it: opening the programme, header, navigation, filters, and the states of failure."""

from __future__ import annotations

import gc
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from functools import cache, partial
from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from scorecard import comparison, prose
from scorecard.changes import essence
from scorecard.check import open_programme
from scorecard.cube import cube_at
from scorecard.database import StoreError
from scorecard.language import Language, language, languages
from scorecard.literal import bold, html, markdown
from scorecard.load import ProgrammeError, programme_folders
from scorecard.look import TOKENS
from scorecard.minutes import judgements
from scorecard.model import EVERYTHING, Date, message, mid_sentence
from scorecard.people import Person
from scorecard.programme import Programme
from scorecard.sentences import evidence, headline, how_many, sample_notice, shown
from scorecard.store import Commit, Store, open_store, programme_at, store_url
from scorecard.ui import ahead, scripts
from scorecard.ui.about import help_button
from scorecard.ui.access import visitors
from scorecard.ui.controls import choose_programme
from scorecard.ui.login import login_page, open_wanted
from scorecard.ui.markup import say
from scorecard.ui.pages import ABOUT
from scorecard.ui.parts import empty, let_paint, link, note, nothing_loaded, paragraph, without
from scorecard.ui.settings import SettingsError, database_url
from scorecard.ui.sidebar import control, counted_group, county_label, first_counted, sidebar
from scorecard.ui.view import (
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
PALETTE = [f"{name}{part}" for name in ("blue", "green", "orange", "violet", "gray") for part in ("Text", "Background")]
COLOURS = "".join(
    f"--{name}: light-dark({', '.join(st.get_option(f'theme.{theme}.{name}Color') for theme in TOKENS)});"
    for name in (*PALETTE, "border", "link")
)
"""The colours that Streamlit gives to words in Markdown, lines and links, for those in HTML."""
STYLE = f":root {{{COLOURS}}}{(Path(__file__).parent / 'style.css').read_text(encoding='utf-8')}"
NEEDS_ANSWERS = ("counties", "changes")
"""Pages that have nothing to show of a round without answers; the others show what is known."""
GOAL_PAGES = ("goal", "counties", "organisations")
"""Pages that show the goal chosen."""
LOG = logging.getLogger("scorecard")
_wide_page = partial(st.set_page_config, layout="wide", initial_sidebar_state=256)


@contextmanager
def page(name: str) -> Iterator[View]:
    """The view that a page shows, with header, navigation and filters around it. The whole of a page is in it, and is left
    out where there is nothing to show.

    The sidebar comes last, also where the page fails: figures are seen before it is drawn again.
    """
    view, programmes = _opened(name)
    if name == "meeting":
        _meeting_header(view)
        yield view
        _freeze()
        return
    try:
        _header(view)
        if _nobody(view):
            empty(view)
        elif view.reported or name not in NEEDS_ANSWERS:
            yield view
            let_paint()
            ahead.send(view, partial(county_label, view, counted_group(view)), lambda other: not _nobody(other))
            return
    finally:
        sidebar(view, _short_names(view.language, programmes))
        _freeze()
    st.stop()


def _opened(page: str) -> tuple[View, Mapping[str, Path]]:
    """The view, and the programmes that the person may see."""
    if "view" not in st.session_state:  # a browser keeps the icon it has been sent
        _wide_page(page_icon=str(ICON))
    say(f"<style>{STYLE}</style>")
    voice, expected = st.empty(), _words().code
    _catch(voice)
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
    words = view.language
    _wide_page(page_title=f"{words(f'page.{page}')} · {words.content(view.programme.settings.short)}")
    if words.code != expected:
        scripts.run(scripts.speak(words.code), voice)
    return view, seen


@st.cache_resource(max_entries=8, show_spinner=False)
def _programme(folder: str) -> Programme:
    return open_programme(folder)


@st.cache_resource(max_entries=8, show_spinner=False)
def _opened_programme(folder: str) -> tuple[Programme, Store]:
    """A programme and its database."""
    programme = _programme(folder)
    return programme, open_store(programme, store_url(programme, configured=database_url()))


@st.cache_resource(max_entries=16, show_spinner=False)
def _then(folder: str, version: int) -> Then:
    programme, store = _opened_programme(folder)
    return Then(
        programme=programme_at(programme, store, version), cube=cube_at(store, version),
        judgements=judgements(store, version),
    )  # fmt: skip


@st.cache_resource(max_entries=16, show_spinner=False)
def _locks(folder: str, version: int) -> Mapping[Date, Commit]:
    return _opened_programme(folder)[1].locks(version)


@cache
def _freeze() -> None:
    """Most of what a process holds once it has shown a page it holds for ever: it need not be looked through for garbage."""
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
            programme, store = _opened_programme(folder)
        newest = store.version()
        return view_of(page, programme, store, newest, _locks(folder, newest), partial(_then, folder), person, list(folders))
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
        paragraph(words(f"{key}.text", count=count))
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
                about = [words.content(round.title)]
                if view.locked and not view.old:
                    about.append(words("header.locked_on", date=words.date(view.locked.at)))
                say(prose.badges(about), width="content")
                st.segmented_control(
                    words("filter.language"), offered(programme), **control("language"), required=True,
                    format_func=lambda code: language(code)("language.name"), label_visibility="collapsed",
                )  # fmt: skip
        ahead.say_of_county(view, "shown", _shown)
        _say_old(view)
        _say_ignored(view)
        _say_fallback(view)
    if not view.reported:
        nothing_loaded(view)


def _shown(view: View) -> str:
    """The page, and in words what it shows and what that rests on."""
    words, programme = view.language, view.programme
    name = f"<strong>{html(words(f'page.{view.page}'))}</strong>"
    if view.page in ABOUT:
        return f'<div class="shown"><p>{name} · {words(f"shown.{view.page}")}</p></div>'
    parts = [words.say(shown(view, counted_group(view)), html)]
    if view.page == "rounds":
        parts = [words("shown.round", count=len(programme.organisations))]
    rests_on = evidence(view, view.goal if view.page in GOAL_PAGES else first_counted(view))
    one_by_one = view.page == "compare" and programme.has_sample  # what is compared rests on the sample
    if rests_on and how_many(programme, counted_group(view), EVERYTHING) and not one_by_one:
        parts.append(words.say(rests_on, html))
    notice = sample_notice(view)
    return f'<div class="shown"><p>{name} · {bold(" ".join(parts))}</p>{prose.warning(notice) if notice else ""}</div>'


def _say_old(view: View) -> None:
    """That an older version is shown than the round's own, and the way to that."""
    if view.old:
        with st.container(horizontal=True, vertical_alignment="center"):
            old = view.language("header.old_version", version=view.cube.version, newest=view.newest)
            say(prose.warning(old), width="content")
            st.button(view.language("header.newest"), on_click=without, args=(("version",),))


def _say_ignored(view: View) -> None:
    """What the address names and does not exist."""
    if view.ignored:
        names = view.language.enumeration(sorted({_parameter(view, name) for name in view.ignored}))
        say(prose.warning(view.language("header.ignored", names=names)))


def _say_fallback(view: View) -> None:
    """That the programme has no texts in the reader's language, and which language it is read in instead."""
    title = view.programme.settings.title
    if view.language.code not in title:
        said = view.language("header.fallback", shown=view.language.name_of(next(iter(title))))
        say(prose.warning(said))


def _meeting_header(view: View) -> None:
    """What is shown, in one line above every screen of a meeting; no filter, no navigation but the way out."""
    words, round = view.language, view.programme.round(view.round)
    parts = [words.content(view.programme.settings.short), words.content(round.title)]
    if view.locked and not view.old:
        parts.append(words("header.locked", date=words.date(view.locked.at), version=view.locked.version))
    else:
        parts.append(words("briefing.version", version=view.cube.version))
    parts.append(words.plain(shown(view, counted_group(view))))
    with st.container(key="meeting_header", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        say(prose.paragraph(" · ".join(parts)), width="content")
        if notice := sample_notice(view):
            say(prose.warning(notice), width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            help_button(view)
            link(view, "overview", words("meeting.leave"), slide="")
    _say_old(view)
    _say_ignored(view)
    _say_fallback(view)


def _finding(view: View) -> str:
    if view.page in (*NEEDS_ANSWERS, "overview", "organisations") and not view.organisation and not view.reported:
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
    groups = view.programme.settings.groups if view.page == "overview" else [counted_group(view)]
    return not any(how_many(view.programme, group, view.selection) for group in groups)


def _parameter(view: View, name: str) -> str:
    return view.language(f"filter.{name}").lower() if name in PARAMETERS else name[:30]


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
