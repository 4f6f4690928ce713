"""The same small page in Shiny: a filter, four numbers, a chart by county, a table."""

import os

import pandas as pd
import plotly.graph_objects as go
from shiny import App, Inputs, Outputs, Session, reactive, render, ui
from shinywidgets import output_widget, render_plotly

ROWS = pd.read_csv(os.environ["PEER_ROWS"], dtype=str)
GOALS = list(ROWS.columns[2:])
COUNTIES = sorted(ROWS["county"].unique())
YES = ROWS.assign(yes=ROWS[GOALS[0]] == "yes").groupby("county")["yes"].sum()

page = ui.page_fluid(
    ui.input_select("county", "County", ["All", *COUNTIES], selectize=False),
    ui.div(ui.output_text("counted"), id="numbers"),
    output_widget("chart"),
    ui.output_table("rows"),
)


def server(input: Inputs, output: Outputs, session: Session) -> None:  # noqa: ARG001  as Shiny calls it
    @reactive.calc
    def shown() -> pd.DataFrame:
        return ROWS if input.county() == "All" else ROWS[ROWS["county"] == input.county()]

    @render.text
    def counted() -> str:
        return " ".join(str((shown()[goal] == "yes").sum()) for goal in GOALS)

    @render_plotly
    def chart() -> go.FigureWidget:
        return go.FigureWidget(go.Bar(x=YES.index, y=YES.values))

    @reactive.effect
    def coloured() -> None:
        """The figure is changed where it stands: a new one would be sent with all of Plotly."""
        colours = ["#12436D" if each == input.county() else "#C9D1D9" for each in YES.index]
        chart.widget.data[0].marker.color = colours

    @render.table
    def rows() -> pd.DataFrame:
        return shown().head(50)


app = App(page, server)
