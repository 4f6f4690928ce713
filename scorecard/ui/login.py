"""The page before the login, and the way back to what was wanted."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

import streamlit as st

from scorecard.language import Language
from scorecard.literal import markdown
from scorecard.people import Person
from scorecard.ui import scripts
from scorecard.ui.pages import PAGES, PATHS
from scorecard.ui.parts import paragraph
from scorecard.ui.view import PARAMETERS, too_long


def login_page(person: Person, words: Language, programme: str) -> None:
    """All that a person sees who is not logged in."""
    scripts.run(scripts.REMEMBER)
    st.title(markdown(programme), anchor=False)
    with st.container(border=True, width=720):
        if person.why_not:
            paragraph(words.plain(person.why_not))
        if person.name:
            log_out_button(person, words)
        else:
            st.button(words("access.log_in"), on_click=st.login)


def log_out_button(person: Person, words: Language) -> None:
    """The person's name and the way out, where there is a login."""
    if person.name:
        st.text(person.name)  # Markdown would make a link of the e-mail
        st.button(words("access.log_out"), on_click=st.logout, width="stretch")


def open_wanted(page: str) -> None:
    """Opens what was wanted before the login, once: only from the bare first page, where the login service sends one."""
    cookie = st.context.cookies.to_dict().get(scripts.COOKIE)
    if not cookie:
        return
    if not st.session_state.get("wanted_used"):
        st.session_state["wanted_used"] = True
        wanted, parameters = read_wanted(cookie)
        if page == "overview" and not st.query_params and (wanted, parameters) != ("overview", {}):
            st.switch_page(PAGES[wanted], query_params=parameters)
    scripts.run(scripts.FORGET)


def read_wanted(cookie: str) -> tuple[str, Mapping[str, str]]:
    """The page and the view of a wanted address; what is no page and no part of a view is left out."""
    try:
        address = urlsplit(unquote(cookie))
    except ValueError:
        return "overview", {}
    name = address.path.rpartition("/")[2]
    page = next((page for page, path in PATHS.items() if path == name), "overview")
    pairs = parse_qsl(address.query)
    return page, {name: value for name, value in pairs if name in PARAMETERS and not too_long(name, value)}
