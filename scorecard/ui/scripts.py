"""The only scripts of our own. Each is constant, so that the hardened server can allow it by its hash."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from scorecard.language import language, languages
from scorecard.ui.markup import Markup

COOKIE = "scorecard_wanted"
LANDMARKS = (Path(__file__).parent / "landmarks.js").read_text(encoding="utf-8").strip()
"""Names the parts of Streamlit's page in the reader's language, says aloud what a filter has changed, opens our links."""
AHEAD = (Path(__file__).parent / "ahead.js").read_text(encoding="utf-8").strip()
"""Shows what `scorecard/ui/ahead.py` has sent of a county when it is chosen."""
NAMES = ("skip", "sidebar", "open_sidebar", "close_sidebar")
REMEMBER = (
    f"document.cookie='{COOKIE}='+encodeURIComponent((location.pathname+location.search).slice(0,1000))"
    "+';path=/;max-age=600;samesite=lax'"
)
"""Which view was wanted, for ten minutes: the login service sends everybody back to the first page."""
FORGET = f"document.cookie='{COOKIE}=;path=/;max-age=0;samesite=lax'"
STREAMLIT_SAYS = {
    "streamlit.upload": "Upload",
    "streamlit.upload_limit": "{whole}MB per file",
    "streamlit.upload_types": "• CSV, {types}",
    "streamlit.upload_input": "file upload",
    "streamlit.upload_drag": "Drag and drop a file here",
    "streamlit.upload_large": "File must be {whole}.{part}MB or smaller.",
    "streamlit.upload_type": "{type} files are not allowed.",
    "streamlit.upload_another": "Add files",
    "streamlit.upload_remove": "Remove {name}",
    "streamlit.size_bytes": "{whole}.{part}B",
    "streamlit.size_kb": "{whole}.{part}KB",
    "streamlit.size_mb": "{whole}.{part}MB",
    "streamlit.named_bytes": "{name}, {whole}.{part}B",
    "streamlit.named_kb": "{name}, {whole}.{part}KB",
    "streamlit.named_mb": "{name}, {whole}.{part}MB",
    "streamlit.year_form": "yyyy",
    "streamlit.error": "Error:",
    "streamlit.icon": "add icon",
    "streamlit.open": "Open",
    "streamlit.close": "Close",
    "streamlit.clear": "Clear value",
    "streamlit.show_data": "Show data",
    "streamlit.show_chart": "Show chart",
    "streamlit.png": "Download as PNG",
    "streamlit.spec": "Copy Vega-Lite spec",
    "streamlit.fullscreen": "Fullscreen",
    "streamlit.fullscreen_close": "Close fullscreen",
    "streamlit.columns": "Show/hide columns",
    "streamlit.search": "Search",
    "streamlit.search_close": "Close Search",
    "streamlit.search_next": "Next Result",
    "streamlit.search_previous": "Previous Result",
    "streamlit.search_type": "Type to search",
    "streamlit.search_one": "{whole} result",
    "streamlit.search_many": "{whole} results",
    "streamlit.search_at": "{whole} of {part}",
    "streamlit.no_results": "No results",
    "streamlit.column_menu": "Dataframe column menu",
    "streamlit.column_name": "Copy column name",
    "streamlit.column_sort_up": "Sort ascending",
    "streamlit.column_sort_down": "Sort descending",
    "streamlit.column_size": "Autosize",
    "streamlit.column_pin": "Pin column",
    "streamlit.column_unpin": "Unpin column",
    "streamlit.column_hide": "Hide column",
    "streamlit.column_format": "Format",
    "streamlit.column_all": "Select all",
    "streamlit.enter_apply": "Press Enter to apply",
    "streamlit.enter_form": "Press Enter to submit form",
    "streamlit.running": "Running...",
    "streamlit.stop": "Stop",
    "streamlit.waiting": "Please wait...",
    "streamlit.no_page": "Page not found",
    "streamlit.no_page_text": "The page that you have requested does not seem to exist. Running the app's main page.",
    "streamlit.no_page_named": "You have requested page /{name}, but no corresponding file was found in the app's pages/ "
    "directory. Running the app's main page.",
    "streamlit.connection": "Connection error",
    "streamlit.connection_text": "Connection failed{why}",
    "streamlit.chart": "visualization",
    "streamlit.chart_part": "{kind} mark container",
    "streamlit.chart_bar": "bar",
    "streamlit.chart_point": "point",
    "streamlit.chart_line": "line mark",
    "streamlit.chart_area": "area mark",
    "streamlit.chart_square": "square",
    "streamlit.chart_text": "text mark",
    "streamlit.chart_rule": "rule",
    "streamlit.chart_axis": "axis",
    "streamlit.date": "Choose date",
    "streamlit.year": "year, {label}",
    "streamlit.month": "month, {label}",
    "streamlit.day": "day, {label}",
    "streamlit.empty": "Empty",
    "streamlit.choose": "Choose an option",
    "streamlit.shortcut": "Shortcut {key}",
}
"""What Streamlit, its grid and Vega say by themselves, in English, and no parameter of theirs can change."""
NUMBERS = frozenset({"whole", "part"})
SPEAK = r"""(() => {
  const forms = %(forms)s.map(([from, to]) => [new RegExp('^(?:' + from + ')(?\x3cabout>: [^]*)?$'), to]);
  const inOur = text => {
    const bare = text.trim(), form = forms.find(([from]) => from.test(bare));
    return form ? text.replace(bare, () => bare.replace(form[0], form[1] + '$\x3cabout>')) : text;
  };
  const content = '[data-testid=stMarkdownContainer], [data-testid=stHtml], [data-testid=stText], table, svg, pre, '
    + 'script, style, [role=option], [data-testid=stMultiSelectTagsContainer]';
  const own = '[data-testid=stFileUploader], [role=dialog]:not(:has([data-testid=stVerticalBlock]))';
  const names = ['aria-label', 'aria-roledescription', 'aria-valuetext', 'placeholder', 'title'];
  const attribute = (element, name) => {
    const said = element.getAttribute(name), ours = said && inOur(said);
    if (ours !== said) element.setAttribute(name, ours);
  };
  const words = node => {
    const content_in = node.parentElement?.closest(content);
    if (!node.parentElement || content_in && !content_in.closest(own)) return;
    const ours = inOur(node.data);
    if (ours !== node.data) node.data = ours;
  };
  const all = root => {
    if (root.nodeType === 3) return words(root);
    if (root.nodeType !== 1) return;
    for (const element of [root, ...root.querySelectorAll('*')]) for (const name of names) attribute(element, name);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) words(texts.currentNode);
  };
  const watched = {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: names};
  window.scorecardWords?.disconnect();
  window.scorecardWords = new MutationObserver(changes => changes.forEach(each => {
    if (each.type === 'attributes') attribute(each.target, each.attributeName);
    else if (each.type === 'characterData') words(each.target);
    else each.addedNodes.forEach(all);
  }));
  window.scorecardWords.observe(document.body, watched);
  all(document.body);
})()"""
"""Puts Streamlit's own words into the page's language, those that are there and those that come.

