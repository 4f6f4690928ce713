"""The shared view: what is shown, kept in the address of every page so that a copied link opens the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, TypeVar

import streamlit as st

from scorecard import comparison, minutes, tables, tile_map
from scorecard.agenda import DECIDE, START, WHOLE, agenda
from scorecard.changes import Answers, GoalChange, goal_changes
from scorecard.comparison import MOST_SIDES, By, Movement
from scorecard.drawing import Look
from scorecard.figures import Figure
from scorecard.language import Language, language, languages
from scorecard.look import Theme
from scorecard.measure import Cube, tally
from scorecard.minutes import Decision, Judgements
from scorecard.model import EVERYTHING, Date, Measure, Selection
from scorecard.outlook import LOSSES, SCENARIOS
from scorecard.people import Person
from scorecard.programme import Programme
from scorecard.records import Goal, Organisation
from scorecard.sentences import Context
from scorecard.store import Commit, Pair, Store, StoredAnswer
from scorecard.tables import Standing
from scorecard.ui.pages import ABOUT

Value = TypeVar("Value")
LONGEST, LONGEST_SIDES = 64, 200
PARAMETERS = (
    "round", "county", "kind", "evidence", "goal", "org", "outlook", "loss", "per_year", "tables", "version", "since",
    "slide", "by", "sides", "programme", "language",
)  # fmt: skip
PER_YEAR = frozenset(map(str, range(1, 10_001)))
KEPT = frozenset({"programme", "choice_programme", "choice_language", "address", "officer", "wanted_used"})
"""What a session knows whatever programme it is in. All else belongs to one."""
FILTERS = ("county", "kind", "evidence")
WHOLE_PAGES = ("meeting", "rounds", "compare", *ABOUT)
"""Pages that show the whole whatever is chosen."""


@dataclass(frozen=True, kw_only=True)
class Then:
    """What stood at a version of the store."""

    programme: Programme
    cube: Cube
    judgements: Judgements


@dataclass(frozen=True, kw_only=True)
class View(Context):
    """A context on the screen: the page, what else is chosen, and for which theme it is drawn.

    `newest` is the store's version, which `cube.version` is not where the address names an older one or the round is
    locked; `locked` is the commit that locked the round.
    """

    page: str
    person: Person
    programmes: tuple[str, ...]
    store: Store
    look: Look
    goal: Goal
    organisation: str | None
    scenario: str
    per_year: int | None
    tables: bool
    newest: int
    locked: Commit | None
    since: str | None
    slide: str
    by: By
    chosen: tuple[str, ...]
    at_version: Callable[[int], Then]
    ignored: tuple[str, ...] = field(default=())
    places: dict[tuple[str, Hashable], Mapping[str, str]] = field(default_factory=dict, compare=False)
    """What the page says of every county (`scorecard/ui/ahead.py`), by where and in which form."""

    @cached_property
    def everywhere(self) -> View:
        """The same view whichever county is chosen."""
        return replace(self, selection=replace(self.selection, county=None))

    @cached_property
    def standings(self) -> list[Standing]:
        """Who counts towards the goal in the round shown; nobody where the goal counts no organisations or
        the round did not ask them its question."""
        if self.goal.rule is None or self.goal.measure is not Measure.COUNT:
            return []
        indicator = self.programme.indicators[self.goal.rule.indicator]
        if tally(self.programme, self.cube, indicator, self.goal.group, self.round) is None:
            return []
        members = self.programme.members(self.goal.group, self.selection)
        return self.once("standings", len(members), partial(self._standings, self.goal.rule.indicator, members))

    def _standings(self, indicator: str, members: Collection[Organisation]) -> list[Standing]:
        return tables.standings(self, self.goal, self.answers_to([indicator], members))

    @cached_property
    def map(self) -> Figure | None:
        """The tile map, with what is chosen on it; all else of it is the same for every county."""
        found = self.everywhere.once("map", len(self.programme.organisations), self.everywhere._map)
        return found and replace(found, selected=tile_map.chosen(self, self.goal))

    def _map(self) -> Figure | None:
        given = [
            answer
            for round, indicator in tile_map.asked(self, self.goal)
            for answer in self.store.answers(self.cube.version, round=round, indicators=[indicator])
        ]
        return tile_map.tiles(self, self.goal, tables.seen(self, given))

    @cached_property
    def answers(self) -> list[StoredAnswer]:
        """The answers of those whom the goal counts among to its own question in the round shown."""
        return [answer for _, _, answer in self.standings if answer]

    def answers_to(self, indicators: Collection[str], organisations: Collection[Organisation]) -> list[StoredAnswer]:
        """What some organisations answered to some questions in the round shown, as the view sees it."""
        found = self.store.answers(
            self.cube.version, round=self.round, indicators=indicators, organisations={each.id for each in organisations}
        )
        return tables.seen(self, found)

    @cached_property
    def lacking(self) -> Mapping[str, int]:
        """How many answers are missing from each organisation in the round shown, as the view sees them."""
        return self.store.lacking(self.cube.version, self.round, self.selection.evidence)

    @cached_property
    def most_missing_first(self) -> list[Organisation]:
        """The organisations that answer the goal's question, those from which most answers are missing first."""
        listed = self.programme.members(tables.group_of(self, self.goal), self.selection)
        return self.once("most missing first", len(listed), lambda: tables.most_missing_first(self, self.goal, self.lacking))

    def once(self, name: Hashable, rows: int, make: Callable[[], Value]) -> Value:
        """Something of so many rows that follows from the version, the round, the goal, the selection and the language, and
        from what the name says."""
        key = (name, self.cube.version, self.round, self.goal.id, self.selection, self.language.code)
        found: Value = self.store.shown.get(key, lambda: (rows, make()))
        return found

    @cached_property
    def before(self) -> Context | None:
        """The look that changes are told against: the one chosen, else the round before. None in the first round."""
        if self.since in self.earlier_versions:
            return self.as_of(int(self.since[1:]))
        earlier = self.earlier_rounds
        if not earlier:
            return None
        return replace(self, round=Date.fromisoformat(self.since) if self.since in earlier else max(earlier.values()))

    def as_of(self, version: int) -> View:
        """The same view as it stood at a version."""
        then = self.at_version(version)
        return replace(self, programme=then.programme, cube=then.cube, judgements=then.judgements)

    @cached_property
    def screens(self) -> list[str]:
        """The screens of the round's meeting, in order."""
        since_last_round = replace(self, since=None).changes
        return agenda(self, {each.after.goal.id for each in since_last_round if each.moved})

    @cached_property
    def sides(self) -> list[str]:
        """What stands side by side: what is chosen of what there is, else a proposal."""
        there = comparison.choices(self, self.by)
        chosen = [each for each in dict.fromkeys(self.chosen) if each in there]
        return chosen[:MOST_SIDES] or comparison.proposed(self, self.by)

    @cached_property
    def side_answers(self) -> Answers:
        """The answers of the organisations that stand side by side; counties and kinds are counted."""
        if self.by is not By.ORGANISATION:
            return {}
        found = self.store.answers(self.cube.version, round=self.round, organisations=self.sides)
        return _by_key(tables.seen(self, found))

    @cached_property
    def movements(self) -> list[Movement]:
        """Question by question who changed since `before`; nothing where there is no before."""
        if self.before is None:
            return []
        return list(self.store.shown.get(("movements", *_looks(self.before, self)), partial(self._movements, self.before)))

    def _movements(self, before: Context) -> tuple[int, list[Movement]]:
        looks = [(look.cube.version, look.round) for look in (before, self)]
        found = [
            comparison.movement(self, each, self.store.answered_twice(each.id, looks[0], looks[1]))
            for each in comparison.comparable(before, self)
        ]
        return len(found), found  # they only name organisations that the programme holds

    @property
    def earlier_rounds(self) -> dict[str, Date]:
        """The rounds that this one can be told against."""
        return {each.date.isoformat(): each.date for each in self.programme.rounds if each.date < self.round}

    @property
    def earlier_versions(self) -> list[str]:
        """The versions that this one can be told against, as the address has them."""
        return [f"v{number}" for number in range(1, self.cube.version)]

    @cached_property
    def changes(self) -> list[GoalChange]:
        """Every goal against `before`; nothing where there is no before. Two looks differ for ever in the same way."""
        if self.before is None:
            return []
        return list(self.store.shown.get(("changes", *_looks(self.before, self)), partial(self._changes, self.before)))

    def _changes(self, before: Context) -> tuple[int, list[GoalChange]]:
        goals = [goal for look in (before, self) for goal in look.programme.goals.values()]
        asked = sorted({goal.rule.indicator for goal in goals if goal.rule})
        found = goal_changes(before, self, *differing(self.store, before, self, asked))
        return sum(each.paired.names for each in found if each.paired), found

    @cached_property
    def decisions(self) -> list[Decision]:
        """What the group has decided so far; in an old version what it had decided then."""
        return minutes.decisions(self.store, self.cube.version if self.old else self.newest)

    @property
    def old(self) -> bool:
        """Whether an older version is shown than the round's own."""
        return self.cube.version != (self.locked.version if self.locked else self.newest)

    @property
    def parameters(self) -> dict[str, str]:
        """The view as the address has it; of another county, as its address would."""
        county = {"county": self.selection.county} if self.selection.county else {}
        return dict(st.session_state["view"]) | county


