"""Who did what, when and why; any two versions compared; a version taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from scorecard import logbook, tables, versions
from scorecard.model import Message, message
from scorecard.ui.parts import heading, link, note, table
from scorecard.ui.saving import attempt, may_edit, who_and_why
from scorecard.ui.view import View


def history(view: View) -> None:
    """All versions, newest first, and what can be done with them."""
    words, commits = view.language, view.store.commits()
    heading(words("rounds.history"))
    rows = logbook.history(words, commits, view.store.sizes(view.newest))
    table(view, tables.frame(view, logbook.HISTORY, rows), words("rounds.history"))
    known = [each.version for each in commits]
    labels = {each.version: f"{each.version} · {words(f'commit.{each.kind}')} · {each.by}" for each in commits}
    left, right = st.columns(2, gap="medium")
    if len(known) > 1:
        with left:
            _compare(view, known, labels)
    with right:
        _undo(view, [each.version for each in commits if each.kind not in versions.KEPT], labels)


def _compare(view: View, known: Sequence[int], labels: Mapping[int, str]) -> None:
    words = view.language
    heading(words("rounds.compare"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        earlier = st.selectbox(
            words("rounds.earlier"), known, index=None, key="earlier", format_func=labels.__getitem__,
            placeholder=words("rounds.choose_version"),
        )  # fmt: skip
        later = st.selectbox(
            words("rounds.later"), known, key="later", format_func=labels.__getitem__,
            placeholder=words("rounds.choose_version"),
        )  # fmt: skip
    if earlier is None or later is None:
        return
    found = versions.compare(view.store, earlier, later)
    if found:
        table(view, tables.frame(view, logbook.CHANGES, logbook.changes(view, found)), words("rounds.compare"))
    else:
        note(words("rounds.no_difference"))
    link(view, "overview", words("rounds.open_version", version=earlier), version=str(earlier))


def _undo(view: View, known: Sequence[int], labels: Mapping[int, str]) -> None:
    words = view.language
    if not known or not may_edit(view):
        return
    heading(words("rounds.undo"), words("rounds.undo_note"))
    with st.form("undo", border=False, enter_to_submit=False):
        version = st.selectbox(
            words("column.version"), known, key="undo_version", format_func=labels.__getitem__,
            placeholder=words("rounds.choose_version"),
        )  # fmt: skip
        by, why = who_and_why(view, "undo")
        pressed = st.form_submit_button(words("rounds.undo_it"))
    if pressed:
        attempt(view, by, lambda _: _take_back(view, version, by, why))


def _take_back(view: View, version: int, by: str, why: str) -> Message:
    written = versions.undo(view.store, by=by, why=why, version=version)
    return message("undo.written", undone=version, version=written)
