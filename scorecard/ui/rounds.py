"""What officers do with a round: load answers, correct them, lock the round."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from scorecard import logbook, prose, questionnaire, tables, versions
from scorecard.corrections import GridRow, corrected
from scorecard.database import StoreError
from scorecard.difference import Difference, difference, effect
from scorecard.literal import html, markdown
from scorecard.model import Message, message
from scorecard.store import Commit, Progress
from scorecard.submission import Submission, read_submission
from scorecard.template import template
from scorecard.ui.markup import say
from scorecard.ui.parts import download, heading, note, paragraph, table
from scorecard.ui.saving import attempt, may_edit, may_write, start_again, who_and_why
from scorecard.ui.view import View
from scorecard.versions import Kind
from scorecard.workbooks import marked_copy

TYPES = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods", "htm", "html", "pdf"]
"""What may be chosen: also what is refused, so that the refusal says why and what to do."""


def load_answers(view: View) -> None:
    """A round's file: the template, and where it is loaded when it comes back."""
    words, round = view.language, view.programme.round(view.round)
    heading(words("rounds.load", round=round.title), words("rounds.load_note") if may_write(view) else "")
    st.download_button(
        words("rounds.template"), lambda: template(view, view.store.answers(view.newest, round=view.round)),
        file_name=words("rounds.template_file", round=view.round), on_click="ignore", key="template",
    )  # fmt: skip
    if view.locked and not view.old:
        _say_locked(view, view.locked)
    elif why_not := view.person.why_not or view.store.read_only:
        say(prose.warning(words.plain(why_not)))
    elif may_write(view):
        # A new uploader after every save: the old one would still hold the file that has been written.
        st.file_uploader(words("rounds.file"), type=TYPES, key=_uploader(), max_upload_size=10)


def _say_locked(view: View, lock: Commit) -> None:
    """Why nothing can be loaded; also to somebody whose work was under way."""
    words = view.language
    under_way = st.session_state.pop("submission", None) or st.session_state.get("correction", (("",), 0))[0][0]
    start_again()
    if under_way:
        st.error(words("rounds.locked_meanwhile"))
    paragraph(words("versions.locked", round=view.round, version=lock.version))


def _uploader() -> str:
    return f"upload_{st.session_state.setdefault('upload_turn', 0)}"


def review_answers(view: View) -> None:
    """What is wrong in the file, or what it would change and the way to publish it."""
    file = st.session_state.get(_uploader())
    if file is None or not may_write(view):
        st.session_state.pop("submission", None)
        return
    asked = (file.file_id, view.round)
    if st.session_state.get("submission", (None,))[0] != asked:
        with st.spinner(view.language("rounds.reading")):
            found = read_submission(view.programme, view.round, file.name, file.getvalue(), datetime.date.today())
            held = difference(view.programme, view.store, view.round, found.reported, view.newest)
        st.session_state["submission"] = (asked, found, held)
    _, submission, held = st.session_state["submission"]
    _findings(view, submission, file.getvalue())
    if not submission.errors:
        _preview(view, submission, held)


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
        paragraph(words("rounds.warnings", count=len(rows)))
    hidden = 2 if len(submission.sheets) < 2 else 1  # the file, which is chosen above, and a sheet that is the only one
    table(view, rows.iloc[:, hidden:], words("rounds.findings"))
    if errors:
        download(view, rows, words("rounds.findings_file"))
        _marked(view, submission, data)


def _marked(view: View, submission: Submission, data: bytes) -> None:
    """The officer's own file with its wrong cells marked, made when it is asked for."""
    words = view.language
    marks = [(each.sheet, each.row, each.column or 1, words.plain(each.message)) for each in submission.errors if each.row]
    if not submission.sheets or not marks or not st.button(words("rounds.mark")):
        return
    with st.spinner(words("rounds.marking")):
        marked = marked_copy(submission.sheets, data, marks)
    if marked is None:
        st.error(words("rounds.not_marked"))
        return
    name = words("rounds.marked_file", file=submission.file_name.rpartition(".")[0])
    st.download_button(words("rounds.marked"), marked, file_name=name, on_click="ignore", key="marked")


def _preview(view: View, submission: Submission, held: Difference) -> None:
    """What would change, answer by answer and in the scorecard, and the way to publish it."""
    words = view.language
    say(prose.heading(words("rounds.preview")), prose.marked(words.sentences(logbook.summary(held), html)))
    if not held.changes:
        paragraph(words("rounds.nothing_new"))
        return
    rows = logbook.changes(view, held.changes)
    table(view, tables.frame(view, logbook.CHANGES, rows).iloc[:, :-1], words("rounds.preview"))
    heading(words("rounds.effect"))
    moved = logbook.effects(view, effect(view.programme, view.at_version(held.based_on).cube, held), moved_only=True)
    if moved:
        table(view, tables.frame(view, logbook.EFFECTS, moved), words("rounds.effect"))
    else:
        paragraph(words("rounds.no_effect"))
    with st.form("publish", border=False, enter_to_submit=False):
        by, why = who_and_why(view, "publish")
        lost = held.counts[Kind.VANISHED]
        key = "rounds.publish_losing" if lost else "rounds.publish"
        pressed = st.form_submit_button(words(key, count=len(held.changes), lost=lost))
    if pressed:
        attempt(view, by, lambda progress: _publish(view, held, by, why, progress, submission))


