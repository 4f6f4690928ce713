"""What helps on every page: how it is read, the words it uses, and whom to tell what does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scorecard.accessibility import REPORT_TO
from scorecard.literal import markdown
from scorecard.ui.parts import heading, listing, paragraph

if TYPE_CHECKING:
    from scorecard.ui.view import View

HELP: dict[str, tuple[str, ...]] = {
    "overview": ("far_goal", "card", "bullet", "need", "sub_goals", "legend"),
    "goal": ("choose", "way", "future", "sub_goals", "card", "what_if", "judgement", "answers", "who", "footnotes"),
    "counties": ("measure", "map", "table", "organisations"),
    "organisations": ("missing", "measure", "table", "one"),
    "compare": ("sides", "answers", "changed", "ask", "examples"),
    "changes": ("since", "goals", "organisations", "not_compared"),
    "meeting": ("steps", "screen", "decide", "handouts"),
    "rounds": ("load", "review", "correct", "lock", "history"),
    "sources": ("reconciliation", "published", "rules", "gaps", "involved", "glossary"),
    "method": ("layers", "statuses", "limits", "rules", "basis"),
    "accessibility": ("gaps", "contact", "tested"),
}
"""One line for each thing on a page, in the page's order."""
EVERYWHERE = ("finding", "filter", "tables", "sources", "address")


def help_button(view: View) -> None:
    """Opens how the page is read."""
    if st.button(view.language("help.open"), key="help", type="tertiary"):
        st.dialog(view.language("help.title", page=view.language(f"page.{view.page}")), width="large")(_help)(view)


def _help(view: View) -> None:
    words = view.language
    listing(words(f"help.{view.page}.{element}") for element in HELP[view.page])
    if view.page != "meeting":
        heading(words("help.everywhere"))
        listing(words(f"help.everywhere.{element}") for element in EVERYWHERE)
    if view.programme.glossary:
        heading(words("sources.glossary"), words("help.glossary"))
        listing(f"{each.sv} – {each.en}" for each in view.programme.glossary)


def contact(view: View) -> None:
    """How to reach the owner, as the programme folder says; that it says nothing is said too."""
    words, found = view.language, view.programme.settings.contact
    paragraph(words("accessibility.contact_why"))
    if found is None:
        paragraph(words("accessibility.no_contact", owner=view.programme.settings.owner))
        return
    lines = [f"[{markdown(found.email)}](mailto:{found.email})"] if found.email else []
    lines += [f"[{markdown(found.url)}]({found.url})"] if found.url else []
    st.markdown("\n".join(f"- {line}" for line in lines))


def supervision(view: View) -> None:
    """Who supervises, and the link to report to it."""
    paragraph(view.language("accessibility.supervision"))
    st.markdown(f"[{markdown(view.language('accessibility.report'))}]({REPORT_TO})")