def _looks(before: Context, after: Context) -> list[tuple[int, Date, Selection]]:
    """What two looks differ by, for ever in the same way."""
    return [(look.cube.version, look.round, look.selection) for look in (before, after)]


def _by_key(answers: Iterable[StoredAnswer]) -> dict[tuple[str, str], StoredAnswer]:
    return {(each.organisation, each.indicator): each for each in answers}


def differing(store: Store, before: Context, after: Context, asked: Sequence[str]) -> tuple[Answers, Answers]:
    """The answers to some questions that differ between two looks, and all answers of those organisations that have become
    others. A question is read again only when somebody has answered it since."""
    looks, others = (before, after), _become_others(before.programme, after.programme)
    selected = _selected(after)
    found: tuple[list[StoredAnswer], list[StoredAnswer]] = ([], [])
    for question in asked:
        pairs = _pairs(store, looks, question)
        for pair in (pairs[each] for each in (pairs if selected is None else selected & pairs.keys())):
            for one_look, answer in zip(found, pair, strict=True):
                one_look.extend([answer] if answer else [])
    for one_look, look in zip(found, looks, strict=True) if others else ():
        one_look.extend(store.answers(look.cube.version, round=look.round, indicators=asked, organisations=others))
    given = [_by_key(tables.seen(look, answers)) for look, answers in zip(looks, found, strict=True)]
    return given[0], given[1]


