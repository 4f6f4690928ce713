"""Both catalogues say the same things, the code uses all of them, and numbers and dates are written as people write them."""

from __future__ import annotations

import ast
import datetime
import re
import string
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import streamlit as st
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as any_of
from streamlit.testing.v1 import AppTest

import scorecard.language as words
from scorecard import vega
from scorecard.__main__ import main
from scorecard.language import FOLDER, SMALLEST_FOR_PERCENT, language, languages
from scorecard.model import AnswerState, Basis, Certainty, Scale, Status, message
from scorecard.programme import Programme
from scorecard.ui import scripts
from scorecard.ui.pages import PAGES
from tests.conftest import ROOT
from tests.test_pages import words as words_on

CODES = ("sv", "en")
SOURCES = [*(ROOT / "scorecard").rglob("*.py"), ROOT / "dashboard.py", *(ROOT / "pages").glob("*.py")]
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
FILE = re.compile(r".*\.(csv|css|json|po|py|sqlite|svg|toml|xlsx)")


def catalogue(code: str) -> Catalog:
    with (FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def entries(code: str) -> dict[str, list[str]]:
    """Every message with its forms: one, or one for each plural."""
    return {
        (each.id if isinstance(each.id, str) else each.id[0]): [each.string]
        if isinstance(each.string, str)
        else list(each.string or ())
        for each in catalogue(code)
        if each.id
    }


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


ENTRIES = {code: entries(code) for code in CODES}
PLURALS = sorted(key for key, forms in ENTRIES["sv"].items() if len(forms) > 1)


def test_swedish_comes_first() -> None:
    assert languages() == CODES


def test_the_catalogues_have_the_same_keys() -> None:
    assert ENTRIES["sv"].keys() == ENTRIES["en"].keys()


def test_a_message_has_the_same_gaps_in_every_language() -> None:
    filled = {code: {key: gaps(forms[-1]) for key, forms in ENTRIES[code].items()} for code in CODES}
    assert filled["sv"] == filled["en"]


@pytest.mark.parametrize("code", CODES)
def test_every_form_of_a_message_is_written_and_has_no_gap_of_its_own(code: str) -> None:
    for forms in ENTRIES[code].values():
        for form in forms:
            assert form.strip()
            assert form.count("**") % 2 == 0
            assert gaps(form) <= gaps(forms[-1])


@pytest.mark.parametrize("code", CODES)
def test_the_keys_of_a_catalogue_stand_in_alphabetical_order_and_once(code: str) -> None:
    keys = re.findall(r'^msgid "(.+)"', (FOLDER / f"{code}.po").read_text(encoding="utf-8"), re.MULTILINE)
    assert keys == sorted(set(keys))


class Used:
    """The keys that the code says: whole ones, and the beginnings and ends of those that it composes."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.literal: set[str] = set()
        self.composed: set[str] = set()
        self.parts: set[str] = set()
        for path in paths:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    self.composed |= {self._pattern(node)} - {None}  # type: ignore[arg-type]
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    # the fixed pieces of an f-string come here too: they end where a gap begins
                    self.parts |= {*node.value.split(), *re.findall(r"_\w+", node.value)}
                    if KEY.fullmatch(node.value) and not node.value.endswith("_") and not FILE.fullmatch(node.value):
                        self.literal.add(node.value)

    @staticmethod
    def _pattern(node: ast.JoinedStr) -> str | None:
        """A regular expression with a group for every gap of an f-string that composes a key."""
        pieces = [each.value if isinstance(each, ast.Constant) else None for each in node.values]
        whole = "".join("x" if each is None else str(each) for each in pieces)
        fixed = "".join(str(each) for each in pieces if each)
        if not KEY.fullmatch(whole) or "." not in fixed:
            return None
        return "".join("(.+)" if each is None else re.escape(str(each)) for each in pieces)

    def beginnings(self) -> Iterator[str]:
        """What composed keys begin with: "status" of f"status.{…}"."""
        return (pattern.split(r"\.")[0] for pattern in self.composed if not pattern.startswith("("))

    def uses(self, key: str, values: set[str]) -> bool:
        """Whether the code says a key, or composes it of parts that stand in the code or are values of the data."""
        if key in self.literal:
            return True
        if key.startswith("area."):  # how a message sounds where areas are not counties
            return self.uses(key.removeprefix("area."), values)
        known = self.parts | values | self.literal
        return any(
            all(self._known(part, known) for part in found.groups())
            for pattern in self.composed
            if (found := re.fullmatch(pattern + "(?:_self)?", key))
        )

    @staticmethod
    def _known(part: str, known: set[str]) -> bool:
        cuts = [at for at in range(len(part)) if part[at] == "_"]
        return part in known or any(part[:at] in known and part[at:] in known for at in cuts)


USED = Used(SOURCES)


def test_every_key_that_the_code_says_is_in_the_catalogue() -> None:
    subjects = {key.split(".")[0] for key in ENTRIES["sv"]}
    said = {key for key in USED.literal if key.split(".")[0] in subjects}
    assert len(said) > 100
    assert not {key for key in said if not any(f"{each}.".startswith(f"{key}.") for each in ENTRIES["sv"])}


def test_every_composed_key_begins_as_some_message_does() -> None:
    assert {"status", "headline", "check"} <= set(USED.beginnings()) <= {key.split(".")[0] for key in ENTRIES["sv"]}


def test_every_key_of_the_catalogue_is_used(programme: Programme) -> None:
    data = {row.category for row in programme.published}
    assert not {key for key in ENTRIES["sv"] if not USED.uses(key, data)}


def composed(programme: Programme) -> Iterator[str]:
    """The keys that the values of closed sets, and of the data, ask for."""
    yield from (f"status.{each}" for each in Status)
    yield from (f"headline.goal_{each}" for each in Status)
    yield from (f"headline.long_{each}" for each in Status)
    yield from (f"reason.{each}" for each in Status if each is not Status.CANNOT_ASSESS)
    yield from (f"basis.{each}" for each in Basis)
    yield from (f"certainty.{each}" for each in Certainty)
    yield from (f"scale.{each}" for each in Scale)
    yield from (f"state.{each}" for each in AnswerState if each is not AnswerState.ANSWERED)
    yield from (f"gender.{row.gender}" for row in programme.training)
    yield from (f"scheme.{row.scheme}" for row in programme.engagement)
    yield from (f"answer.{each}" for each in ("yes", "under_way", "no", "missing", "not_stated"))
    yield from (f"answer.{row.category}" for row in programme.published if row.category[:1].isalpha())


def test_every_value_of_a_closed_set_has_its_words(programme: Programme) -> None:
    assert not set(composed(programme)) - ENTRIES["sv"].keys()


def test_an_unknown_key_is_an_error_and_not_a_text() -> None:
    with pytest.raises(KeyError):
        language("sv")("no.such.key")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("key", PLURALS)
def test_one_is_singular_and_all_other_numbers_are_plural(code: str, number: int, key: str) -> None:
    singular, plural = ENTRIES[code][key]
    values = dict.fromkeys(gaps(plural), number)
    form = singular if number == 1 else plural
    assert language(code)(key, **values) == form.format(**values)


def test_the_number_that_is_said_decides_the_plural() -> None:
    assert "**" not in language("sv")("need.undecided", more=7, missing=1)
    assert "**3 svar**" in language("sv")("need.undecided", more=1, missing=3)


@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        ("sv", 1234567, "1\u00a0234\u00a0567"), ("en", 1234567, "1,234,567"), ("sv", 12.5, "12,5"), ("en", 12.5, "12.5"),
        ("sv", -3, "−3"), ("en", -3, "−3"), ("sv", 0, "0"), ("sv", Fraction(1, 2), "0,5"), ("sv", 40.0, "40"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_in_the_language(code: str, number: float | Fraction, said: str) -> None:
    assert language(code).number(number) == said


@pytest.mark.parametrize(("number", "said"), [(14, "+14"), (0, "0"), (-2, "−2")])
def test_a_change_has_its_sign(number: int, said: str) -> None:
    assert language("sv").signed(number) == said


@pytest.mark.parametrize(("code", "said"), [("sv", "75\u00a0%"), ("en", "75%")])
def test_percentages_are_whole_and_written_as_in_the_language(code: str, said: str) -> None:
    assert language(code).percent(40 / 53) == said


@pytest.mark.parametrize(
    ("code", "date", "said"),
    [("sv", (2013, 12, 31), "31 dec 2013"), ("en", (2013, 12, 31), "31 Dec 2013"), ("sv", (2020, 5, 1), "1 maj 2020")],
)
def test_dates_are_written_as_in_the_language(code: str, date: tuple[int, int, int], said: str) -> None:
    assert language(code).date(datetime.date(*date)) == said


@pytest.mark.parametrize(
    ("code", "at", "said"),
    [
        ("sv", (2014, 1, 2, 23, 4), "3 jan 2014 00:04 svensk tid"), ("sv", (2014, 7, 2, 3, 4), "2 juli 2014 05:04 svensk tid"),
        ("en", (2014, 7, 2, 3, 4), "2 Jul 2014 05:04 Swedish time"),
    ],
)  # fmt: skip
def test_a_moment_is_told_by_swedish_clocks_in_winter_and_summer(code: str, at: tuple[int, ...], said: str) -> None:
    moment = datetime.datetime(*at, tzinfo=datetime.UTC)  # type: ignore[arg-type,misc]
    assert language(code).moment(moment) == said
    assert said.startswith(language(code).date(moment))


@pytest.mark.parametrize(("code", "said"), [("sv", "A, B och C"), ("en", "A, B, and C")])
def test_a_list_is_a_sentence(code: str, said: str) -> None:
    assert language(code).enumeration(["A", "B", "C"]) == said


@pytest.mark.parametrize("code", CODES)
@given(data=any_of.data())
def test_there_is_no_percentage_under_twenty_organisations(code: str, data: any_of.DataObject) -> None:
    of = data.draw(any_of.integers(1, 400))
    said = language(code).share_and_percent(data.draw(any_of.integers(0, of)), of)
    assert ("%" in said) == (of >= 20 == SMALLEST_FOR_PERCENT)


def test_a_share_says_its_whole_and_an_open_group_has_none() -> None:
    assert language("sv").share_and_percent(40, 53) == "40 av 53 (75\u00a0%)"
    assert language("sv").share_and_percent(7, 9) == "7 av 9"
    assert language("sv").share(50, None) == "50"


def test_values_are_escaped_once_and_the_words_around_them_are_not() -> None:
    said = language("sv").say(message("form.share", count=message("form.of", of="<b>"), of="*"), lambda text: f"[{text}]")
    assert said == "av [<b>] av [*]"


def test_a_text_that_lacks_the_language_is_shown_in_another() -> None:
    assert language("en").content({"sv": "Mål"}) == "Mål"
    assert language("en").content({"sv": "Mål", "en": "Goal"}) == "Goal"


@pytest.mark.parametrize("code", CODES)
def test_what_is_said_for_streamlit_is_not_taken_for_its_own_words_again(code: str) -> None:
    patterns = [re.compile(pattern.replace("(?<", "(?P<")) for pattern, _ in scripts.forms(code)]
    said = {re.sub(r"\$<\w+>", "1", ours) for _, ours in scripts.forms(code)}
    assert len(said) > 50
    assert not {text for text in said for pattern in patterns if pattern.fullmatch(text)}


MARK = "¤"
TRANSLATED = re.compile(r'^(msgstr(?:\[\d\])? ")(?=[^"])', re.MULTILINE)


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A catalogue more, in which every message bears a mark, and nothing else."""
    for path in FOLDER.glob("*.po"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    head, _, messages = (FOLDER / "en.po").read_text(encoding="utf-8").partition("\n\n")
    head = head.replace('"Language: en\\n"', '"Language: de\\n"')
    marked = TRANSLATED.sub(rf"\g<1>{MARK}", messages)
    (tmp_path / "de.po").write_text(f"{head}\n\n{marked}", encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    forget = (words.language.cache_clear, words.languages.cache_clear, scripts.speak.cache_clear, st.cache_resource.clear)
    for each in forget:
        each()
    monkeypatch.setenv("SCORECARD_STORE", f"sqlite:///{tmp_path / 'third.sqlite'}")
    yield "de"
    monkeypatch.undo()
    for each in forget:
        each()


def test_a_third_language_is_only_a_catalogue(third: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert languages() == ("sv", "en", "de")
    assert language(third).number(1234.5) == "1.234,5"
    assert language(third).percent(0.75) == "75\u00a0%"
    assert language(third).date(datetime.date(2014, 5, 1)) == "1 Mai 2014"
    assert main(["check", "--language", third]) == 0
    assert (
        capsys.readouterr().out
        == f"{language(third)('check.clean', goals=11, indicators=35, organisations=109, rounds=2)}\n"
    )
    assert main(["show", "--language", third]) == 0
    assert "Program för hållbar jämställdhet" in capsys.readouterr().out


def test_a_third_language_is_on_every_page_and_its_switch_and_says_where_texts_are_lacking(third: str) -> None:
    for page in PAGES:
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=30)
        if page != "overview":
            app.switch_page(PAGES[page])
        app.query_params["language"] = third
        app.run()
        assert not app.exception, page
        (title,) = app.title
        assert MARK in title.value, page
        assert "They are shown in Schwedisch" in words_on(app), page
        assert app.query_params["language"] in (third, [third])
        if page != "meeting":
            assert app.button_group(key="choice_language").options == ["Svenska", "English", f"{MARK}English"]
    assert vega.locale(third)["time"]["shortMonths"][4] == "Mai"


def test_a_third_language_is_in_every_file_that_is_handed_out(third: str, tmp_path: Path) -> None:
    for format in ("pdf", "pptx", "docx", "xlsx", "csv"):
        assert main(["export", str(tmp_path / f"out.{format}"), "--format", format, "--language", third]) == 0
        assert (tmp_path / f"out.{format}").stat().st_size > 1000
