"""Who has reported what, which missing answers matter, and why an organisation counts."""

from scorecard import tables, ui

with ui.page("organisations") as view:
    words = view.language

    if view.organisation:
        ui.organisation(view)
    else:
        ui.heading(words("organisations.missing"))
        ui.table(view, tables.missing(view), words("organisations.missing"))
        ui.let_paint()

        ui.choose_measure(view)
        ui.organisation_table(view)
