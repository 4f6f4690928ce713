"""What every county contributes, as a map and a table, and one county's organisations."""

import streamlit as st

from scorecard import tables, ui

with ui.page("counties") as view:
    words, goal = view.language, view.goal

    ui.choose_measure(view)
    if figure := view.map:
        row = st.container(horizontal=True, gap="medium", key="map_and_tables")
        with row.container(width=372):  # the map does not shrink: beside it only what there is room for
            ui.county_map(view, figure)
        with row.container(width=520):
            ui.heading(words("counties.table"))
            ui.table(view, figure.table, figure.title)
        with row.container(width=460):
            ui.heading(tables.county_title(view))
            ui.county_organisations(view, goal)
            ui.link(view, "organisations", words("counties.open"))
    else:
        ui.note(words("counties.none"))
