"""HTML as it is sent to Streamlit."""

from __future__ import annotations


class Markup(str):
    """Finished HTML. Of other strings Streamlit first asks whether they name a file, and takes away what indents them:
    a tenth of a rerun."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)