def _pairs(store: Store, looks: tuple[Context, Context], question: str) -> Mapping[str, Pair]:
    def read() -> tuple[int, Mapping[str, Pair]]:
        before, after = ((look.cube.version, look.round) for look in looks)
        pairs = store.differing(question, before, after)
        return len(pairs), pairs

    key = ("differing", question, *((look.round, look.cube.counted(look.round, question)) for look in looks))
    found: Mapping[str, Pair] = store.shown.get(key, read)
    return found


def _selected(look: Context) -> set[str] | None:
    """The organisations that a look selects, None where it narrows nothing."""
    county, kind = look.selection.county, look.selection.kind
    if county is None and kind is None:
        return None
    every = look.programme.organisations.values()
    return {each.id for each in every if county in (None, each.county_code) and kind in (None, each.kind)}


def _become_others(before: Programme, after: Programme) -> set[str]:
    """The organisations that belong elsewhere in one of two looks, or are in one only."""
    if before is after:
        return set()
    known = before.organisations.keys() | after.organisations.keys()
    return {each for each in known if before.organisations.get(each) != after.organisations.get(each)}


def chosen_programme(names: Sequence[str]) -> str:
    """The programme that is asked for, else the first. A session forgets all that it did in another one."""
    (asked,) = asked_for("programme")
    found = asked if asked in names else names[0]
    if found != st.session_state.get("programme", found):
        turn = st.session_state.get("upload_turn", 0)
        for name in [name for name in st.session_state if name not in KEPT]:
            del st.session_state[name]
        st.session_state["upload_turn"] = turn + 1  # a new uploader: the old one would still hold the other's file
    st.session_state["programme"] = found
    return found


def stay_in(programme: str) -> None:
    """Keeps to a programme that cannot be shown until its control says another: the address has been heeded."""
    st.session_state["choice_programme"] = programme
    heed_address("programme")


def heed_address(*names: str) -> None:
    """What the address says of some parts of the view, or of any, is no news: a control has been used after it was written,
    and on a slow line one uses several before the browser has been told of the first."""
    address = st.query_params.to_dict()
    heeded = {name: address.get(name) for name in names or PARAMETERS}
    st.session_state["address"] = st.session_state.get("address", {}) | heeded


def asked_for(*names: str) -> Iterator[Any]:
    """What is asked for some parts of the view, unchecked: by the address where it has changed since this session last wrote
    it (a link, a reload, the way back), else by the control, else what the session remembers. An address that the app wrote
    has a round: what it lacks was not chosen."""
    address, heeded = st.query_params.to_dict(), st.session_state.get("address", {})
    for name in names:
        news = ("round" in address or name in address) and address.get(name) != heeded.get(name)
        remembered = st.session_state.get(f"choice_{name}", st.session_state.get("view", {}).get(name))
        yield address.get(name) if news else remembered


def too_long(name: str, value: str) -> bool:
    """Whether a value is longer than any that a part of the view can have."""
    return len(value) > (LONGEST_SIDES if name == "sides" else LONGEST)