No letter may stand right after a `<`: the browser's part of `st.html` takes such a script for a trick and drops it."""


@cache
def speak(code: str) -> str:
    """The script of a language."""
    names = {name: language(code)(f"landmark.{name}") for name in NAMES}
    words = SPEAK % {"forms": json.dumps(forms(code), ensure_ascii=False).replace("<", "\\u003c")}
    return f"{LANDMARKS}({json.dumps(code)}, {json.dumps(names)});{AHEAD};{words}"


def forms(code: str) -> list[tuple[str, str]]:
    """Patterns of what is said and what a language says instead; those of other languages too, for a switch to find."""
    return [
        (_pattern(said), _replacement(template(code, key)))
        for key, original in STREAMLIT_SAYS.items()
        for said in dict.fromkeys([original, *(template(other, key) for other in languages() if other != code)])
        if said != template(code, key)
    ]


def template(code: str, key: str) -> str:
    """A message with its gaps as they stand."""
    return language(code).template(key)


def _parts(said: str) -> Iterator[tuple[str, str | None]]:
    return ((text, name) for text, name, _, _ in string.Formatter().parse(said))


def _pattern(said: str) -> str:
    """A regular expression of the browser with a group for every gap."""
    gaps = {name: f"(?<{name}>{r'[0-9]+' if name in NUMBERS else '.+?'})" for _, name in _parts(said) if name}
    return "".join(re.escape(text) + gaps.get(name or "", "") for text, name in _parts(said))


def _replacement(said: str) -> str:
    return "".join(text + (f"$<{name}>" if name else "") for text, name in _parts(said))


SCRIPTS = (*map(speak, languages()), REMEMBER, FORGET)


def run(script: str, place: DeltaGenerator | None = None) -> None:
    """Runs one of the scripts in the browser, in a place of the page where it makes way for the next."""
    (place or st).html(Markup(f"<script>{script}</script>"), unsafe_allow_javascript=True)
