"""Who has reported what, which missing answers matter, and why an organisation counts."""

import streamlit as st

from scorecard import tables, ui

view = ui.begin("organisations")
words, goal = view.language, view.goal

if view.organisation:
    ui.organisation(view)
    st.stop()

ui.heading(words("organisations.missing"))
ui.table(view, tables.missing(view), words("organisations.missing"))

ui.choose_measure(view)
rows = tables.organisations(view, goal, view.answers)
left, right = st.columns([2, 1], vertical_alignment="bottom")
with left:
    ui.heading(words("organisations.title", count=len(rows)))
with right:
    ui.download(view, rows, words("organisations.file"))
ui.organisation_table(view, rows, tables.organisation_ids(view, goal, rows))
