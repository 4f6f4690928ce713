"""The limit: a page without a server behind it. A click on a county filters numbers and table in the browser."""

import csv
import os
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import vl_convert

with Path(os.environ["PEER_ROWS"]).open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
CHOSEN = {"filter": {"param": "county"}}
YES = {"fold": ["K1", "K2", "K3", "L1"], "as": ["goal", "answer"]}
BARS = {
    "name": "chart", "transform": [{"filter": "datum.K1 === 'yes'"}], "mark": "bar",
    "params": [{"name": "county", "select": {"type": "point", "fields": ["county"]}}],
    "encoding": {
        "x": {"field": "county", "type": "nominal"}, "y": {"aggregate": "count"},
        "color": {"condition": {"param": "county", "value": "#12436D"}, "value": "#C9D1D9"},
    },
}  # fmt: skip
NUMBERS = {
    "name": "numbers", "mark": {"type": "text", "fontSize": 24}, "encoding": {"x": {"field": "goal", "type": "nominal"},
    "text": {"aggregate": "count"}}, "transform": [CHOSEN, YES, {"filter": "datum.answer === 'yes'"}],
}  # fmt: skip
TABLE = {
    "name": "rows", "transform": [CHOSEN, {"window": [{"op": "row_number", "as": "row"}]}, {"filter": "datum.row <= 50"}],
    "mark": "text", "encoding": {"y": {"field": "row", "type": "ordinal"}, "text": {"field": "organisation"}},
}  # fmt: skip
PAGE = vl_convert.vegalite_to_html({"data": {"values": ROWS}, "vconcat": [BARS, NUMBERS, TABLE]}, bundle=True)

with TemporaryDirectory() as folder:
    (Path(folder) / "index.html").write_text(PAGE, encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), handler).serve_forever()
