"""The same small page in Dash: a filter, four numbers, a chart by county, a table."""

import os
import sys

import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

ROWS = pd.read_csv(os.environ["PEER_ROWS"], dtype=str)
GOALS = list(ROWS.columns[2:])
COUNTIES = sorted(ROWS["county"].unique())
YES = ROWS.assign(yes=ROWS[GOALS[0]] == "yes").groupby("county")["yes"].sum()

app = Dash(__name__, serve_locally=True)
app.layout = html.Main(
    [
        dcc.RadioItems(["All", *COUNTIES], "All", id="county", inline=True),
        html.Div(id="numbers"),
        dcc.Graph(id="chart"),
        html.Div(id="table"),
    ]
)


@app.callback(
    Output("numbers", "children"), Output("chart", "figure"), Output("table", "children"), Input("county", "value")
)
def show(county: str) -> tuple[list[html.H2], go.Figure, html.Table]:
    shown = ROWS if county == "All" else ROWS[ROWS["county"] == county]
    numbers = [html.H2(str((shown[goal] == "yes").sum())) for goal in GOALS]
    colours = ["#12436D" if each == county else "#C9D1D9" for each in YES.index]
    chart = go.Figure(go.Bar(x=YES.index, y=YES.values, marker_color=colours))
    head = html.Tr([html.Th(each) for each in ROWS.columns])
    body = [html.Tr([html.Td(cell) for cell in row]) for row in shown.head(50).itertuples(index=False)]
    return numbers, chart, html.Table([head, *body])


app.run(host="127.0.0.1", port=int(sys.argv[1]))
