"""What officers do with rounds: load, correct, lock, look back and undo. Every save asks again who is there."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from scorecard import logbook, tables, versions
from scorecard.corrections import GridRow, corrected
from scorecard.database import StoreError
from scorecard.difference import Difference, difference, effect
from scorecard.model import AnswerState, Message, Scale, message
from scorecard.store import StoredAnswer
from scorecard.submission import Submission, read_submission
from scorecard.template import template
from scorecard.ui.parts import download, heading, link, markdown, note, table
from scorecard.ui.saving import attempt, may_write, start_again, who_and_why
from scorecard.ui.view import View
from scorecard.workbooks import marked_copy


def load_answers(view: View) -> None:
    """A round's file: template, check, preview, publish."""
    words, round = view.language, view.programme.round(view.round)
    heading(words("rounds.load", round=round.title))
    note(words("rounds.load_note"))
    st.download_button(
        words("rounds.template"), lambda: _template(view), file_name=words("rounds.template_file", round=view.round),
        on_click="ignore", key="template",
    )  # fmt: skip
    if view.locked:
        st.markdown(markdown(words("versions.locked", round=view.round, version=view.locked.version)))
    elif may_write(view):
        _upload(view)


def _template(view: View) -> bytes:
    return template(view, view.store.answers(view.newest, round=view.round))


def _upload(view: View) -> None:
    words = view.language
    # A new uploader after every publish: the old one would still hold the file that has been written.
    turn = st.session_state.setdefault("upload_turn", 0)
    file = st.file_uploader(words("rounds.file"), type=["csv", "xlsx"], key=f"upload_{turn}", max_upload_size=10)
    if file is None:
        st.session_state.pop("submission", None)
        return
    asked = (file.file_id, view.round)
    if st.session_state.get("submission", (None,))[0] != asked:
        with st.spinner(words("rounds.reading")):
            found = read_submission(view.programme, view.round, file.name, file.getvalue(), datetime.date.today())
        st.session_state["submission"] = (asked, found, view.newest)
    _, submission, based_on = st.session_state["submission"]
    _findings(view, submission, file.getvalue())
    if not submission.errors:
        _preview(view, submission, based_on)


def _findings(view: View, submission: Submission, data: bytes) -> None:
    """What is wrong, or only worth saying, as a table to read and to download, and marked in the file itself."""
    words = view.language
    if not submission.findings:
        return
    rows = tables.frame(view, logbook.FINDINGS, logbook.findings(view, submission, submission.findings))
    errors = len(submission.errors)
    if errors:
        st.error(markdown(words("import.refused", count=errors)))
    else:
        st.markdown(markdown(words("rounds.warnings", count=len(rows))))
    hidden = 2 if len(submission.sheets) < 2 else 1  # the file, which is chosen above, and a sheet that is the only one
    table(view, rows.iloc[:, hidden:], words("rounds.findings"))
    if errors:
        download(view, rows, words("rounds.findings_file"))
        if submission.sheets:
            name = words("rounds.marked_file", file=submission.file_name.rpartition(".")[0])
            st.download_button(
                words("rounds.marked"), lambda: _marked(view, submission, data), file_name=name, on_click="ignore",
                key="marked",
            )  # fmt: skip


def _marked(view: View, submission: Submission, data: bytes) -> bytes:
    marks = [
        (each.sheet, each.row, each.column or 1, view.language.plain(each.message)) for each in submission.errors if each.row
    ]
    return marked_copy(submission.sheets, data, marks) or data


