"""Organisations, counties or kinds side by side: how each question stands, what has changed, and whom to ask."""

from scorecard import ui

view = ui.begin("compare")

ui.choose_sides(view)
ui.side_by_side(view)
ui.learned(view)
