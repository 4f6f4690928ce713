"""How everything is saved: who and why are asked, the right is checked again, and what was written is said once."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from scorecard import logbook, tables, versions
from scorecard.database import StoreError
from scorecard.model import Message
from scorecard.ui.access import NotAllowedError, require_officer
from scorecard.ui.parts import markdown, table
from scorecard.ui.view import View
from scorecard.versions import ConflictError


def may_write(view: View) -> bool:
    return view.person.may_edit and view.store.read_only is None and view.locked is None


def who_and_why(view: View, key: str, *, reason: bool = True) -> tuple[str, str]:
    """The name (known where there is a login) and, where one is asked for, the reason that the history keeps."""
    words = view.language
    by = view.person.name or st.text_input(
        words("rounds.who"), value=st.session_state.get("officer", ""), key=f"who_{key}", max_chars=versions.LONGEST_NAME
    )
    why = st.text_input(words("rounds.why"), key=f"why_{key}", max_chars=versions.LONGEST_REASON) if reason else ""
    return by, why


def attempt(view: View, save: Callable[[], Message]) -> None:
    """Saves if the person still may; says what was written after the page is drawn anew, or why nothing was."""
    words = view.language
    try:
        require_officer()
        said = save()
    except (NotAllowedError, StoreError) as error:
        st.error(markdown(words.plain(error.message)))
        if isinstance(error, ConflictError):
            rows = tables.frame(view, logbook.TOUCHED, logbook.touched(view, error))
            table(view, rows, words("rounds.conflict"))
            st.button(words("rounds.again"), on_click=start_again_on_top)
        return
    st.session_state["said"] = said
    st.rerun()


def say_saved(view: View) -> None:
    """What the last save wrote, once."""
    said = st.session_state.pop("said", None)
    if said is not None:
        st.success(markdown(view.language.plain(said)))


def start_again() -> None:
    """Forgets the file and the grid: what they showed is written, and stands in a newer version."""
    st.session_state["upload_turn"] = st.session_state.get("upload_turn", 0) + 1
    start_again_on_top()


def start_again_on_top() -> None:
    """The same file and grid once more, held against the newest version."""
    for name in ("submission", "correction"):
        st.session_state.pop(name, None)