def _preview(view: View, submission: Submission, based_on: int) -> None:
    """What would change, answer by answer and in the scorecard, and the way to publish it."""
    words = view.language
    found = difference(view.store, view.round, submission.reported, based_on)
    heading(words("rounds.preview"))
    st.markdown(words.sentences(logbook.summary(found), markdown))
    if not found.changes:
        st.markdown(markdown(words("rounds.nothing_new")))
        return
    table(view, tables.frame(view, logbook.CHANGES, logbook.changes(view, found)).iloc[:, :-1], words("rounds.preview"))
    heading(words("rounds.effect"))
    pairs = effect(view.programme, view.store.counts(based_on), found, view.round)
    table(view, tables.frame(view, logbook.EFFECTS, logbook.effects(view, pairs)), words("rounds.effect"))

    with st.form("publish", border=False, enter_to_submit=False):
        by, why = who_and_why(view, "publish")
        pressed = st.form_submit_button(words("rounds.publish", count=len(found.changes)))
    if pressed:
        attempt(view, lambda: _publish(view, found, by, why, "import", submission))


def _publish(view: View, found: Difference, by: str, why: str, kind: str, submission: Submission | None = None) -> Message:
    words = view.language
    bar = st.progress(0.0, words("rounds.writing"))

    def progress(done: int, of: int) -> None:
        bar.progress(done / of, words("rounds.written", done=done, of=of))

    version = versions.publish(
        view.store, found.rows, based_on=found.based_on, by=by, why=why, kind=kind,
        file_name=submission.file_name if submission else None, sha256=submission.sha256 if submission else None,
        progress=progress,
    )  # fmt: skip
    start_again()
    return message("import.written", count=len(found.changes), version=version)


def correct_answers(view: View) -> None:
    """One organisation's answers in a grid, to be mended in place."""
    words, programme = view.language, view.programme
    if not may_write(view):
        return
    heading(words("rounds.correct"))
    names = {each.id: each.name for each in sorted(programme.organisations.values(), key=lambda each: each.name)}
    chosen = st.selectbox(
        words("rounds.organisation"), ["", *names], key="correct_organisation",
        format_func=lambda name: names.get(name) or words("rounds.choose"),
    )  # fmt: skip
    if not chosen:
        return
    # The grid keeps to the version it was first drawn at, so that what others write meanwhile is told as a conflict.
    about = (chosen, view.round)
    if st.session_state.get("correction", (None, 0))[0] != about:
        st.session_state["correction"] = (about, view.newest)
    based_on = st.session_state["correction"][1]
    _grid(view, chosen, based_on)


def _grid(view: View, organisation: str, based_on: int) -> None:
    words = view.language
    shown = _grid_rows(view, organisation, based_on)
    if not shown:
        note(words("rounds.nothing_asked"))
        return
    key = f"grid_{organisation}_{view.round}_{based_on}"
    bases = [_basis(view, each) for each in ("self_assessed", "verified")]
    with st.form("correct", border=False, enter_to_submit=False):
        st.data_editor(
            pd.DataFrame([
                {"question": words.content(view.programme.indicators[each.indicator].label), "answer": each.answer,
                 "evidence": each.evidence, "note": each.note}
                for each in shown
            ]),
            hide_index=True, key=key, num_rows="fixed", disabled=["question"], alt=words("rounds.correct"),
            column_config={
                "question": words("column.question"),
                "answer": st.column_config.TextColumn(words("column.answer"), max_chars=40),
                "evidence": st.column_config.SelectboxColumn(words("column.evidence"), options=bases, required=True),
                "note": st.column_config.TextColumn(words("column.note"), max_chars=2000),
            },
        )  # fmt: skip
        by, why = who_and_why(view, "correct")
        pressed = st.form_submit_button(words("rounds.save"))
    if pressed:
        edits = st.session_state[key]
        attempt(view, lambda: _correct(view, organisation, shown, edits, based_on, by, why))


def _grid_rows(view: View, organisation: str, version: int) -> list[GridRow]:
    """The questions that the round asks an organisation, with its answers as somebody would write them."""
    found = view.programme.organisations[organisation]
    given = {each.indicator: each for each in view.store.answers(version, round=view.round, organisation=organisation)}
    asked = [
        each
        for each in view.programme.indicators.values()
        if each.id in given or (each.group in found.groups and view.round in view.cube.rounds(each.id))
    ]
    rows = []
    for each in asked:
        answer = given.get(each.id)
        rows.append(GridRow(
            indicator=each.id, answer=_written(view, each.scale, answer),
            evidence=_basis(view, answer.evidence if answer else "self_assessed"), note=answer.note if answer else "",
        ))  # fmt: skip
    return rows


