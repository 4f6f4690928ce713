"""Every chart kind draws in every theme and language, and no layer of it is empty or without a name."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert

from scorecard.charts import KINDS, specification
from scorecard.drawing import Look
from scorecard.figures import Figure
from scorecard.language import language, languages
from scorecard.look import STATUS, TOKENS, Theme
from scorecard.model import Date, Status
from scorecard.vega import locale
from tests.conftest import with_rows
from tests.test_figures import MAKERS, VIEWS, FigureMaker, drawn, shown_first

__all__ = ["drawn"]
THEMES: list[Theme] = ["light", "dark"]
FIELDS = re.compile(r"datum\.(\w+)")


def svg(figure: Figure, theme: Theme, code: str) -> ElementTree.Element:
    return ElementTree.fromstring(vl_convert.vegalite_to_svg(with_rows(figure, Look(theme=theme, language=code))))


def marks(picture: ElementTree.Element) -> list[ElementTree.Element]:
    """The groups that hold the marks of one layer each."""
    return [each for each in picture.iter() if "role-mark" in each.get("class", "").split()]


def everything(value: Any) -> list[tuple[str, Any]]:
    """Every key and value of a specification, however deep."""
    pairs = (
        [*value.items()] if isinstance(value, dict) else [("", each) for each in value] if isinstance(value, list) else []
    )
    return pairs + [inner for _, each in pairs for inner in everything(each)]


def one_of_each(drawn: FigureMaker, kind: str, code: str) -> list[Figure]:
    """The figures of a kind that are drawn differently."""
    return list({each.drawing: each for view in VIEWS for each in drawn(kind, view, code)}.values())


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_in_every_theme_and_language(drawn: FigureMaker, kind: str, theme: Theme, code: str) -> None:
    for each in drawn(kind, "all", code)[:3]:
        assert marks(svg(each, theme, code))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_layer_is_empty_and_every_symbol_has_a_name(drawn: FigureMaker, kind: str, view: str) -> None:
    for each in drawn(kind, view, "sv"):
        picture = svg(each, "light", "sv")
        assert not [group.get("class") for group in marks(picture) if not len(group)], each.name
        for symbol in picture.iter():
            if symbol.get("role") in ("graphics-symbol", "img"):
                assert symbol.get("aria-label"), each.name


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_that_is_described_can_be_heard(drawn: FigureMaker, kind: str) -> None:
    for each in one_of_each(drawn, kind, "sv"):
        heard = {symbol.get("aria-label") for symbol in svg(each, "light", "sv").iter()}
        said = {text for text in shown_first(each)["description"] if isinstance(text, str) and text}
        assert said <= heard, each.name


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_reads_only_fields_that_its_rows_have(drawn: FigureMaker, kind: str, code: str) -> None:
    for each in one_of_each(drawn, kind, code):
        pairs = everything(specification(each.drawing, Look(theme="light", language=code)))
        fields = {value for key, value in pairs if key == "field" and isinstance(value, str)}
        fields |= {name for _, value in pairs if isinstance(value, str) for name in FIELDS.findall(value)}
        made = {value for key, value in pairs if key == "as"}
        assert fields
        assert fields <= set(each.rows.columns) | made, each.name
        assert all(field.isascii() for field in fields)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_specification_holds_no_row_and_stays_the_same_for_every_view(drawn: FigureMaker, kind: str) -> None:
    look = Look(theme="light", language="sv")
    for each in one_of_each(drawn, kind, "sv"):
        found = specification(each.drawing, look)
        assert found is specification(each.drawing, look)
        assert "values" not in json.dumps({key: value for key, value in found.items() if key in ("data", "datasets")})
        with_rows(each, look)
        assert "values" not in found.get("data", {})


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_lines_follow_the_page_and_every_colour_is_a_token(drawn: FigureMaker, kind: str) -> None:
    for theme in THEMES:
        for each in one_of_each(drawn, kind, "sv"):
            found = json.dumps(specification(each.drawing, Look(theme=theme, language="sv")))
            assert set(re.findall(r"#[0-9A-Fa-f]{6}\b", found)) <= set(TOKENS[theme].values())
            assert "currentColor" in found or kind in ("units", "tiles")


@pytest.mark.parametrize("kind", KINDS)
def test_no_mark_is_clipped_for_a_window_of_another_size_would_clip_it_away(drawn: FigureMaker, kind: str) -> None:
    for figure in one_of_each(drawn, kind, "sv"):
        found = specification(figure.drawing, Look(theme="light", language="sv"))
        assert "clip" not in {name for name, _ in everything(found)}


def test_both_themes_have_the_same_tokens() -> None:
    assert TOKENS["light"].keys() == TOKENS["dark"].keys()


def test_no_two_statuses_differ_by_colour_only() -> None:
    assert set(STATUS) == set(Status)
    assert all(each.colour in TOKENS[theme] for theme in THEMES for each in STATUS.values())
    assert len({each.mark for each in STATUS.values()}) == len({(each.mark, each.colour) for each in STATUS.values()})


@pytest.mark.parametrize("code", languages())
def test_numbers_in_charts_are_written_as_in_the_language(code: str) -> None:
    number, time = locale(code)["number"], locale(code)["time"]
    assert language(code).number(1234.5) == f"1{number['thousands']}234{number['decimal']}5"
    assert [len(time[name]) for name in ("days", "shortDays", "months", "shortMonths")] == [7, 7, 12, 12]
    assert language(code).date(Date(2014, 5, 1)) == f"1 {time['shortMonths'][4]} 2014"
    assert (time["days"][0], time["shortMonths"][4]) == {"sv": ("söndag", "maj"), "en": ("Sunday", "May")}[code]


@pytest.mark.parametrize("kind", ["path", "fan"])
def test_the_end_of_a_year_bears_the_name_of_that_year(drawn: FigureMaker, kind: str) -> None:
    for each in drawn(kind, "all", "sv"):
        said = [text.text or "" for text in svg(each, "light", "sv").iter("{http://www.w3.org/2000/svg}text")]
        assert "dec 2012" in said, each.name
        assert not {"2013", "2014"} & set(said), each.name


def test_a_line_is_solid_exactly_where_the_same_were_asked(drawn: FigureMaker) -> None:
    (figure,) = (each for each in drawn("series", "all", "sv") if each.name == "K1-series")
    solid = figure.rows[figure.rows["same"]]["question"]
    assert [each.rpartition(", ")[2] for each in solid] == ["2012 → 2013"] * 3
    layers = [group for group in marks(svg(figure, "light", "sv")) if "mark-rule" in group.get("class", "")]
    dashes = {line.get("stroke-dasharray"): len(group) for group in layers for line in group}
    assert dashes == {"2,4": 3, "1,0": 3}
