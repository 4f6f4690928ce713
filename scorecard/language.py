"""Words, numbers and dates in a reader's language. The only place that formats, and that reads the catalogues."""

from __future__ import annotations

import datetime
import gettext
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent, get_decimal_symbol

from scorecard.model import Message, Text, message, mid_sentence
from scorecard.records import Area

FOLDER = Path(__file__).parent / "locales"
ZONE = ZoneInfo("Europe/Stockholm")
"""Where the clocks are that people read; the store and files for machines keep UTC."""
SMALLEST_FOR_PERCENT = 20
"""T8: below this many organisations a share is given as a count of a count."""


class Language:
    """One language: a catalogue of messages, and Babel's forms for numbers and dates."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._area: Area | None = None
        self.locale = Locale.parse(code)
        with (FOLDER / f"{code}.po").open("rb") as file:
            self._catalogue: Catalog = read_po(file, locale=code)
        self._plural: Callable[[int], int] = gettext.c2py(self._catalogue.plural_expr)

    def __call__(self, key: str, /, **values: Any) -> str:
        """A message of the catalogue with its gaps filled; see `say`."""
        return self.say(message(key, **values))

    def say(self, what: Message, escape: Callable[[str], str] = str) -> str:
        """A message in words. Values are formatted by their type, then escaped; the first number that the plural says
        decides which form it is.

        Raises `KeyError` for a key that the catalogue lacks.
        """
        key, values = what.key, what.values
        if self._area and f"area.{key}" in self.keys:
            key, values = f"area.{key}", {**values, **_area_words(self._area)}
        template = self._template(key, values)
        return template.format(**{name: self._value(value, escape) for name, value in values.items()})

    def naming(self, area: Area | None) -> Language:
        """The same language for a programme whose areas are not counties: it says what they are called."""
        named = copy(self)
        named._area = area
        return named

    def sentences(self, messages: Iterable[Message], escape: Callable[[str], str] = str) -> str:
        return " ".join(self.say(each, escape) for each in messages)

    def plain(self, what: Message) -> str:
        """A message without the marks for bold."""
        return self.say(what).replace("**", "")

    def name_of(self, code: str) -> str:
        """What a language is called in this one."""
        return str(Locale.parse(code).get_language_name(self.locale))

    def content(self, text: Mapping[str, str]) -> str:
        """A text of the programme folder, in another of its languages where this one is lacking."""
        return text.get(self.code) or next(iter(text.values()))

    def number(self, value: float | Fraction) -> str:
        rounded = float(value) if isinstance(value, Fraction) else value
        return _decimal(rounded + 0, "#,##0.##" if isinstance(value, Fraction) else "#,##0.#", self.code)

    @property
    def decimal_comma(self) -> bool:
        return str(get_decimal_symbol(self.locale)) == ","

    def signed(self, value: float | Fraction) -> str:
        return ("+" if value > 0 else "") + self.number(value)

    def percent(self, share: float) -> str:
        return str(format_percent(share, locale=self.locale))

    def chance(self, probability: float) -> str:
        """A probability in whole percent; the ends are never said to be certain."""
        least, most = 0.01, 0.99
        if probability < least:
            return self("form.under", value=self.percent(least))
        return self("form.over", value=self.percent(most)) if probability > most else self.percent(probability)

    def share(self, count: int, of: int | None) -> str:
        """ "40 av 53"; only the count where the group is open."""
        return self.number(count) if of is None else self("form.share", count=count, of=of)

    def share_and_percent(self, count: int, of: int) -> str:
        """ "40 av 53 (75 %)", without the percentage under 20 organisations."""
        share = self.share(count, of)
        return share if of < SMALLEST_FOR_PERCENT else f"{share} ({self.percent(count / of)})"

    def date(self, value: datetime.date) -> str:
        """A day; of a moment the day it was in `ZONE`."""
        if isinstance(value, datetime.datetime):
            value = value.astimezone(ZONE).date()
        return str(format_date(value, format="d MMM y", locale=self.locale)).replace(".", "")

    def moment(self, value: datetime.datetime) -> str:
        """Day and time on the clocks of `ZONE`, and that it is their time."""
        return self(
            "form.moment", date=self.date(value), time=format_time(value.astimezone(ZONE), "HH:mm", locale=self.locale)
        )

    def enumeration(self, items: Iterable[str]) -> str:
        return str(format_list(list(items), locale=self.locale))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every key of the catalogue."""
        return frozenset(_id(entry.id) for entry in self._catalogue if entry.id)

    def template(self, key: str) -> str:
        """A message with its gaps as they stand."""
        return self._template(key, {})

    def _template(self, key: str, values: Mapping[str, Any]) -> str:
        entry = self._catalogue.get(key)
        if entry is None or not entry.string:
            raise KeyError(f"{self.code}.po has no message {key!r}")
        if isinstance(entry.string, str):
            return entry.string
        plural = str(entry.string[-1])
        numbers = (value for name, value in values.items() if isinstance(value, int) and f"{{{name}}}" in plural)
        return str(entry.string[self._plural(next(numbers, 0))])

    def _value(self, value: Any, escape: Callable[[str], str]) -> str:
        if isinstance(value, Message):
            return self.say(value, escape)
        if isinstance(value, Mapping):
            return escape(self.content(value))
        if isinstance(value, datetime.datetime):
            return self.moment(value)
        if isinstance(value, datetime.date):
            return self.date(value)
        if isinstance(value, int | float | Fraction):
            return self.number(value)
        return escape(str(value))


@lru_cache(maxsize=8192)
def _decimal(value: float, decimals: str, code: str) -> str:
    """A number in a language; pages say the same few again and again."""
    return str(format_decimal(value, format=decimals, locale=code)).replace("-", "−")


def _area_words(area: Area) -> dict[str, Text]:
    """What areas are called at the start of a text and inside one."""
    return {
        "area": area.text, "areas": area.plural,
        "area_inside": mid_sentence(area.text), "areas_inside": mid_sentence(area.plural),
    }  # fmt: skip


def _id(id: str | tuple[str, ...] | list[str]) -> str:
    return id if isinstance(id, str) else id[0]


@cache
def language(code: str) -> Language:
    """The language of a code, read once. Raises `KeyError` for one without a catalogue."""
    if code not in languages():
        raise KeyError(code)
    return Language(code)


@cache
def languages() -> tuple[str, ...]:
    """The codes that have a catalogue."""
    return tuple(sorted((path.stem for path in FOLDER.glob("*.po")), reverse=True))