def _publish(
    view: View, held: Difference, by: str, why: str, progress: Progress, submission: Submission | None = None
) -> Message:
    """Writes what differs, from a file or, without one, from the grid."""
    version = versions.publish(
        view.store, held.rows, based_on=held.based_on, by=by, why=why, kind="import" if submission else "correction",
        file_name=submission.file_name if submission else None, sha256=submission.sha256 if submission else None,
        confirmed=held.confirmed, progress=progress,
    )  # fmt: skip
    return message("import.written", count=len(held.changes), version=version)


def correct_answers(view: View) -> None:
    """One organisation's answers in a grid, to be mended in place."""
    words, programme = view.language, view.programme
    if not may_write(view):
        return
    heading(words("rounds.correct"))
    names = {each.id: each.name for each in sorted(programme.organisations.values(), key=lambda each: each.name)}
    chosen = st.selectbox(
        words("rounds.organisation"), list(names), index=None, key="correct_organisation", format_func=names.__getitem__,
        placeholder=words("rounds.choose"),
    )  # fmt: skip
    # The grid keeps to the version it was first drawn at, so that what others write meanwhile is told as a conflict.
    about = (chosen, view.round)
    if st.session_state.get("correction", (None, 0))[0] != about:
        st.session_state["correction"] = (about, view.newest)
    based_on = st.session_state["correction"][1]
    if chosen:
        if based_on < view.newest:
            st.button(words("rounds.newer", version=view.newest), on_click=start_again)
        _grid(view, chosen, based_on)


def _grid(view: View, organisation: str, based_on: int) -> None:
    words = view.language
    shown = _grid_rows(view, organisation, based_on)
    if not shown:
        note(words("rounds.nothing_asked"))
        return
    key = f"grid_{organisation}_{view.round}_{based_on}"
    bases = [questionnaire.evidence(words, each) for each in ("self_assessed", "verified")]
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
        edits = dict(st.session_state[key])
        attempt(view, by, lambda progress: _correct(view, organisation, shown, edits, based_on, by, why, progress))


def _grid_rows(view: View, organisation: str, version: int) -> list[GridRow]:
    """The questions that the round asked an organisation at a version, with its answers as somebody would write them."""
    words, found = view.language, view.programme.organisations[organisation]
    answers = view.store.answers(version, round=view.round, organisation=organisation)
    given = {each.indicator: each for each in answers}
    rows = []
    for each in questionnaire.questions(view.programme, view.at_version(version).cube.asked(view.round)):
        answer = given.get(each.id)
        if questionnaire.concerns(each, found, answer):
            basis = questionnaire.evidence(words, answer.evidence if answer else "self_assessed")
            text, comment = questionnaire.written(words, each, answer), answer.note if answer else ""
            rows.append(GridRow(indicator=each.id, answer=text, evidence=basis, note=comment))
    return rows


def _correct(
    view: View, organisation: str, shown: list[GridRow], edits: Mapping[str, Any], based_on: int, by: str, why: str,
    progress: Progress,
) -> Message:  # fmt: skip
    reported, findings = corrected(view.programme, view.round, organisation, shown, edits, datetime.date.today())
    errors = [each for each in findings if each.error]
    if errors:
        labels = [view.programme.indicators[each.indicator].label for each in shown]
        said = [
            f"{view.language.content(labels[(each.row or 1) - 1])}: {view.language.plain(each.message)}" for each in errors
        ]
        raise StoreError(message("rounds.grid_errors", errors=" ".join(said)))
    held = difference(view.programme, view.store, view.round, reported, based_on)
    if not held.changes:
        raise StoreError(message("rounds.nothing_edited"))
    return _publish(view, held, by, why, progress)


def lock_round(view: View) -> None:
    """Lock a round, or unlock it with a reason."""
    words, locked = view.language, view.locked
    if locked:
        said = message("rounds.is_locked", by=locked.by, at=locked.at, version=locked.version)
    else:
        said = message("rounds.is_open")
    title = words("rounds.lock", round=view.programme.round(view.round).title)
    say(prose.heading(title), prose.paragraph(words.plain(said)))
    if not may_edit(view):
        return
    with st.form("lock", border=False, enter_to_submit=False):
        by, why = who_and_why(view, "unlock" if locked else "lock")
        pressed = st.form_submit_button(words("rounds.unlock_it" if locked else "rounds.lock_it"))
    if pressed:
        attempt(view, by, lambda _: _lock(view, by, why, locked=locked is None))


def _lock(view: View, by: str, why: str, *, locked: bool) -> Message:
    version = versions.lock(view.store, view.round, by=by, why=why, based_on=view.newest, locked=locked)
    return message("lock.locked" if locked else "lock.unlocked", round=view.round, version=version)
