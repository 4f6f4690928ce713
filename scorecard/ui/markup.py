"""HTML as it is sent to Streamlit."""

from __future__ import annotations

from typing import Literal

import streamlit as st


class Markup(str):
    """Finished HTML. Of other strings Streamlit first asks whether they name a file, and takes away what indents them:
    a tenth of a rerun."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def say(*words: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Words as HTML (`scorecard/prose.py`): what stands below each other is one element for the browser."""
    st.html(Markup("".join(words)), width=width)
