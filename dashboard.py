"""The whole scorecard on one screen."""

from scorecard import ui

with ui.page("overview") as view:
    ui.cards(view)
