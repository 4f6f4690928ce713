"""How everything is saved: who and why are asked, the right is checked again, and what was written is said once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from scorecard import logbook, tables, versions
from scorecard.database import StoreError
from scorecard.literal import markdown
from scorecard.model import Message
from scorecard.store import Progress
from scorecard.ui.access import NotAllowedError, require_officer
from scorecard.ui.parts import table
from scorecard.ui.view import View
from scorecard.versions import ConflictError

FORGOTTEN = ("submission", "correction")
"""What a session keeps of a version while somebody works on it."""
CHOSEN = ("undo_version", "earlier", "later", "follow_up_decision")
"""Choices among the versions, which are others after every save."""


def may_edit(view: View) -> bool:
    """Whether this person may write anything here: not into what stood before."""
    return view.person.may_edit and view.store.read_only is None and not view.old


def may_write(view: View) -> bool:
    """Whether this person may change the answers of this round now."""
    return may_edit(view) and view.locked is None


def who_and_why(view: View, key: str, *, reason: bool = True) -> tuple[str, str]:
    """The name (known where there is a login) and, where one is asked for, the reason that the history keeps."""
    words = view.language
    by = view.person.name or st.text_input(
        words("rounds.who"), value=st.session_state.get("officer", ""), key=f"who_{key}",
        max_chars=versions.LONGEST_SIGNATURE,
    )  # fmt: skip
    why = st.text_input(words("rounds.why"), key=f"why_{key}", max_chars=versions.LONGEST_REASON) if reason else ""
    return by, why


def attempt(view: View, by: str, save: Callable[[Progress], Message]) -> None:
    """Saves if the person still may; says what was written after the page is drawn anew, or why nothing was.

    The writing runs beside the page: a click meanwhile ends the page's run, but neither the writing nor what it says.
    """
    words = view.language
    saved: list[tuple[str, Message]] = st.session_state.setdefault("saved", [])
    progress: list[float] = [0.0]

    def run() -> None:
        saved.append((by, save(lambda done, of: progress.__setitem__(0, done / of))))

    try:
        require_officer(st.session_state["programme"])
        bar = st.progress(0.0, words("rounds.writing"))
        with ThreadPoolExecutor(max_workers=1) as writer:
            writing = writer.submit(run)
            while not writing.done():
                bar.progress(progress[0], words("rounds.writing"))
                time.sleep(0.02)
        bar.empty()
        writing.result()
    except (NotAllowedError, StoreError) as error:
        st.error(markdown(words.plain(error.message)))
        if isinstance(error, ConflictError):
            rows = tables.frame(view, logbook.TOUCHED, logbook.touched(view, error))
            table(view, rows, words("rounds.conflict"))
            st.button(words("rounds.again"), on_click=start_again)
        return
    st.rerun()


def say_saved(view: View) -> None:
    """What has been written since the page was last drawn; the first thing on every page with forms."""
    saved: list[tuple[str, Message]] = st.session_state.pop("saved", [])
    for by, said in saved:
        st.success(markdown(view.language.plain(said)))
        st.session_state["officer"] = by
    if saved:
        st.session_state["upload_turn"] = st.session_state.get("upload_turn", 0) + 1
        typed = [name for name in st.session_state if str(name).startswith(("why_", "who_", "decision_", "seen_"))]
        for name in [*typed, *(name for name in CHOSEN if name in st.session_state)]:
            del st.session_state[name]
        start_again()


def start_again() -> None:
    """The file and the grid once more, held against the newest version."""
    for name in FORGOTTEN:
        st.session_state.pop(name, None)
