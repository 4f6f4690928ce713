"""Every chart kind looks as in the picture that was reviewed; `make reviewed` draws the pictures anew."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from PIL import Image

from scorecard.charts import KINDS
from scorecard.drawing import drawing
from scorecard.model import Status
from tests.reviewed import FOLDER, chosen, difference, picture
from tests.test_figures import FigureMaker, drawn

__all__ = ["drawn"]
TOLERANCE = 24
"""More than other edges of the same letters make, less than a mark that is gone or has another colour."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_looks_as_it_was_reviewed(drawn: FigureMaker, kind: str) -> None:
    with Image.open(FOLDER / f"{kind}.png") as reviewed:
        found = difference(picture(chosen(drawn, kind)), reviewed)
    assert found <= TOLERANCE, f"{kind} looks different: run make reviewed, look at tests/reviewed, commit what is right"


def test_every_reviewed_picture_is_of_a_chart_kind() -> None:
    assert {each.stem for each in FOLDER.iterdir()} == set(KINDS)


@pytest.mark.parametrize("change", [{"required": None}, {"status": Status.BEHIND}, {"of": False}])
def test_a_chart_that_is_drawn_otherwise_is_told(drawn: FigureMaker, change: dict[str, Any]) -> None:
    figure = chosen(drawn, "bullet")
    changed = drawing("bullet", **dict(figure.drawing.arguments) | change)
    assert difference(picture(dataclasses.replace(figure, drawing=changed)), picture(figure)) > TOLERANCE


def test_a_number_that_is_one_more_is_told(drawn: FigureMaker) -> None:
    figure = chosen(drawn, "bullet")
    more = dataclasses.replace(figure, rows=figure.rows.assign(result=figure.rows["result"] + 1))
    assert difference(picture(more), picture(figure)) > TOLERANCE


@pytest.mark.parametrize("kind", ["series", "tiles"])
def test_other_edges_of_the_same_letters_are_not_told(drawn: FigureMaker, kind: str) -> None:
    figure = chosen(drawn, kind)
    assert 0 < difference(picture(figure, scale=2), picture(figure)) <= TOLERANCE
