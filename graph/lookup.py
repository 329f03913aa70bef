"""Finds what a person means: an id, or part of a title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.hierarchy import FRAMEWORK_LEVEL
from policygraph.graph.scope import Scope
from policygraph.records.characters import clean, search_key
from policygraph.records.counting import counted
from policygraph.records.issue import UnknownId, UnknownName, nearest
from policygraph.records.kinds import LEVELS, Document, Item, Text
from policygraph.records.words import TITLES, label, labels

MOST_CANDIDATES = 8
_FEW = 12  # so many ids are told when none is near


def find(graph: AlignmentGraph, name: str, among: Iterable[str] | None = None) -> str:
    """Return the id of the record that *name* is the id, the title or a part of the title of.

    *among* limits the search to some ids. Raises `UnknownName` with the nearest candidates when nothing or more than
    one thing answers.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> find(graph, "KDS-1-2"), find(graph, "디지털 취약계층 포용")
    ('kds-1-2', 'b6-4-2')
    """
    ids = list(among) if among is not None else [*graph.documents, *graph.items]
    wanted = search_key(name)
    by_id = [candidate for candidate in ids if search_key(candidate) == wanted]
    if by_id:
        return by_id[0]
    titles = {
        candidate: (search_key(graph.title(candidate).ko), search_key(graph.title(candidate).en)) for candidate in ids
    }
    exact = [candidate for candidate, found in titles.items() if wanted in found]
    part = _part(name)
    partial = [candidate for candidate in ids if any(map(part, (graph.title(candidate).ko, graph.title(candidate).en)))]
    matches = exact or partial
    if wanted and len(matches) == 1:
        return matches[0]
    if wanted and matches:
        raise UnknownName(
            Text(f"'{name}'에 해당하는 것이 {len(matches)}건입니다. id로 골라 주세요.",
                 f"{name!r} fits {counted(len(matches), 'record')}; choose one by its id"),
            [_shown(graph, candidate) for candidate in matches[:MOST_CANDIDATES]],
        )  # fmt: skip
    elsewhere = [candidate for candidate in (*graph.documents, *graph.items) if search_key(candidate) == wanted]
    if elsewhere:
        level = graph.level(elsewhere[0])
        raise UnknownName(
            Text(
                f"'{name}'은(는) 있지만 여기에 쓸 수 있는 것이 아닙니다(수준: {level}). 두 이름의 차례가 바뀌지 않았는지 확인하세요.",
                f"{name!r} exists but is not what is asked for here (level {level}); are the names in the right order?",
            ),
            [_shown(graph, elsewhere[0])],
        )
    near = nearest(wanted, [candidate.casefold() for candidate in ids], count=4)
    lookup = {candidate.casefold(): candidate for candidate in ids}
    near_titles = nearest(wanted, [title for found in titles.values() for title in found if title], count=4)
    found_ids = [lookup[candidate] for candidate in near]
    found_ids += [candidate for candidate, found in titles.items() if set(found).intersection(near_titles)]
    raise UnknownName(
        Text(f"'{name}'에 해당하는 id나 제목이 없습니다.", f"no id or title answers to {name!r}"),
        [_shown(graph, candidate) for candidate in dict.fromkeys(found_ids) or (ids if len(ids) <= _FEW else ())],
    )


def find_subject(graph: AlignmentGraph, name: str) -> str:
    """Return the id of the task that *name* means, or of the plan whose id or whole title it is; see `find`.

    >>> from policygraph import open_study
    >>> find_subject(open_study().graph, "B6"), find_subject(open_study().graph, "디지털 취약계층 포용")
    ('b6', 'b6-4-2')
    """
    wanted = search_key(name)
    for plan in graph.plans:
        if wanted in map(search_key, (plan.id, plan.title.ko, plan.title.en)):
            return plan.id
    return find(graph, name, graph.tasks)


def unknown_id(name: object, known: Iterable[str]) -> UnknownId:
    """Return the error that says that no record has the id *name*, with the nearest of the ids *known*.

    >>> str(unknown_id("kds1", ["kds-1", "dpg"]))
    "no record has the id 'kds1'; nearest: kds-1"
    """
    text = Text(f"id가 {name!r}인 기록이 없습니다.", f"no record has the id {name!r}")
    return UnknownId(text, nearest(str(name), known))


def _part(name: str) -> Callable[[str], bool]:
    """Return whether a title holds *name*: Korean wherever it stands and however it is spaced, Latin words from their start.

    >>> part = _part("dgp")
    >>> part("Expand GPU clusters"), part("DGP board"), _part("취약 계층")("디지털 취약계층 포용")
    (False, True, True)
    """
    wanted = search_key(name)
    if not wanted.isascii():
        return lambda title: wanted in search_key(title)
    words = r"\s+".join(map(re.escape, unicodedata.normalize("NFKC", clean(name)).split()))
    pattern = re.compile(rf"(?<![0-9A-Za-z]){words}", re.IGNORECASE)
    return lambda title: pattern.search(title) is not None


def find_level(name: str) -> str:
    """Return the level called *name*; raises `UnknownName` with the known ones."""
    if name in (FRAMEWORK_LEVEL, *LEVELS):
        return name
    listed = ", ".join((FRAMEWORK_LEVEL, *LEVELS))
    raise UnknownName(
        Text(f"'{name}'이라는 수준은 없습니다. 수준: {listed}", f"there is no level {name!r}; levels: {listed}"),
        nearest(name, LEVELS),
    )


def _shown(graph: AlignmentGraph, name: str) -> str:
    return f"{name}  {graph.title(name).get('ko')}"


def find_of_kind(graph: AlignmentGraph, kind: str, name: str) -> str:
    """Return the id of the ``framework``, ``plan``, ``item``, ``task`` or ``record`` that *name* means.

    A ``department`` is answered by its key: its (Korean) name, behind the id of its city where that is said. Raises `UnknownName` with the nearest candidates.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> find_of_kind(graph, "framework", "디지털플랫폼정부"), find_of_kind(graph, "department", "교통혁신국")
    ('dpg', '교통혁신국')
    """
    if kind == "department":
        return _find_department(graph, name)
    return find(graph, name, [known for known, _ in of_kind(graph, kind)])


KINDS_OF_NAMES = ("framework", "plan", "item", "task", "record", "department")


def of_kind(graph: AlignmentGraph, kind: str) -> list[tuple[str, Text]]:
    """Return what there is of a kind (`KINDS_OF_NAMES`): ids, of departments their keys, with the titles.

    >>> from policygraph import open_study
    >>> of_kind(open_study().graph, "plan")[0][0]
    'b5'
    """
    if kind == "department":
        return sorted(graph.departments.items())
    among: dict[str, Callable[[], Iterable[Document | Item]]] = {
        "framework": lambda: graph.frameworks,
        "plan": lambda: graph.plans,
        "item": lambda: (item for framework in graph.frameworks for item in framework.items),
        "task": graph.tasks.values,
        "record": lambda: (*graph.documents.values(), *graph.items.values()),
    }
    return [(record.id, record.title) for record in among[kind]()]


def _find_department(graph: AlignmentGraph, name: str) -> str:
    matches, known = _departments(graph, name)
    if len(matches) == 1:
        return matches[0]
    if matches:
        several = Text(
            f"'{name}'에 해당하는 부서가 여럿입니다. 이름을 더 적어 주세요.",
            f"more than one department answers to {name!r}; write more of the name",
        )
        raise UnknownName(several, matches[:MOST_CANDIDATES])
    raise _no_department(name, known)


def _no_department(name: str, known: list[str]) -> UnknownName:
    if not known:
        message = Text(
            f"'{name}' 부서의 과제가 없습니다. 이 자료에는 담당 부서를 적은 과제가 하나도 없으니, 먼저 과제에 담당 부서를 적어 주세요.",
            f"no task belongs to a department {name!r}; no task of these records names one, so write departments first",
        )
    else:
        message = Text(f"'{name}' 부서의 과제가 없습니다.", f"no task belongs to a department {name!r}")
    return UnknownName(message, nearest(name, known) or known[:MOST_CANDIDATES])


def departments_named(graph: AlignmentGraph, name: str) -> list[str]:
    """Return the keys of the departments whose name holds *name*; raises `UnknownName` where there are none.

    >>> from policygraph import open_study
    >>> departments_named(open_study().graph, "교통혁신")
    ['교통혁신국']
    """
    found, known = _departments(graph, name)
    if not found:
        raise _no_department(name, known)
    return found


def _departments(graph: AlignmentGraph, name: str) -> tuple[list[str], list[str]]:
    """Return the keys of the departments called *name*, or else of those whose name holds it; and all there are.

    A name that several cities have means the departments of all of them, and a key one.
    """
    words: dict[str, tuple[str, ...]] = {}
    for task, item in graph.tasks.items():
        if item.department and (key := graph.department_of(task)) is not None:
            words.setdefault(key, (key, item.department.ko, item.department.en))
    return _by_words(name, words), sorted(words)


def cities_named(graph: AlignmentGraph, name: str) -> list[str]:
    """Return the ids of the cities called *name*, by id or title, or else of those whose title holds it.

    Raises `UnknownName` where there are none.
    """
    titles = {key: (key, city.title.ko, city.title.en) for key, city in graph.cities.items()}
    found = _by_words(name, titles)
    if not found:
        raise _no_city(Text(f"'{name}' 도시의 계획이 없습니다.", f"no plan is of a city {name!r}"), name, titles)
    return found


def regions_named(graph: AlignmentGraph, name: str) -> list[str]:
    """Return the (Korean) names of the regions of cities called *name*, or else of those whose name holds it.

    Raises `UnknownName` where there are none.
    """
    regions = {city.region.get("ko"): (city.region.ko, city.region.en) for city in graph.cities.values() if city.region}
    found = _by_words(name, regions)
    if not found:
        message = Text(f"'{name}'에 있는 도시의 계획이 없습니다.", f"no plan is of a city in a region {name!r}")
        raise _no_city(message, name, regions)
    return found


def _by_words(name: str, words: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the keys, sorted, one of whose *words* is *name*, or else holds it; no name means none."""
    wanted = search_key(name)
    keys = {key: [search_key(word) for word in found if word] for key, found in words.items()}
    exact = [key for key, found in keys.items() if wanted in found]
    part = [key for key, found in keys.items() if any(wanted in one for one in found)]
    return sorted(exact or part) if wanted else []