def choose(programme: Programme, newest: int, programmes: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The valid values of the view and the names that were ignored: names and values are checked against what there is."""
    options = {**allowed(programme, newest), "programme": set(programmes)}
    found: dict[str, str] = {}
    ignored = [name for name in st.query_params if name not in PARAMETERS and name not in ("embed", "embed_options")]
    for name, value in zip(PARAMETERS, asked_for(*PARAMETERS), strict=True):
        if value in (None, "") or (name == "programme" and value == programmes[0]):
            continue
        if not too_long(name, str(value)) and str(value) in options[name]:
            found[name] = str(value)
        else:
            ignored.append(name)
    return {"round": max(options["round"]), "language": browser_language(offered(programme))} | found, tuple(ignored)


class Several(frozenset[str]):
    """A set of names that also holds any of them with commas between."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and all(map(super().__contains__, value.split(",")))


def allowed(programme: Programme, newest: int) -> Mapping[str, Set[str]]:
    """What every part of the view may be."""
    return {
        "round": {each.date.isoformat() for each in programme.rounds},
        "county": set(programme.counties),
        "kind": set(programme.settings.kinds),
        "evidence": {"self_assessed", "verified"},
        "goal": set(programme.goals),
        "org": set(programme.organisations),
        "outlook": set(SCENARIOS),
        "loss": set(LOSSES),
        "per_year": PER_YEAR,
        "tables": {"1"},
        "version": set(map(str, range(1, newest + 1))),
        "since": {each.date.isoformat() for each in programme.rounds} | {f"v{number}" for number in range(1, newest + 1)},
        "slide": {START, WHOLE, DECIDE, *(goal.id for goal in programme.top_goals)},
        "by": set(By),
        "sides": Several({*programme.organisations, *programme.counties, *programme.settings.kinds}),
        "language": set(offered(programme)),
    }


def offered(programme: Programme) -> tuple[str, ...]:
    """The languages of the programme's own texts, then the others that the app can speak."""
    own = programme.settings.languages
    return (*own, *(code for code in languages() if code not in own))


def browser_language(languages: Sequence[str]) -> str:
    """The first of some languages, unless the browser asks for another of them."""
    asked = (st.context.locale or "").split("-")[0]
    return asked if asked in languages else languages[0]


def keep(values: dict[str, str]) -> None:
    """Writes the view to the session, the controls and the address."""
    st.session_state["view"] = values
    for name in PARAMETERS:
        # Also where it holds the value already: the control of another page starts from what this run has set.
        st.session_state[f"choice_{name}"] = values.get(name, "" if name in FILTERS else None)
    if st.query_params.to_dict() != values:
        st.query_params.from_dict(values)
    st.session_state["address"] = values


def view_of(
    page: str, programme: Programme, store: Store, newest: int, locks: Mapping[Date, Commit],
    at: Callable[[int], Then], person: Person, programmes: Sequence[str],
) -> View:  # fmt: skip
    """The view that the session, the address and the defaults make for a page."""
    values, ignored = choose(programme, newest, programmes)
    keep(values)
    round = Date.fromisoformat(values["round"])
    locked = locks.get(round)
    version = int(values.get("version", locked.version if locked else newest))
    then = at(version)
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    words: Language = language(values["language"]).naming(programme.settings.area)
    return View(
        page=page,
        person=person,
        programmes=tuple(programmes),
        programme=then.programme,
        store=store,
        cube=then.cube,
        newest=newest,
        locked=locked,
        judgements=then.judgements,
        at_version=at,
        since=values.get("since"),
        slide=values.get("slide", START),
        by=By(values.get("by", By.COUNTY if programme.counties else By.KIND)),
        chosen=tuple(values.get("sides", "").split(",")),
        language=words,
        round=round,
        # A meeting sees the whole, and a round is loaded as a whole; what was chosen stays in the address.
        selection=EVERYTHING if page in WHOLE_PAGES else Selection(**{name: values.get(name) for name in FILTERS}),
        look=Look(theme=theme, language=words.code, large=page == "meeting"),
        goal=programme.goals[values["goal"]] if "goal" in values else _first_counted(programme),
        organisation=values.get("org"),
        per_year=int(values["per_year"]) if "per_year" in values else None,
        loss=0.0 if page in WHOLE_PAGES else LOSSES[values.get("loss", "0")],
        scenario=values.get("outlook", "kept"),
        tables="tables" in values,
        ignored=ignored,
    )


def _first_counted(programme: Programme) -> Goal:
    """The goal shown where none is chosen: the first short-term one that is counted."""
    tops = programme.top_goals
    return next((goal for goal in tops if goal.rule and goal.horizon == "short"), tops[0])
