"""A file's answers are read as they were meant, or refused with everything that is wrong; nothing is guessed."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from scorecard.answers import read_answer
from scorecard.files import MOST_FINDINGS
from scorecard.language import language, languages
from scorecard.model import AnswerState, Date, Scale
from scorecard.programme import Programme
from scorecard.records import Indicator
from scorecard.sheets import Finding
from scorecard.submission import Submission, read_submission
from tests.bad_files import BAD_FILES, CONTROL, text, workbook
from tests.conftest import FINAL

TODAY = Date(2026, 11, 22)
LONG = ("Organisations-ID", "Organisation", "Länskod", "Runda", "Indikator", "Svar", "Evidens", "Kommentar")
GOOD = ("kommun-01", "Kommun 01 (exempel)", "14", "2013-12-31", "effects", "Ja", "Självskattning", "")
PLACES = {name: place for place, name in enumerate(LONG)}
Told = list[tuple[str, int | None, int | None]]
"""Code, row and column of what is told."""


@pytest.fixture(scope="module")
def every_scale(programme: Programme) -> Programme:
    """The shipped programme with a question of every scale."""
    model = programme.indicators["effects"]
    extra: dict[str, Indicator] = {
        f"a_{scale}": model.model_copy(
            update={"id": f"a_{scale}", "scale": scale, "text": {"sv": f"Fråga {scale}", "en": f"Question {scale}"},
                    "label": {"sv": f"Kort {scale}", "en": f"Short {scale}"}}
        )
        for scale in Scale
    }  # fmt: skip
    return replace(programme, indicators={**programme.indicators, **extra})


def read(programme: Programme, data: bytes, name: str = "svar.csv") -> Submission:
    return read_submission(programme, FINAL, name, data, TODAY)


def long(*rows: dict[str, str]) -> bytes:
    """The good row with other cells, once for every row."""
    return text([LONG, *(tuple(row.get(name, cell) for name, cell in zip(LONG, GOOD, strict=True)) for row in rows)])


def told(submission: Submission) -> Told:
    return [(each.code, each.row, each.column) for each in submission.findings]


def answers(submission: Submission) -> list[tuple[str, str, str]]:
    assert not submission.errors, [each.message for each in submission.errors]
    return [(each.organisation, each.indicator, each.answer) for each in submission.reported]


EXPECTED = [(row[0], row[1], {"Ja": "yes", "Nej": "no", "På gång": "under_way"}[row[2]]) for row in CONTROL[1:]]


@pytest.mark.parametrize("name", [name for name, each in BAD_FILES.items() if name.startswith("a") and each.accept])
def test_every_way_of_saving_the_same_rows_reads_the_same_answers(programme: Programme, name: str) -> None:
    made = BAD_FILES[name]
    found = read(programme, made.make(), made.file)
    assert answers(found) == EXPECTED[: len(found.reported)]
    assert len(found.reported) >= 9 or name == "a07_ok_quoted_newline"


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_reports_nothing_and_a_good_one_tells_no_error(programme: Programme, name: str) -> None:
    made = BAD_FILES[name]
    found = read(programme, made.make(), made.file)
    codes = {each.code.upper() for each in found.findings}
    assert not (found.errors and found.reported)
    if name.startswith(("b", "d", "f", "(")) or name in OUR_CONTAINER_CASES:
        assert made.accept is not bool(found.errors)
        assert made.codes - {"BAD_HEADER"} <= codes


OUR_CONTAINER_CASES = frozenset({
    "g01_ok", "g02_truncated", "g04_merged_title", "g06_merged_key_cells", "g07_formula_no_cache", "g09_error_cell",
    "g13_first_sheet_info", "g14_two_data_sheets", "g15_hidden_row", "g16_empty_sheet", "g19_hyperlinks", "g32_nested_zip",
})  # fmt: skip
"""Workbooks of which what is told rests on what the questions are."""


CELLS: dict[str, tuple[str, str, str]] = {
    "d01_unknown_project": ("Organisations-ID", "kommun-99", "unknown_organisation"),
    "d02_removed_project": ("Organisations-ID", "kommun-00", "unknown_organisation"),
    "d05_org_name_mismatch": ("Organisation", "Kommun 02 (exempel)", "org_mismatch"),
    "d07_county_unused_16": ("Länskod", "16", "unknown_county"),
    "d08_county_99": ("Länskod", "99", "unknown_county"),
    "d11_county_name_typo": ("Länskod", "Vastra Gotaland", "unknown_county"),
    "d12_county_mismatch": ("Länskod", "03", "county_mismatch"),
    "d13_unknown_indicator": ("Indikator", "effekter-x", "unknown_indicator"),
    "d16_future_round": ("Runda", "2030-12-31", "unknown_round"),
    "d17_round_format": ("Runda", "hösten 2013", "unknown_round"),
    "d19_blank_key": ("Organisations-ID", "", "blank_key"),
    "d20_id_sci_notation": ("Organisations-ID", "1,00E+02", "unknown_organisation"),
    "d22_homoglyph_id": ("Organisations-ID", "\u043aommun-01", "unknown_organisation"),
    "blank indicator": ("Indikator", "", "blank_key"),
    "unknown evidence": ("Evidens", "hörsägen", "bad_evidence"),
    "e01_status_kanske": ("Svar", "Kanske", "bad_status"),
    "e02_status_pa_gang_ascii": ("Svar", "Pa gang", "bad_status"),
    "e03_status_homoglyph": ("Svar", "J\u0430", "bad_status"),
    "e04_status_numeric": ("Svar", "1", "bad_status"),
    "e05_status_sant": ("Svar", "SANT", "bad_status"),
    "e20_excel_error_sv": ("Svar", "#VÄRDEFEL!", "excel_error"),
    "e21_excel_error_ref": ("Svar", "#REF!", "excel_error"),
    "e28_text_na": ("Organisation", "NA", "org_mismatch"),
    "f02_markdown_org": ("Organisation", "**Kommun** :red[01]", "org_mismatch"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_wrong_cell_is_told_where_it_stands_with_what_was_found(programme: Programme, name: str) -> None:
    column, cell, code = CELLS[name]
    found = read(programme, long({"Organisations-ID": "kommun-02", "Organisation": "", "Länskod": ""}, {column: cell}))
    assert told(found) == [(code, 3, PLACES[column] + 1)]
    assert found.errors[0].found == cell
    assert found.errors[0].header == column
    assert found.reported == ()


WARNED: dict[str, tuple[str, str, str | None]] = {
    "d06_org_name_case_space": ("Organisation", "  KOMMUN 01  (exempel)", None),
    "d09_county_lost_zero": ("Länskod", "3", "county_padded"),
    "d10_county_name": ("Länskod", "Uppsala", "county_name"),
    "d10 with län": ("Länskod", "Uppsala län", "county_name"),
    "d21_id_case_space": ("Organisations-ID", " KOMMUN-17 ", "id_normalised"),
    "a12_ok_ja_spellings": ("Svar", " pågår ", None),
    "the round in words": ("Runda", "Runda 2013, slutrapport", None),
    "the question in words": ("Indikator", "Effekter för medborgare", None),
    "evidence in English": ("Evidens", "Verified", None),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_can_be_read_safely_is_read_and_said(programme: Programme, name: str) -> None:
    column, cell, code = WARNED[name]
    row = {"Organisations-ID": "kommun-17", "Länskod": "03", "Organisation": ""}
    if column == "Organisation":
        row = {}
    found = read(programme, long(row | {column: cell}))
    assert [each for each, _, _ in told(found)] == ([code] if code else [])
    assert [each.organisation for each in found.reported] == [row.get("Organisations-ID", "kommun-01")]


SCALED: dict[str, tuple[Scale, str, str | None]] = {
    "e06_percent_sign": (Scale.PERCENT, "45,5 %", None),
    "e08_percent_145": (Scale.PERCENT, "145", "out_of_range"),
    "e09_negative": (Scale.INTEGER, "-5", "out_of_range"),
    "e10_unicode_minus": (Scale.INTEGER, "\u22125", "out_of_range"),
    "e11_thousands_dot": (Scale.INTEGER, "1.250", "ambiguous_number"),
    "e12_two_decimals": (Scale.PERCENT, "45,5,5", "not_a_number"),
    "e13_ca": (Scale.PERCENT, "ca 45", "not_a_number"),
    "e14_interval": (Scale.PERCENT, "40–50", "not_a_number"),
    "e15_less_than": (Scale.INTEGER, "<5", "not_a_number"),
    "e16_unit": (Scale.INTEGER, "45 st", "not_a_number"),
    "e17_integer_decimal": (Scale.INTEGER, "45,5", "not_an_integer"),
    "e18_overflow": (Scale.PERCENT, "1e400", "not_a_number"),
    "e19_inf_nan": (Scale.PERCENT, "NaN", "not_a_number"),
    "e22_date_serial": (Scale.DATE, "45672", "date_serial"),
    "e23_date_us": (Scale.DATE, "03/31/2025", "bad_date"),
    "e24_date_ambiguous": (Scale.DATE, "03/04/2025", "bad_date"),
    "e25_date_impossible": (Scale.DATE, "2025-02-30", "bad_date"),
    "e26_date_future": (Scale.DATE, "2030-01-01", "date_in_future"),
    "e27_number_became_date": (Scale.PERCENT, "2025-05-03", "not_a_number"),
    "a11_ok_thousands_nbsp_minus": (Scale.INTEGER, "1\u00a0250", None),
    "totals only": (Scale.PUBLISHED, "5", "published"),
}


@pytest.mark.parametrize("name", SCALED)
def test_an_answer_is_read_by_the_scale_of_its_question(every_scale: Programme, name: str) -> None:
    scale, cell, code = SCALED[name]
    found = read(every_scale, long({"Indikator": f"a_{scale}", "Svar": cell}))
    assert [each for each, _, _ in told(found)] == ([code] if code else [])
    if code is None:
        assert (found.reported[0].state, found.reported[0].answer) == read_answer(scale, cell)


def test_e07_a_fraction_where_percent_is_expected_is_read_and_asked_about(every_scale: Programme) -> None:
    found = read(every_scale, long({"Indikator": "a_percent", "Svar": "0,455"}))
    assert told(found) == [("looks_like_fraction", 2, 6)]
    assert found.reported[0].answer == "0.455"


EXCEL: dict[str, tuple[Scale, Any, str, str | None]] = {
    "g08_percent_format": (Scale.PERCENT, (0.455, "0.0%"), "45.5", None),
    "g10_number_as_text": (Scale.PERCENT, ("45,5", "@"), "45.5", None),
    "g11_number_is_date": (Scale.PERCENT, (datetime.date(2025, 5, 3), "yyyy-mm-dd"), "", "not_a_number"),
    "g18_float_noise": (Scale.PERCENT, (45.50000000000001, "General"), "45.5", None),
    "a date": (Scale.DATE, (datetime.date(2013, 3, 31), "yyyy-mm-dd"), "2013-03-31", None),
    "a whole number": (Scale.INTEGER, (1250.0, "General"), "1250", None),
    "TRUE": (Scale.YES_NO, (True, "General"), "", "bad_status"),
}


@pytest.mark.parametrize("name", EXCEL)
def test_a_workbook_says_what_its_cells_show(every_scale: Programme, name: str) -> None:
    scale, (value, form), answer, code = EXCEL[name]

    def change(sheet: Any) -> None:
        sheet["C2"].value, sheet["C2"].number_format = value, form

    found = read(every_scale, workbook([CONTROL[0], ("kommun-01", f"a_{scale}", "", "")], change), "svar.xlsx")
    assert [each for each, _, _ in told(found)] == ([code] if code else [])
    assert [each.answer for each in found.reported] == ([] if code else [answer])


def test_g17_a_county_code_that_excel_made_a_number_of_is_padded(programme: Programme) -> None:
    rows = [(*CONTROL[0], "Länskod"), ("kommun-17", "effects", "Ja", "", 3)]
    assert [each for each, _, _ in told(read(programme, workbook(rows), "svar.xlsx"))] == ["county_padded"]


HEADERS: dict[str, tuple[list[tuple[str, ...]], list[str], bool]] = {
    "a10_ok_column_order_case": ([("SVAR ", "kommentar", "organisations-id", " Indikator\u00a0"), ("Ja", "", "kommun-01", "effects")], [], True),
    "c01_missing_column": ([("Organisations-ID", "Indikator"), ("kommun-01", "effects")], ["missing_column"], False),
    "c02_duplicate_column": ([("Organisations-ID", "Indikator", "Svar", "Svar"), ("kommun-01", "effects", "Ja", "Nej")], ["duplicate_column"], False),
    "c03_misspelt_header": ([("Organisations-ID", "Indikatro", "Svar"), ("kommun-01", "effects", "Ja")], ["missing_column", "missing_column"], False),
    "c04_title_rows": ([("Svar från oss", "", ""), ("Version 2", "", ""), ("Hej", "", ""), CONTROL[0][:3], CONTROL[1][:3]], ["header_found_at"], True),
    "c05_english_header": ([("organisation", "indicator", "answer"), ("kommun-01", "effects", "yes")], [], True),
    "c06_extra_column": ([("Organisations-ID", "Indikator", "Svar", "Handläggare"), ("kommun-01", "effects", "Ja", "Anna")], ["extra_column"], True),
    "c07_no_header": ([("kommun-01", "effects", "Ja"), ("kommun-02", "effects", "Nej")], ["no_header"], False),
    "b02_header_only": ([CONTROL[0]], ["no_rows"], False),
    "a wide file": ([("Organisations-ID", "effects", "Egna mål uppnådda"), ("kommun-01", "Ja", "4")], [], True),
    "a wide file in English": ([("organisation", "Effects for citizens", "goals_reached"), ("kommun-01", "yes", "4")], [], True),
    "both forms at once": ([("Organisations-ID", "Indikator", "Svar", "effects"), ("kommun-01", "goals_reached", "4", "Nej")], ["two_forms"], False),
    "a wide file with a misspelt question": ([("Organisations-ID", "effects", "Egna mål upnådda"), ("kommun-01", "Ja", "4")], ["missing_column"], False),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_is_known_by_its_words_in_any_order_case_and_language(programme: Programme, name: str) -> None:
    rows, codes, accepted = HEADERS[name]
    found = read(programme, text(rows))
    assert [each for each, _, _ in told(found)] == codes
    assert bool(found.reported) is accepted


@pytest.mark.parametrize(("answer", "code"), [("Ja", "d03_duplicate_same"), ("Nej", "d04_duplicate_conflict")])
def test_an_answer_given_twice_is_refused_and_the_last_never_wins(programme: Programme, answer: str, code: str) -> None:
    found = read(programme, long({}, {"Svar": answer}))
    assert told(found) == [("duplicate_key", 3, 1)]
    assert found.errors[0].message.values["first"] == 2


def test_an_organisation_with_two_rows_in_a_wide_file_is_refused_once(programme: Programme) -> None:
    rows = [("Organisations-ID", "effects", "goals_reached"), ("kommun-01", "Ja", "4"), ("kommun-01", "Ja", "4")]
    assert told(read(programme, text(rows))) == [("duplicate_key", 3, 1)]


def test_d14_a_row_from_another_round_is_told_on_its_row(programme: Programme) -> None:
    found = read(programme, long({}, {"Organisations-ID": "kommun-02", "Organisation": "", "Runda": "2012-12-31"}))
    assert told(found) == [("wrong_round", 3, 4)]


def test_d15_a_file_for_another_round_is_one_error_and_not_one_for_every_row(programme: Programme) -> None:
    rows = [{"Organisations-ID": f"kommun-{n:02}", "Organisation": "", "Runda": "2012-12-31"} for n in range(1, 10)]
    assert told(read(programme, long(*rows))) == [("wrong_round", 2, 4)]


def test_e29_every_error_comes_at_once_in_the_order_of_the_file(programme: Programme) -> None:
    wrong = [
        {"Svar": "Kanske"}, {"Organisations-ID": "kommun-77"}, {"Länskod": "99"}, {"Indikator": "x"}, {"Evidens": "x"},
        {"Organisation": "X"},
    ]  # fmt: skip
    rows = [
        {"Organisations-ID": f"kommun-{n:02}", "Organisation": "", "Länskod": "", **row}
        for n, row in enumerate(wrong, start=2)
    ]
    found = read(programme, long(*rows))
    assert [(code, row) for code, row, _ in told(found)] == [
        ("bad_status", 2), ("unknown_organisation", 3), ("unknown_county", 4), ("unknown_indicator", 5),
        ("bad_evidence", 6), ("org_mismatch", 7),
    ]  # fmt: skip
    assert found.reported == ()


def test_the_nearest_known_key_is_offered(programme: Programme) -> None:
    found = read(programme, long({"Organisations-ID": "komun-01"}))
    assert "kommun-01" in found.errors[0].message.values["near"]
    county = read(programme, long({"Länskod": "Skane"}))
    assert county.errors[0].message.values["near"] == "skåne"


def test_a13_blank_is_not_reported_and_not_applicable_is_kept_apart(programme: Programme) -> None:
    cells = ("", "–", "ej rapporterat", "Ej aktuellt")
    rows = [
        {"Organisations-ID": f"kommun-{n:02}", "Organisation": "", "Länskod": "", "Svar": cell}
        for n, cell in enumerate(cells, start=1)
    ]
    found = read(programme, long(*rows))
    assert not found.findings
    assert [each.state for each in found.reported] == [*[AnswerState.NOT_REPORTED] * 3, AnswerState.NOT_APPLICABLE]


def test_an_endless_comment_hides_no_other_error(programme: Programme) -> None:
    found = read(programme, long({"Kommentar": "x" * 3_000}, {"Organisations-ID": "kommun-99"}))
    assert sorted(each.code for each in found.errors) == ["too_long", "unknown_organisation"]
    assert found.reported == ()


def test_merged_cells_are_told_where_they_begin(programme: Programme) -> None:
    found = read(programme, workbook(CONTROL, lambda sheet: sheet.merge_cells("C3:C5")), "svar.xlsx")
    assert ("merged_cells", 3, 3) in told(found)


def test_evidence_and_comment_of_a_wide_row_are_about_the_answers_it_has(programme: Programme) -> None:
    rows = [
        ("Organisations-ID", "effects", "goals_reached", "Evidens", "Kommentar"),
        ("kommun-01", "Ja", "", "Granskad", "ringde dem"),
    ]
    found = {each.indicator: (each.evidence, each.note) for each in read(programme, text(rows)).reported}
    assert found == {"effects": ("verified", "ringde dem"), "goals_reached": (None, None)}


def test_f01_comments_are_kept_character_by_character(programme: Programme) -> None:
    hostile = ('=HYPERLINK("http://x")', "<img src=x onerror=alert(1)>", "**fet** [l](http://x) $x^2$", "+1", "@SUM(A1)")
    rows = [
        {"Organisations-ID": f"kommun-{n:02}", "Organisation": "", "Länskod": "", "Kommentar": each}
        for n, each in enumerate(hostile, start=1)
    ]
    found = read(programme, long(*rows))
    assert not found.findings
    assert [each.note for each in found.reported] == list(hostile)


def test_what_a_file_does_not_say_is_left_as_it_is(programme: Programme) -> None:
    (reported,) = read(programme, text([CONTROL[0][:3], CONTROL[1][:3]])).reported
    assert (reported.evidence, reported.note) == (None, None)


def test_a_submission_knows_the_file_it_came_from(programme: Programme) -> None:
    found = read(programme, text(), "../../etc/svar.csv")
    assert found.file_name == "svar.csv"
    assert len(found.sha256) == 64
    assert read(programme, text(), "svar.csv").sha256 == found.sha256


def _every_finding(programme: Programme, every_scale: Programme) -> list[Finding]:
    found = [each for made in BAD_FILES.values() for each in read(programme, made.make(), made.file).findings]
    cells = [{column: cell} for column, cell, _ in [*CELLS.values(), *WARNED.values()]]
    found += [each for cell in cells for each in read(programme, long(cell)).findings]
    scaled = [{"Indikator": f"a_{scale}", "Svar": cell} for scale, cell, _ in SCALED.values()]
    found += [each for cell in scaled for each in read(every_scale, long(cell)).findings]
    return found + [each for rows, _, _ in HEADERS.values() for each in read(programme, text(rows)).findings]


@pytest.mark.parametrize("code", languages())
def test_every_finding_is_a_sentence_in_every_language(programme: Programme, every_scale: Programme, code: str) -> None:
    sentences = {language(code).plain(each.message) for each in _every_finding(programme, every_scale)}
    assert len(sentences) > 60
    assert not [each for each in sentences if not each.endswith((".", "?")) or "{" in each]


@pytest.mark.parametrize("rows", [2_000, 20_000])
def test_a_large_file_with_an_error_in_every_row_is_told_up_to_a_limit(programme: Programme, rows: int) -> None:
    wrong = text([LONG[:1] + LONG[4:6], *((f"okänd-{n}", "effects", "Ja") for n in range(rows))])
    found = read(programme, wrong)
    told_of = [each for each in found.errors if each.code == "unknown_organisation"]
    assert len(told_of) == MOST_FINDINGS
    assert found.errors[-1].code == "more"
