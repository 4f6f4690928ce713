"""One picture per chart kind that somebody has looked at: `python -m tests.reviewed` draws them anew, to be looked at again.

They come from the charts' own specifications through vl-convert, which brings its fonts: the same on every machine.
"""

from __future__ import annotations

import io
import tempfile
from contextlib import closing
from pathlib import Path

from PIL import Image, ImageChops

from scorecard.charts import KINDS
from scorecard.check import open_programme
from scorecard.drawing import Look
from scorecard.figures import Figure
from scorecard.language import language
from scorecard.measure import Cube
from scorecard.model import EVERYTHING, Date, Selection
from scorecard.pictures import png
from scorecard.sentences import Context
from scorecard.store import open_store
from tests.conftest import DATA, FINAL
from tests.test_figures import FigureMaker, make_figures

FOLDER = Path(__file__).parent / "reviewed"
LOOK = Look(theme="light", language="sv")
ROUND = {"bullet": "2012", "tiles": "county"}
"""Where a chart has most to show, when that is not the last round."""
WIDTH, COARSE = 640, 8
"""Pixels of a picture, and those that are seen as one: the edges of letters, whose drawing differs, are lost in them."""


def chosen(drawn: FigureMaker, kind: str) -> Figure:
    """The figure of a kind that has most to show."""
    found = drawn(kind, ROUND.get(kind, "all"), "sv")
    return max(found, key=lambda each: (len(each.rows), sum(map(bool, dict(each.drawing.arguments).values())), each.name))


def picture(figure: Figure, scale: int = 1) -> Image.Image:
    """The chart and its key; titles and sources are tested as words."""
    drawn = Image.open(io.BytesIO(png(figure, LOOK, width=WIDTH, framed=False, scale=scale))).convert("RGB")
    return drawn.reduce(scale)


def difference(drawn: Image.Image, reviewed: Image.Image) -> int:
    """How far the colour of the most different spot is from the reviewed one's, of 255; all the way if a size differs."""
    if drawn.size != reviewed.size:
        return 255
    coarse = ImageChops.difference(drawn.reduce(COARSE), reviewed.reduce(COARSE))
    return max(highest for band in coarse.split() for _, highest in [band.getextrema()])


def main() -> None:
    programme = open_programme(DATA)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_store(programme, f"sqlite:///{Path(folder) / 'scorecard.sqlite'}")) as store,
    ):
        version = store.version()
        cube = Cube(version, store.counts(version))

        def context(round: Date = FINAL, selection: Selection = EVERYTHING, code: str = "sv") -> Context:
            return Context(programme=programme, cube=cube, language=language(code), round=round, selection=selection)

        FOLDER.mkdir(exist_ok=True)
        for kind in KINDS:
            figure = chosen(lambda kind, view, code: make_figures(context, store, kind, view, code), kind)
            picture(figure).save(FOLDER / f"{kind}.png", optimize=True)
            print(f"{kind}: {figure.name}")


if __name__ == "__main__":
    main()
