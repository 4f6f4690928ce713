"""How every status is computed, and what holds for every number."""

import streamlit as st

from scorecard import method, ui

with ui.page("method") as view:
    words = view.language

    with st.container(width=1100):  # lines short enough to read
        ui.heading(words("method.layers"))
        ui.paragraph(words("method.layers_note"))
        ui.table(view, method.layers(view), words("method.layers"))

        ui.heading(words("method.statuses"))
        ui.paragraph(words("method.statuses_note"))
        ui.table(view, method.statuses(view), words("method.statuses"))
        if limits := method.limits_title(view):
            ui.heading(limits, words("method.limits_note"))
            ui.table(view, method.limits(view), limits)

        ui.heading(words("method.rules"))
        ui.table(view, method.rules(view), words("method.rules"))

        ui.heading(words("method.bases"))
        ui.paragraph(words("method.bases_note"))
        ui.table(view, method.bases(view), words("method.bases"))
        ui.heading(words("method.certainties"))
        ui.table(view, method.certainties(view), words("method.certainties"))
        ui.link(view, "sources", words("method.sources"))
