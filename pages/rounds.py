"""Load a round's answers, correct one, lock the round, see what was done, and go back."""

import streamlit as st

from scorecard import ui

with ui.page("rounds") as view:
    ui.say_saved(view)
    with st.container(key="load"):
        left, right = st.columns([1.3, 1], gap="medium")
        with left:
            ui.load_answers(view)
        with right:
            ui.lock_round(view)
        ui.review_answers(view)
    with st.container(key="correct_and_lock"):
        ui.correct_answers(view)
    ui.history(view)
