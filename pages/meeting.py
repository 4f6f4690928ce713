"""The meeting: decisions from last time, the scorecard, one goal per screen, what is decided, what is handed out."""

import streamlit as st

from scorecard import ui

with ui.page("meeting") as view:
    ui.say_saved(view)
    with st.container(key="meeting"):
        ui.screen(view)
    ui.steps(view)
