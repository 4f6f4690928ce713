"""The one place that knows Streamlit: every page begins with `begin` and is drawn from these parts."""

from scorecard.ui.about import contact, supervision
from scorecard.ui.cards import card, legend, wide_card
from scorecard.ui.comparing import choose_sides, learned, side_by_side
from scorecard.ui.controls import (
    choose_goal,
    choose_measure,
    choose_scenario,
    choose_since,
    county_map,
    organisation_table,
    what_if,
)
from scorecard.ui.frame import begin
from scorecard.ui.log import history
from scorecard.ui.meeting import decided, judge, screen, steps
from scorecard.ui.parts import (
    answers_and_shares,
    beside,
    chart,
    county_organisations,
    download,
    footnotes,
    heading,
    judgement,
    link,
    listing,
    milestones,
    nearby,
    no_way,
    note,
    organisation,
    outlook,
    paragraph,
    table,
    who_counts,
)
from scorecard.ui.rounds import correct_answers, load_answers, lock_round, review_answers
from scorecard.ui.saving import say_saved

__all__ = [
    "answers_and_shares",
    "begin",
    "beside",
    "card",
    "chart",
    "choose_goal",
    "choose_measure",
    "choose_scenario",
    "choose_sides",
    "choose_since",
    "contact",
    "correct_answers",
    "county_map",
    "county_organisations",
    "decided",
    "download",
    "footnotes",
    "heading",
    "history",
    "judge",
    "judgement",
    "learned",
    "legend",
    "link",
    "listing",
    "load_answers",
    "lock_round",
    "milestones",
    "nearby",
    "no_way",
    "note",
    "organisation",
    "organisation_table",
    "outlook",
    "paragraph",
    "review_answers",
    "say_saved",
    "screen",
    "side_by_side",
    "steps",
    "supervision",
    "table",
    "what_if",
    "who_counts",
    "wide_card",
]
