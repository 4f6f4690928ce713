"""The accessibility statement: what everyone can use, what they cannot, and whom to tell."""

import streamlit as st

from scorecard import accessibility, ui

with ui.page("accessibility") as view:
    words = view.language

    with st.container(width=1100):  # lines short enough to read
        ui.paragraph(accessibility.responsible(view))
        ui.heading(words("accessibility.status"))
        ui.paragraph(words("accessibility.conformance"))
        ui.heading(words("accessibility.gaps"))
        ui.table(view, accessibility.gaps(view), words("accessibility.gaps"))
        ui.paragraph(words("accessibility.exceptions"))

        ui.heading(words("accessibility.contact"))
        ui.contact(view)
        ui.heading(words("accessibility.supervisor"))
        ui.supervision(view)

        ui.heading(words("accessibility.how"))
        ui.paragraph(words("accessibility.how_text"))
        ui.listing(accessibility.tested(view))
        ui.heading(words("accessibility.not_tested"))
        ui.listing(accessibility.untested(view))
        ui.paragraph(accessibility.dates(view))
