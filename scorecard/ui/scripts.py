"""The only scripts of our own. Each is constant, so that the hardened server can allow it by its hash."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from scorecard.language import language, languages

COOKIE = "scorecard_wanted"
LANDMARKS = (Path(__file__).parent / "landmarks.js").read_text(encoding="utf-8").strip()
"""Names the parts of Streamlit's page in the reader's language, and says aloud what a filter has changed."""
NAMES = ("skip", "sidebar", "navigation", "open_sidebar", "close_sidebar")


def _landmarks(code: str) -> str:
    names = {name: language(code)(f"landmark.{name}") for name in NAMES}
    return f"{LANDMARKS}({json.dumps(code)}, {json.dumps(names)})"


LANGUAGES = {code: _landmarks(code) for code in languages()}
REMEMBER = (
    f"document.cookie='{COOKIE}='+encodeURIComponent((location.pathname+location.search).slice(0,1000))"
    "+';path=/;max-age=600;samesite=lax'"
)
"""Which view was wanted, for ten minutes: the login service sends everybody back to the first page."""
FORGET = f"document.cookie='{COOKIE}=;path=/;max-age=0;samesite=lax'"
SCRIPTS = (*LANGUAGES.values(), REMEMBER, FORGET)


def run(script: str) -> None:
    """Runs one of the scripts in the browser."""
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