def _written(view: View, scale: Scale, answer: StoredAnswer | None) -> str:
    if answer is None or answer.state is AnswerState.NOT_REPORTED:
        return ""
    if answer.state is AnswerState.NOT_APPLICABLE:
        return view.language("state.not_applicable")
    return view.language(f"answer.{answer.answer}") if scale is Scale.YES_NO else answer.answer


def _basis(view: View, evidence: str) -> str:
    words = view.language(f"basis.{evidence}")
    return words[:1].upper() + words[1:]


def _correct(
    view: View, organisation: str, shown: list[GridRow], edits: Mapping[str, Any], based_on: int, by: str, why: str
) -> Message:
    today = datetime.date.today()
    reported, findings = corrected(view.programme, view.round, organisation, shown, edits, today)
    errors = [each.message for each in findings if each.error]
    if errors:
        raise StoreError(errors[0])
    found = difference(view.store, view.round, reported, based_on)
    if not found.changes:
        raise StoreError(message("rounds.nothing_edited"))
    return _publish(view, found, by, why, "correction")


def lock_round(view: View) -> None:
    """Lock a round, or unlock it with a reason."""
    words, locked = view.language, view.locked
    heading(words("rounds.lock", round=view.programme.round(view.round).title))
    if locked:
        said = message("rounds.is_locked", by=locked.by, at=locked.at, version=locked.version)
    else:
        said = message("rounds.is_open")
    st.markdown(markdown(words.plain(said)))
    if not (view.person.may_edit and view.store.read_only is None):
        return
    with st.form("lock", border=False, enter_to_submit=False):
        by, why = who_and_why(view, "lock")
        pressed = st.form_submit_button(words("rounds.unlock_it" if locked else "rounds.lock_it"))
    if pressed:
        attempt(view, lambda: _lock(view, by, why, locked=locked is None))


def _lock(view: View, by: str, why: str, *, locked: bool) -> Message:
    version = versions.lock(view.store, view.round, by=by, why=why, locked=locked)
    return message("lock.locked" if locked else "lock.unlocked", round=view.round, version=version)


def history(view: View) -> None:
    """Who did what, when and why; any two versions compared; a version taken back."""
    words, commits = view.language, view.store.commits()
    heading(words("rounds.history"))
    rows = logbook.history(words, commits, view.store.sizes())
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
        earlier, later = (
            st.selectbox(
                words(f"rounds.{name}"), known, index=min(index, len(known) - 1), key=name, format_func=labels.__getitem__
            )
            for name, index in (("earlier", 1), ("later", 0))
        )
    found = versions.compare(view.store, earlier, later)
    if found:
        table(view, tables.frame(view, logbook.CHANGES, logbook.compared(view, found)), words("rounds.compare"))
    else:
        note(words("rounds.no_difference"))
    link(view, "overview", words("rounds.open_version", version=earlier), version=str(earlier))


def _undo(view: View, known: Sequence[int], labels: Mapping[int, str]) -> None:
    words = view.language
    if not known or not (view.person.may_edit and view.store.read_only is None):
        return
    heading(words("rounds.undo"))
    note(words("rounds.undo_note"))
    with st.form("undo", border=False, enter_to_submit=False):
        version = st.selectbox(words("column.version"), known, key="undo_version", format_func=labels.__getitem__)
        by, why = who_and_why(view, "undo")
        pressed = st.form_submit_button(words("rounds.undo_it"))
    if pressed:
        attempt(view, lambda: _take_back(view, version, by, why))


def _take_back(view: View, version: int, by: str, why: str) -> Message:
    written = versions.undo(view.store, by=by, why=why, version=version)
    return message("undo.written", undone=version, version=written)