def _no_city(message: Text, name: str, known: Mapping[str, Iterable[str]]) -> UnknownName:
    if not known:
        message = Text(
            f"{message.ko} 이 자료의 계획은 어느 도시의 것인지 적지 않았으니, 문서에 city를 적어 주세요.",
            f"{message.en}; no plan of these records says its city, so write city in the documents",
        )
    words = [word for found in known.values() for word in found if word]
    return UnknownName(message, nearest(name, words) or sorted(known)[:MOST_CANDIDATES])


def technology_named(graph: AlignmentGraph, name: str) -> str:
    """Return the code of the technology called *name*, by its code or its title; raises `UnknownName` for another."""
    codes = sorted({code for task in graph.tasks.values() for code in task.technologies})
    titles = {code: label("technology", code) for code in codes}
    if found := _code(name, titles):
        return found
    listed = _listed(titles)
    raise UnknownName(
        Text(
            f"'{name}' 기술을 쓰는 과제가 없습니다. 기술: {listed.ko}",
            f"no task uses a technology {name!r}; known: {listed.en}",
        ),
        nearest(name, codes),
    )


def code_named(scheme: str, name: str) -> str:
    """Return the code of *scheme* called *name*, by its code or its label; raises `UnknownName` for another.

    >>> code_named("addressee", "지방에 요구"), code_named("domain", "citizens")
    ('local', 'citizens')
    """
    known = labels(scheme)
    if found := _code(name, known):
        return found
    listed = _listed(known)
    raise UnknownName(
        Text(
            f"'{name}'이라는 값은 없습니다({TITLES[scheme].ko}). 쓸 수 있는 것: {listed.ko}",
            f"there is no {TITLES[scheme].en} {name!r}; known: {listed.en}",
        ),
        nearest(name, known),
    )


