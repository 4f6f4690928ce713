"""The ten rules of honest numbers (T1 to T10 of docs/honest-numbers.md), each as tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scorecard import figures, provenance, surveys, tables, tile_map
from scorecard.assess import what_it_takes
from scorecard.check import check
from scorecard.language import language
from scorecard.measure import Cube, comparable_tally
from scorecard.model import AnswerState, Basis, Certainty, Selection, Status
from scorecard.programme import Programme
from scorecard.report import scorecard_object
from scorecard.sentences import Context, evidence, headline, sample_notice, source_line
from scorecard.store import Store
from tests.conftest import FINAL, STATUS_REPORT, ContextMaker

SV = language("sv")


def test_t1_a_goal_is_reached_by_its_own_measure_while_its_sub_goal_is_missed(context: ContextMaker) -> None:
    found = context().assessments
    assert (found["K2"].status, found["K2"].count) == (Status.ACHIEVED, 50)
    assert (found["K2a"].status, found["K2a"].count, found["K2a"].target) == (Status.MISSED, 50, 70)


def test_t1_a_line_in_words_says_that_they_disagree(context: ContextMaker) -> None:
    scene = context()
    words = SV.sentences(what_it_takes(scene.assessments["K2"], scene.sub_assessments(scene.programme.goals["K2"])))
    assert "delmål K2a (genomför paketet) avviker: **20 till** behövs för att nå 70" in words


def test_t2_the_denominator_belongs_to_the_goal(context: ContextMaker) -> None:
    found = context().assessments
    assert [found[id].tally.of for id in ("K1", "L1", "K2")] == [53, 310, None]  # type: ignore[union-attr]


def test_t2_associations_companies_and_federations_never_count_towards_the_310(programme: Programme) -> None:
    counted = programme.members("municipalities_and_regions")
    assert {each.kind for each in counted} == {"municipality", "county_council"}
    assert not [each.name for each in counted if "förbund" in each.name.lower()]
    assert [each.name for each in programme.members("funded") if each.name.startswith("Regionförbund")]


def test_t2_an_organisation_outside_the_310_has_no_answer_under_the_2020_goal(context: ContextMaker, store: Store) -> None:
    scene = context()
    rows = tables.organisations(scene, scene.programme.goals["K1"], store.answers(store.version(), round=FINAL))
    company = rows[rows.iloc[:, 0] == "Företag 01 (exempel)"].iloc[0]
    assert company.iloc[3] == "– räknas inte in"
    assert company.iloc[4].startswith(("●", "▲", "■"))


def test_t2_a_part_that_nobody_belongs_to_has_no_count(context: ContextMaker) -> None:
    assert context(selection=Selection(kind="coordination_association")).assessments["L1"].tally is None


def test_t3_a_count_is_a_lower_bound_shown_with_what_is_missing(context: ContextMaker) -> None:
    found = context().assessments["K1a"].tally
    assert found is not None
    assert (found.yes, found.of, found.missing) == (42, 53, 1)


def test_t3_an_answer_on_other_evidence_is_shown_as_missing(context: ContextMaker, store: Store) -> None:
    scene = context(selection=Selection(evidence="verified"))
    answers = tables.seen(scene, store.answers(store.version(), round=FINAL))
    found = figures.units(scene, scene.programme.goals["K1"], answers)
    assert found is not None
    assert set(found.rows["state"]) == {"missing"}


def test_t3_the_finding_counts_the_rows_below_it(context: ContextMaker) -> None:
    for round in (STATUS_REPORT, FINAL):
        scene = context(round)
        blocking = list(tables.missing(scene).iloc[:, 0]).count("○ Hindrar bedömning")
        said = headline(scene, "organisations", scene.programme.goals["K1"])
        assert said.startswith(SV("headline.missing_blocks", count=blocking))


def test_t3_what_lacks_only_verification_is_not_said_to_be_unanswered(context: ContextMaker, store: Store) -> None:
    scene, whole = context(selection=Selection(evidence="verified")), context()
    k1 = scene.programme.goals["K1"]
    assert dict(tables.facts(scene, scene.assessments["K1"]))["Granskat svar saknas"]
    assert "Svar saknas" in dict(tables.facts(whole, whole.assessments["K1"]))
    answers = tables.seen(scene, store.answers(store.version(), round=FINAL))
    rows = tables.counting(scene, k1, tables.standings(scene, k1, answers))
    assert set(rows.iloc[:, 1]) == {"○ granskat svar saknas"}
    assert set(rows.iloc[:, 2]) == {"Granskat svar saknas"}
    found = surveys.survey(scene, "reach")
    assert found is None or SV("answer.missing") not in found.table
    for look, part in ((scene, True), (whole, False)):
        shares = [each for goal in scene.programme.goals.values() if (each := surveys.series(look, goal))]
        assert shares
        assert {SV("figure.series_whole") in each.note for each in shares} == {part}


def test_t4_the_first_round_is_not_compared_with_itself(context: ContextMaker) -> None:
    assert SV("fact.since", year="2012") not in dict(
        tables.facts(context(STATUS_REPORT), context(STATUS_REPORT).assessments["K1"])
    )
    assert SV("fact.since", year="2012") in dict(tables.facts(context(), context().assessments["K1"]))


def test_t3_missing_answers_are_sorted_by_whether_they_could_change_a_status(context: ContextMaker) -> None:
    rows = tables.missing(context())
    consequences = list(rows.iloc[:, 0])
    assert consequences == sorted(
        consequences, key=["○ Hindrar bedömning", "◆ Kan ändra status", "– Ändrar inte status"].index
    )
    assert any("K1a" in row and "42–43 mot mål 40" in row for row in rows.iloc[:, 1])


def test_t4_rounds_are_compared_only_where_the_same_question_went_to_the_same_organisations(
    programme: Programme, cube: Cube
) -> None:
    for goal in programme.goals.values():
        earlier = comparable_tally(programme, cube, goal, FINAL)
        if earlier is not None and goal.rule is not None:
            rounds = programme.indicators[goal.rule.indicator].comparable_with
            assert {earlier.round.isoformat(), FINAL.isoformat()} <= set(rounds)


def test_t4_no_indicator_joins_2010_to_a_later_round(programme: Programme) -> None:
    assert not [each.id for each in programme.indicators.values() if any(round < "2011" for round in each.comparable_with)]


def test_t5_a_judgement_stands_beside_the_computed_position(context: ContextMaker) -> None:
    found = context().assessments["K1"]
    lines = " ".join(tables.judged(context(), found))
    assert found.judgement is not None
    assert "SKL" in lines
    assert "2014" in lines
    assert "stämmer överens" in lines


def test_t5_a_judgement_that_differs_is_said_to_and_does_not_change_the_status(
    programme: Programme, context: ContextMaker
) -> None:
    scene = context()
    found = scene.assessments["K1"]
    assert found.judgement is not None
    harsher = type(found)(**{**vars(found), "judgement": found.judgement.model_copy(update={"status": Status.MISSED})})
    assert "skiljer sig" in " ".join(tables.judged(scene, harsher))
    assert harsher.status is Status.ACHIEVED


def test_t5_a_judgement_of_the_whole_is_not_compared_with_a_part(context: ContextMaker) -> None:
    scene = context(selection=Selection(county="12"))
    lines = tables.judged(scene, scene.assessments["K1"])
    assert lines[-1] == "Bedömd status: Målet uppnått."


def test_t5_a_goal_judged_in_words_has_no_computed_status_and_no_invented_one(context: ContextMaker) -> None:
    found = context().assessments["K1d"]
    assert found.status is Status.CANNOT_ASSESS
    assert found.judgement is not None
    assert found.judgement.status is None


def test_t6_those_under_way_are_the_pipeline_and_do_not_change_the_status(context: ContextMaker) -> None:
    found = context(STATUS_REPORT).assessments["K1"]
    assert found.needed is not None
    assert (found.needed.more, found.needed.under_way, found.needed.reachable) == (14, 17, True)
    assert found.status is Status.NEAR_PLAN


def test_t7_every_figure_says_source_page_basis_and_certainty(context: ContextMaker) -> None:
    for found in context().assessments.values():
        if found.tally:
            assert found.tally.origin.sources
            assert source_line(context(), [found.tally.origin]).startswith("Källa: ")


def test_t7_k1_rests_on_the_report_and_a_county_on_the_sample(context: ContextMaker) -> None:
    whole = context().assessments["K1"].tally
    part = context(selection=Selection(county="12")).assessments["K1"].tally
    assert whole is not None
    assert part is not None
    assert (whole.origin.basis, whole.origin.certainty, whole.origin.sources) == (
        Basis.SELF_ASSESSED, Certainty.CERTAIN, (("skl_2014", "13"),),
    )  # fmt: skip
    assert (part.origin.basis, part.origin.certainty) == (Basis.SAMPLE, Certainty.INFERRED)


def test_t7_26_in_2012_is_derived(context: ContextMaker) -> None:
    found = context(STATUS_REPORT).assessments["K1"].tally
    assert found is not None
    assert found.origin.basis is Basis.DERIVED


def test_t7_a_row_without_a_source_is_an_error(copy: Path) -> None:
    file = copy / "published.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",skl_2014,", ",,", 1), encoding="utf-8")
    _, problems = check(copy)
    assert [each.file for each in problems] == ["published.csv"]


@pytest.mark.parametrize("code", ["01", "09", "12", "14"])
def test_t8_a_county_has_a_contribution_and_no_status(context: ContextMaker, code: str) -> None:
    for goal in scorecard_object(context(selection=Selection(county=code)))["goals"]:
        assert goal["status"] is None
        assert goal["needed"] is None


@pytest.mark.parametrize(("count", "of", "expected"), [(7, 9, "7 av 9"), (19, 19, "19 av 19"), (15, 20, "15 av 20 (75 %)")])
def test_t8_percentages_stand_only_with_20_or_more(count: int, of: int, expected: str) -> None:
    assert SV.share_and_percent(count, of).replace("\u00a0", " ") == expected


def test_t9_the_names_are_plainly_pseudonymous(programme: Programme) -> None:
    real = {each.municipality for each in programme.municipalities.values()}
    for each in programme.organisations.values():
        assert each.sample
        assert each.name.endswith(" (exempel)")
        assert not real & set(each.name.split())


def test_t9_what_depends_on_the_sample_says_so(context: ContextMaker) -> None:
    scene, county = context(), context(selection=Selection(county="12"))
    notice = "Exempeldata – fördelningen på organisationer och län är påhittad; summorna är rapportens"
    assert SV("sample.notice") == notice
    tiles = tile_map.tiles(scene, scene.programme.goals["K1"], [])
    survey = surveys.survey(county, "citizen_effects")
    assert tiles is not None
    assert survey is not None
    assert tiles.sample
    assert survey.sample
    assert "exempeldata" in tiles.sources


@pytest.fixture
def one_more(context: ContextMaker, store: Store) -> Context:
    """The scorecard after an answer has been loaded that makes one more count towards K1 than the report says."""
    scene, counts = context(), store.counts(store.version())
    asked = scene.programme.goals["K1"].rule
    assert asked is not None
    changed = next(
        each for each in counts
        if (each.round, each.indicator, each.answer) == (FINAL, asked.indicator, "yes")
        and each.state is AnswerState.ANSWERED and "funded" in each.groups
    )  # fmt: skip
    more = replace(changed, organisations=changed.organisations + 1)
    return replace(scene, cube=Cube(2, [more if each is changed else each for each in counts]))


def test_t9_the_notice_says_when_totals_are_no_longer_the_reports(context: ContextMaker, one_more: Context) -> None:
    assert sample_notice(context()) == SV("sample.notice")
    assert one_more.differing
    assert sample_notice(one_more) == SV("sample.notice_differs", count=one_more.differing)
    assert "summorna är" not in sample_notice(one_more)


def test_t9_what_differs_stands_first_and_is_not_said_to_agree(context: ContextMaker, one_more: Context) -> None:
    agrees = list(provenance.reconciliation(one_more).iloc[:, 5])
    assert set(agrees[: one_more.differing]) == {SV("form.differs")}
    assert set(agrees[one_more.differing :]) == {SV("form.agrees")}
    notes = {provenance.reconciliation_note(each) for each in (context(), one_more)}
    assert notes == {SV("sources.reconciliation_note"), SV("sources.reconciliation_differs")}


def test_t9_a_goal_that_the_sample_meets_is_not_met_by_own_word(context: ContextMaker, one_more: Context) -> None:
    k1 = one_more.programme.goals["K1"]
    assert "enligt exempeldata" in headline(one_more, "goal", k1)
    assert "enligt exempeldata" in headline(one_more, "overview", k1)
    assert "enligt egen uppgift" in headline(context(), "goal", k1)


def test_t9_the_whole_view_is_not_said_to_be_self_assessed_where_it_is_not(context: ContextMaker) -> None:
    scene, verified = context(), context(selection=Selection(evidence="verified"))
    goals = scene.programme.goals
    said = evidence(scene, goals["K1"])
    assert said is not None
    assert said.key == "evidence.all_self_assessed"
    assert evidence(scene, goals["L1"]) is None
    assert evidence(verified, goals["K1"]) is None
    assert evidence(context(selection=Selection(county="12")), goals["K1"]) is None


def test_t9_real_names_are_participation_and_never_among_those_who_answer(programme: Programme) -> None:
    named = {each.name for each in programme.engagement}
    assert named
    assert not named & {each.name for each in programme.organisations.values()}


def test_t9_a_row_of_an_invented_organisation_says_that_it_is_a_sample(context: ContextMaker, store: Store) -> None:
    scene = context()
    rows = tables.organisations(scene, scene.programme.goals["K1"], store.answers(store.version(), round=FINAL))
    assert set(rows.iloc[:, -1]) == {"exempeldata"}


def test_t9_an_invented_split_is_not_shown_as_the_reports(context: ContextMaker) -> None:
    found = surveys.survey(context(), "reach")
    assert found is not None
    effects = found.rows[found.rows["question"] == SV.content(context().programme.indicators["effects"].label)]
    given = dict(zip(effects["answer"], effects["count"], strict=True))
    assert given["yes"] == "40"
    assert given["not_stated"] == "13"
    assert given["under_way"] == given["no"] == ""


@pytest.mark.parametrize("goal", ["K1c", "K2c", "K3"])
def test_t10_what_was_not_found_is_no_data_and_never_0(context: ContextMaker, goal: str) -> None:
    for round in (STATUS_REPORT, FINAL):
        (found,) = [each for each in scorecard_object(context(round))["goals"] if each["id"] == goal]
        assert [found[key] for key in ("count", "missing", "under_way")] == [None] * 3
        assert found["status"] == "cannot_assess"


def test_t10_a_question_not_asked_in_2012_has_no_figure_then(context: ContextMaker) -> None:
    found = {each["id"]: each for each in scorecard_object(context(STATUS_REPORT))["goals"]}
    assert [found[id]["count"] for id in ("K1a", "K1b", "K2", "K2a")] == [None] * 4


def test_t10_goals_that_cannot_be_assessed_are_not_told_as_missed(context: ContextMaker) -> None:
    k1 = context().programme.goals["K1"]
    assert headline(context(), "overview", k1).startswith("2 av 3 kortsiktiga mål är uppnådda enligt egen uppgift.")
    before = headline(context(STATUS_REPORT), "overview", k1)
    assert before.startswith("0 av 1 kortsiktigt mål som kan bedömas är uppnått, 2 kan inte bedömas.")
    nobody = replace(context(), cube=Cube(1, []))
    assert headline(nobody, "overview", k1).startswith("Inget av 3 kortsiktiga mål kan bedömas.")


def test_t10_a_round_that_has_not_been_loaded_asks_for_its_answers(context: ContextMaker) -> None:
    found = replace(context(), cube=Cube(1, [])).assessments["K1"]
    assert found.reason.key == "reason.nothing_loaded"
    assert [each.key for each in what_it_takes(found, [])] == ["need.load"]
    not_asked = context(STATUS_REPORT).assessments["K1a"]
    assert (not_asked.reason.key, what_it_takes(not_asked, [])[0].key) == ("reason.no_report", "need.report")


def test_t10_a_goal_that_cannot_be_assessed_for_lack_of_answers_has_no_pace(context: ContextMaker) -> None:
    found = context().assessments["L1"]
    assert found.needed is not None
    assert found.needed.per_year
    assert [each.key for each in what_it_takes(found, [])] == ["need.ask"]


def test_t10_the_2020_goal_is_a_lower_bound_that_cannot_be_assessed(context: ContextMaker) -> None:
    found = context().assessments["L1"]
    assert found.tally is not None
    assert (found.status, found.target, found.tally.of) == (Status.CANNOT_ASSESS, 186, 310)
    assert 255 <= found.tally.not_asked <= 270
    assert found.reason.key == "reason.coverage"
