"""What every county contributes, as a map and a table, and one county's organisations."""

import streamlit as st

from scorecard import figures, tables, ui

view = ui.begin("counties")
words, goal = view.language, view.goal

ui.choose_measure(view)
figure = figures.tiles(view, goal)
if figure is None:
    ui.note(words("counties.none"))
    st.stop()

left, middle, right = st.columns([1, 1.15, 0.95], gap="medium")
with left:
    ui.county_map(view, figure)
with middle:
    ui.heading(words("counties.table"))
    ui.table(view, figure.table, figure.title)
with right:
    ui.heading(tables.county_title(view))
    ui.table(view, tables.county_organisations(view, goal, view.answers), tables.county_title(view))
    ui.link(view, "organisations", words("counties.open"))
