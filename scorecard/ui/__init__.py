"""The one place that knows Streamlit: every page begins with `begin` and is drawn from these parts."""

from scorecard.ui.about import contact, supervision
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
    beside,
    card,
    chart,
    download,
    footnotes,
    heading,
    judgement,
    legend,
    link,
    listing,
    nearby,
    no_way,
    note,
    organisation,
    outlook,
    paragraph,
    table,
    wide_card,
)
from scorecard.ui.rounds import correct_answers, load_answers, lock_round, review_answers
from scorecard.ui.saving import say_saved

__all__ = [
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
    "wide_card",
]
