"""Load a round's answers, correct one, lock the round, see what was done, and go back."""

import streamlit as st

from scorecard import ui

view = ui.begin("rounds")

ui.say_saved(view)
left, right = st.columns([1.6, 1], gap="medium")
with left:
    ui.load_answers(view)
with right:
    ui.correct_answers(view)
    ui.lock_round(view)
ui.history(view)