def _listed(titles: Mapping[str, Text]) -> Text:
    """Return the codes of *titles*, each with its title in the language of the sentence."""
    return Text(
        ", ".join(f"{code} {title.get('ko')}" for code, title in titles.items()),
        ", ".join(f"{code} ({title.get('en')})" for code, title in titles.items()),
    )


def _code(name: str, titles: Mapping[str, Text]) -> str | None:
    """Return the code that is *name* or has it as its title."""
    wanted = search_key(name)
    words = ((code, (code, title.ko, title.en)) for code, title in titles.items())
    return next((code for code, known in words if wanted in map(search_key, known)), None)


def scope_of(
    graph: AlignmentGraph,
    *,
    plans: Iterable[str] = (),
    cities: Iterable[str] = (),
    regions: Iterable[str] = (),
    departments: Iterable[str] = (),
    years: Iterable[int] = (),
    technologies: Iterable[str] = (),
    domains: Iterable[str] = (),
    frameworks: Iterable[str] = (),
    addressees: Iterable[str] = (),
    states: Iterable[str] = (),
) -> Scope:
    """Return the scope that people mean who name plans and frameworks by id or title, others by part of a name.

    Raises `UnknownName` for a name that nothing answers to, with the nearest ones.

    >>> from policygraph import open_study
    >>> scope = scope_of(open_study().graph, plans=["제6차"], departments=["교통혁신"])
    >>> scope.plans, scope.departments
    (('b6',), ('교통혁신국',))
    """
    known_plans = [document.id for document in graph.plans]
    return Scope(
        plans=_each(find(graph, name, known_plans) for name in plans),
        cities=_each(found for name in cities for found in cities_named(graph, name)),
        regions=_each(found for name in regions for found in regions_named(graph, name)),
        departments=_each(found for name in departments for found in departments_named(graph, name)),
        years=tuple(sorted(set(years))),
        technologies=_each(technology_named(graph, name) for name in technologies),
        domains=_each(code_named("domain", name) for name in domains),
        frameworks=_each(find(graph, name, graph.hierarchy.ids) for name in frameworks),
        addressees=_each(code_named("addressee", name) for name in addressees),
        states=_each(states),
        as_of=graph.scope.as_of,
    )


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
