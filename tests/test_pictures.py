"""Every figure can be saved as a picture that says by itself what it shows, where it comes from and what is invented."""

from __future__ import annotations

import dataclasses
import re
import struct
from xml.etree import ElementTree

import pytest

from scorecard.charts import KINDS
from scorecard.drawing import Look
from scorecard.figures import Figure
from scorecard.language import language, languages
from scorecard.look import TOKENS, Theme
from scorecard.pictures import PictureError, measured, png, svg, wrapped
from tests.test_charts import THEMES, marks
from tests.test_figures import FigureMaker, drawn

__all__ = ["drawn"]
NAMESPACE = "{http://www.w3.org/2000/svg}"
LIGHT = Look(theme="light", language="sv")
HOSTILE = "<script>alert(1)</script> & \" ' ]]> \x01 \ud800"


def picture(figure: Figure, look: Look = LIGHT, **how: bool) -> ElementTree.Element:
    return ElementTree.fromstring(svg(figure, look, **how))


def lines(found: ElementTree.Element) -> list[str]:
    """The texts of the frame, top to bottom."""
    return [each.text or "" for each in found.iter(f"{NAMESPACE}text") if each.get("font-weight") and each.get("x")]


def said(found: ElementTree.Element) -> str:
    return " ".join(lines(found))


def plain(text: str) -> str:
    return " ".join(re.split(r"[ \n]+", text.strip()))


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_has_its_finding_its_chart_and_its_source(drawn: FigureMaker, kind: str, theme: Theme, code: str) -> None:
    figure, look = drawn(kind, "all", code)[0], Look(theme=theme, language=code)
    drawing = svg(figure, look)
    found = ElementTree.fromstring(drawing)
    assert plain(figure.title) in said(found)
    assert plain(figure.note) in said(found)
    assert plain(figure.sources) in said(found)
    assert (language(code)("sample.figure") in said(found)) == figure.sample
    assert any(len(group) for group in marks(found))
    background = found.find(f"{NAMESPACE}rect")
    assert background is not None
    assert background.get("fill") == TOKENS[theme]["page"]
    assert "currentColor" not in drawing


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_outside_the_picture(drawn: FigureMaker, kind: str) -> None:
    for figure in drawn(kind, "all", "sv")[:2]:
        found = picture(figure)
        width, height = float(found.get("width", 0)), float(found.get("height", 0))
        for each in found.iter(f"{NAMESPACE}text"):
            if each.get("x"):
                wide = measured(each.text or "", float(each.get("font-size", 0)))
                assert 0 <= float(each.get("x", -1)) <= width - min(wide, width), figure.name
                assert 0 < float(each.get("y", -1)) <= height, figure.name
        inner = next(each for each in found.iter(f"{NAMESPACE}svg") if each is not found)
        assert float(inner.get("width", 0)) <= width - 48, figure.name


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_its_frame_is_the_chart_and_its_key(drawn: FigureMaker, kind: str) -> None:
    figure = drawn(kind, "all", "sv")[0]
    found = picture(figure, framed=False)
    assert plain(figure.title) not in said(found)
    assert any(len(group) for group in marks(found))
    assert bool(lines(found)) == (kind in ("survey", "units", "tiles"))


@pytest.mark.parametrize(("kind", "column", "words"), [("survey", "answer", "answer"), ("units", "state", "counting")])
def test_the_key_names_exactly_the_marks_that_occur(drawn: FigureMaker, kind: str, column: str, words: str) -> None:
    for figure in drawn(kind, "all", "sv"):
        expected = [language("sv")(f"{words}.{each}") for each in dict.fromkeys(figure.rows[column])]
        assert lines(picture(figure, framed=False)) == expected


def test_a_picture_of_the_map_tells_of_what_is_chosen_and_has_nothing_to_click_on(drawn: FigureMaker) -> None:
    (figure,) = (each for each in drawn("tiles", "county", "sv") if each.name == "K1-counties")
    texts = {each.text for each in picture(figure).iter(f"{NAMESPACE}text")}
    assert {"Mål 1", "räknas, 2 på gång"} <= texts
    assert not {"‹", "›"} & texts


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_in_dots_is_a_png_of_twice_the_size(drawn: FigureMaker, kind: str) -> None:
    figure = drawn(kind, "all", "sv")[0]
    found, file = picture(figure), png(figure, LIGHT)
    assert file.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", file[16:24]) == (2 * 900, 2 * int(found.get("height", 0)))
    assert len(file) > 5_000


def test_a_hostile_text_is_only_text(drawn: FigureMaker) -> None:
    figure = drawn("bullet")[0]
    hostile = dataclasses.replace(figure, title=HOSTILE, alt=HOSTILE, note=HOSTILE, sources=HOSTILE,
                                  rows=figure.rows.assign(target_label="<b>&", description="<b>&"))  # fmt: skip
    found = picture(hostile)
    assert not [each for each in found.iter() if each.tag.endswith("script")]
    assert said(found).count("<script>alert(1)</script> & \" ' ]]> □ □") == 3
    assert png(hostile, LIGHT).startswith(b"\x89PNG")


def test_a_long_title_is_wrapped_and_a_long_word_broken(drawn: FigureMaker) -> None:
    text = "många ord " * 40 + "W" * 400
    found = lines(picture(dataclasses.replace(drawn("bullet")[0], title=text)))
    assert "".join(found).replace(" ", "").startswith(text.replace(" ", ""))
    assert max(len(line) for line in found) < 120


def test_lines_are_wrapped_at_spaces_and_not_where_words_belong_together() -> None:
    assert wrapped("40 av 53, 75\u00a0%", 70, 10) == ["40 av 53,", "75\u00a0%"]
    assert wrapped("", 70, 10) == []


def test_what_cannot_be_drawn_is_said_in_words(drawn: FigureMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise ValueError("out of ink\n  at line 1")

    monkeypatch.setattr("vl_convert.vegalite_to_svg", refuse)
    with pytest.raises(PictureError) as error:
        svg(drawn("bullet")[0], LIGHT)
    assert language("sv").say(error.value.message) == "Bilden kunde inte ritas: out of ink"
