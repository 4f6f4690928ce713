"""Organisations, counties or kinds side by side: how each question stands, what has changed, and whom to ask."""

from scorecard import ui

with ui.page("compare") as view:
    ui.choose_sides(view)
    ui.side_by_side(view)
    ui.learned(view)
