"""What has changed since the last meeting: goals, organisations, and what could not be compared."""

from scorecard import tables, ui

with ui.page("changes") as view:
    words = view.language

    ui.choose_since(view)
    if compared := [each for each in view.changes if each.paired or each.moved]:
        ui.heading(words("changes.goals"))
        ui.table(view, tables.changed_goals(view, compared), words("changes.goals"))
        ui.heading(words("changes.organisations"))
        ui.download(view, lambda: tables.changed_organisations(view, compared), words("changes.file"))
        ui.table(view, tables.changed_organisations(view, compared, ui.MOST_NAMED), words("changes.organisations"))
    if any(each.obstacle for each in view.changes):
        ui.heading(words("changes.not_compared"))
        ui.table(view, tables.not_compared(view, view.changes), words("changes.not_compared"))
