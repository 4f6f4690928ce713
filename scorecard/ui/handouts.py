"""The briefing in every form, made when asked for: paper, slides, workbook, figures, minutes, or all of them in one file."""

from __future__ import annotations

import datetime
import threading
import time
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from scorecard.handout import FORMATS, PACKAGE, file_name, handout
from scorecard.literal import markdown
from scorecard.model import Message
from scorecard.ui.parts import heading
from scorecard.ui.view import View

LOOK_AGAIN = 0.3
"""Seconds between two looks at how far a file has come."""
TO_BEGIN = 5.0
"""Seconds that the making of a file has for beginning, before the page says that there will be none."""
TO_FETCH = 2.0
"""Seconds that the browser has for fetching a file before the page is drawn anew: Streamlit then throws the file away."""


@dataclass
class Making:
    """How far the file that was asked for has come: written where it is made, read by the page meanwhile."""

    asked: int = 0
    begun: int = 0
    made: int = 0
    made_at: float = -TO_FETCH
    share: float = 0
    doing: Message | None = None
    failed: bool = False
    beginning: threading.Condition = field(default_factory=threading.Condition)

    @property
    def running(self) -> bool:
        return self.asked > self.made or time.monotonic() < self.made_at + TO_FETCH

    def ask(self) -> None:
        """Waits until the making has begun: Streamlit looks the button's file up beside the run that draws the button
        anew, and that run throws away what was not looked up before it ended."""
        self.asked, self.share, self.doing, self.failed = self.asked + 1, 0, None, False
        with self.beginning:
            if not self.beginning.wait_for(lambda: self.begun >= self.asked, TO_BEGIN):
                self.asked, self.failed = self.begun, True

    def begin(self) -> None:
        with self.beginning:
            self.begun += 1
            self.beginning.notify_all()

    def step(self, share: float, doing: Message) -> None:
        self.share, self.doing = share, doing


@st.fragment
def handouts(view: View) -> None:
    """A button for everything in one file, and one for each form.

    A fragment: another visitor's run may throw away the files of a whole page that is being drawn, not those of a part.
    """
    words, making = view.language, st.session_state.setdefault("making", Making())
    heading(words("handout.title"), words("handout.note"))
    with st.container(horizontal=True):
        for form in (PACKAGE, *FORMATS):
            st.download_button(
                words(f"handout.{form}"), partial(_made, view, form, making), key=f"handout_{form}", on_click=making.ask,
                file_name=file_name(view.round, form, words),
            )  # fmt: skip
    if making.running:
        st.fragment(_progress, run_every=LOOK_AGAIN)(view, making)
    elif making.failed:
        st.error(words("handout.failed"))


def _progress(view: View, making: Making) -> None:
    if not making.running:
        st.rerun()
    st.progress(making.share, markdown(view.language.plain(making.doing)) if making.doing else "")


def _made(view: View, form: str, making: Making) -> bytes:
    """The file; runs beside the page, and its way is told to the page."""
    making.begin()
    try:
        answers = view.store.answers(view.cube.version, round=view.round)
        locked = None if view.old else view.locked
        found = handout(view, form, answers, view.decisions, locked, datetime.date.today(), making.step)
        making.made_at = time.monotonic()
        return found
    except Exception:
        making.failed = True
        raise
    finally:
        making.made += 1
