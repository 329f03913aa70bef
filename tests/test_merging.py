"""The three-way merge: its laws on random records, and each way in which two sides can differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from policygraph.records.field import Field, fields_of
from policygraph.records.kinds import (
    KIND_OF,
    KINDS,
    Alignment,
    Budget,
    Corpus,
    Decision,
    Document,
    Item,
    Kind,
    Period,
    Review,
    Source,
    Target,
    Text,
    YearNote,
)
from policygraph.sources.merging import Conflict, Merged, merge
from random_records import VALUES, Known, full_corpora

LAWS = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


@LAWS
@given(full_corpora(), full_corpora())
def test_what_one_side_changes_is_taken(base: Corpus, changed: Corpus) -> None:
    for one, other in ((base, changed), (changed, base), (changed, changed)):
        assert merge(base, one, other) == Merged(changed, ())


def swapped(found: Conflict) -> Conflict:
    return replace(found, ours=found.theirs, theirs=found.ours)


@st.composite
def side(draw: st.DrawFn, base: Corpus, other: Corpus) -> Corpus:
    """Records of two corpora, of which any may be gone, moved, or taken from the other one."""

    def mixed(kind: Kind, first: Any, second: Any) -> tuple[Any, ...]:
        sides = [dict(kind.keyed(first)), dict(kind.keyed(second))]
        if draw(st.booleans()):
            sides.reverse()
        found = sides[1] | sides[0] if draw(st.booleans()) else sides[0]
        records = draw(st.permutations(list(found.values()))) if draw(st.booleans()) else list(found.values())
        return tuple(records[draw(st.integers(0, 1)) :])

    whole = Corpus(
        **{k.group: mixed(k, getattr(base, k.group), getattr(other, k.group)) for k in KINDS if not k.within}
    )
    twins = {document.id: document for document in other.documents}
    return replace(
        whole,
        documents=tuple(
            replace(document, items=mixed(KIND_OF[Item], document.items, twins[document.id].items))
            if document.id in twins
            else document
            for document in whole.documents
        ),
    )


@LAWS
@given(full_corpora(), full_corpora(), st.data())
def test_the_sides_may_be_exchanged(base: Corpus, more: Corpus, data: st.DataObject) -> None:
    ours, theirs = data.draw(side(base, more)), data.draw(side(base, more))
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert one.corpus == other.corpus
    assert list(one.conflicts) == [swapped(found) for found in other.conflicts]


Place = tuple[Kind, str, tuple[str, ...], Field]
NAMED_BY = {"department": ("name", "city")}  # a department's key is made of these


def places(corpus: Corpus) -> list[Place]:
    """Every field of every record that is no part of the record's identity."""
    return [
        (kind, document, key, field)
        for kind in KINDS
        for document, key, _ in kind.records_of(corpus)
        for field in fields_of(kind.record)
        if field.takes not in ("outside", "keyed")
        and field.name not in (*kind.key, *NAMED_BY.get(kind.name, ("name",)))
    ]


def changed(corpus: Corpus, place: Place, value: Any) -> Corpus:
    """The corpus with another value in one place."""
    kind, document, key, field = place
    new = {field.name: value[0], field.notes: value[1]} if field.notes else {field.name: value}

    def among(records: Any) -> tuple[Any, ...]:
        return tuple(replace(record, **new) if found == key else record for found, record in kind.keyed(records))

    if not kind.within:
        return replace(corpus, **{kind.group: among(getattr(corpus, kind.group))})

    def inside(whole: Document) -> Document:
        if whole.id != document:
            return whole
        if kind.record is Item:
            return replace(whole, items=among(whole.items))
        source = whole.sources[key[1]]
        return replace(whole, sources={**whole.sources, source.id: replace(source, **new)})

    return replace(corpus, documents=tuple(map(inside, corpus.documents)))


def value_at(corpus: Corpus, place: Place) -> Any:
    kind, _, key, field = place
    record = next(record for _, found, record in kind.records_of(corpus) if found == key)
    value = getattr(record, field.name)
    return (value, getattr(record, field.notes)) if field.notes else value


def drawn(draw: Callable[[Any], Any], corpus: Corpus, place: Place) -> Any:
    """Another value for a place."""
    _, document, _, field = place
    sources = {whole.id: tuple(whole.sources) for whole in corpus.documents}
    return draw(VALUES[field.takes](field, Known(["x", "y", "z"], sources.get(document, ()), document)))


@LAWS
@given(full_corpora(), st.data())
def test_edits_of_different_fields_survive_in_either_order(base: Corpus, data: st.DataObject) -> None:
    first, second = data.draw(st.lists(st.sampled_from(places(base)), min_size=2, max_size=2, unique_by=id))
    assume((first[0].name, first[2], first[3].name) != (second[0].name, second[2], second[3].name))
    left, right = (drawn(data.draw, base, place) for place in (first, second))
    ours, theirs = changed(base, first, left), changed(base, second, right)
    assert merge(base, ours, theirs) == Merged(changed(ours, second, right), ())
    assert changed(ours, second, right) == changed(theirs, first, left)


@LAWS
@given(full_corpora(), st.data())
def test_a_field_that_both_change_is_a_conflict_with_its_three_values(base: Corpus, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(places(base)))
    kind, _, key, field = place
    left, right = drawn(data.draw, base, place), drawn(data.draw, base, place)
    ours, theirs = changed(base, place, left), changed(base, place, right)
    was, left, right = (value_at(corpus, place) for corpus in (base, ours, theirs))
    assume(left not in (right, was) and right != was)
    merged = merge(base, ours, theirs)
    assert {(found.kind, found.key) for found in merged.conflicts} <= {(kind.name, key)}
    assert all(found.field.split(".")[0] == field.key for found in merged.conflicts)
    if field.takes not in ("text", "extra", "amounts", "part", "parts", "period"):
        assert [(found.base, found.ours, found.theirs) for found in merged.conflicts] == [(was, left, right)]
        assert merged.corpus == base


def one(**changes: Any) -> Corpus:
    item = Item("f-1", "f", "task", ("f",), Text("하나", "one"))
    source = Source("s", "https://example.org/1")
    whole = Document("f", "law", Text("법"), (replace(item, **changes),), sources={"s": source})
    return Corpus((whole,))


def test_two_languages_are_two_fields() -> None:
    merged = merge(one(), one(title=Text("첫째", "one")), one(title=Text("하나", "first")))
    assert merged == Merged(one(title=Text("첫째", "first")), ())
    merged = merge(one(), one(title=Text("첫째", "one")), one(title=Text("일", "first")))
    assert merged.corpus == one(title=Text("하나", "first"))
    assert merged.conflicts == (Conflict("item", "f", ("f-1",), "title.ko", "하나", "첫째", "일"),)


def test_a_title_never_loses_both_languages() -> None:
    merged = merge(one(), one(title=Text("하나")), one(title=Text("", "one")))
    assert merged.corpus == one()
    assert [(found.field, found.base) for found in merged.conflicts] == [("title", Text("하나", "one"))]


def test_own_columns_are_one_field_each() -> None:
    merged = merge(
        one(extra=(("가", 1), ("나", 2))), one(extra=(("가", 9), ("나", 2))), one(extra=(("나", 3), ("다", 4)))
    )
    assert merged.corpus == one(extra=(("가", 1), ("나", 3), ("다", 4)))
    assert [(found.field, found.base, found.ours, found.theirs) for found in merged.conflicts] == [
        ("extra.가", 1, 9, None)
    ]


def test_a_budget_is_merged_by_field_and_year() -> None:
    base = Budget(10, "총액", years=((2026, 4), (2027, 6)))
    ours = replace(base, krw=12, years=((2026, 6), (2027, 6)))
    theirs = replace(
        base, scope="시비", years=((2026, 4), (2027, 6), (2028, 1)), year_notes=(YearNote(2027, "국비 포함"),)
    )
    wanted = Budget(12, "시비", years=((2026, 6), (2027, 6), (2028, 1)), year_notes=(YearNote(2027, "국비 포함"),))
    assert merge(one(budget=base), one(budget=ours), one(budget=theirs)) == Merged(one(budget=wanted), ())
    merged = merge(one(budget=base), one(budget=replace(base, krw=11)), one(budget=replace(base, krw=12)))
    assert [(found.field, found.ours) for found in merged.conflicts] == [("budget.krw", 11)]
    merged = merge(one(budget=base), one(), one(budget=ours))
    assert merged.conflicts == (Conflict("item", "f", ("f-1",), "budget", base, None, ours),)


def test_targets_are_merged_row_by_row() -> None:
    first, second, new = Target(Text("가"), 1, "%", 2027), Target(Text("나"), 2), Target(Text("다"))
    base = one(targets=(first, second))
    ours = one(targets=(replace(second, value=3), replace(first, year=2028)))
    theirs = one(targets=(replace(first, value=9), second, new))
    wanted = (Target(Text("가"), 9, "%", 2028), Target(Text("나"), 3), new)
    assert merge(base, ours, theirs) == Merged(one(targets=wanted), ())
    assert merge(base, theirs, ours) == Merged(one(targets=wanted), ())
    merged = merge(base, one(targets=(replace(first, value=7), second)), theirs)
    assert [(found.field, found.base, found.ours, found.theirs) for found in merged.conflicts] == [
        ("targets.1.value", 1, 7, 9)
    ]
    gone = merge(base, one(targets=(second,)), theirs)
    assert [(found.field, found.base, found.ours) for found in gone.conflicts] == [("targets.1", first, None)]
    assert merge(one(), one(targets=(first,)), one(targets=(second,))) == Merged(one(targets=(first, second)), ())
    assert merge(one(), one(targets=(first,)), one(targets=(first,))) == Merged(one(targets=(first,)), ())
    both = merge(one(), one(targets=(first, second)), one(targets=(first, new)))
    assert sorted(map(repr, both.corpus.documents[0].items[0].targets)) == sorted(map(repr, (first, second, new)))


def test_the_ends_of_a_period_are_two_fields() -> None:
    base, ours, theirs = (one(period=Period(*ends)) for ends in ((2026, 2028), (2027, 2028), (2026, 2030)))
    assert merge(base, ours, theirs) == Merged(one(period=Period(2027, 2030)), ())
    found = merge(base, ours, one(period=Period(2025, 2028))).conflicts
    assert [(each.field, each.base, each.ours, each.theirs) for each in found] == [("period.start", 2026, 2027, 2025)]


def test_a_total_that_nobody_typed_is_the_sum_of_the_merged_years() -> None:
    base, ours, theirs = (
        Budget(sum(years.values()), years=tuple(years.items()))
        for years in ({2026: 4}, {2026: 4, 2027: 1}, {2026: 4, 2028: 1})
    )
    wanted = Budget(6, years=((2026, 4), (2027, 1), (2028, 1)))
    assert merge(one(budget=base), one(budget=ours), one(budget=theirs)) == Merged(one(budget=wanted), ())
    first, second = Budget(1, years=((2027, 1),)), Budget(2, years=((2028, 2),))
    merged = merge(one(), one(budget=first), one(budget=second))
    assert merged == Merged(one(budget=Budget(3, years=((2027, 1), (2028, 2)))), ())


def test_a_derived_total_follows_the_merged_years_and_is_not_stored() -> None:
    base, ours, theirs, wanted = (
        Budget(years=tuple(years.items()))
        for years in ({2026: 4}, {2026: 4, 2027: 1}, {2026: 4, 2028: 1}, {2026: 4, 2027: 1, 2028: 1})
    )
    assert merge(one(budget=base), one(budget=ours), one(budget=theirs)) == Merged(one(budget=wanted), ())
    assert (wanted.krw, wanted.total) == (None, 6)


def test_amount_and_note_of_a_year_are_two_fields() -> None:
    base = Budget(9, years=((2026, 4),), year_notes=(YearNote(2026, "국비"),))
    ours, theirs = replace(base, years=((2026, 5),)), replace(base, year_notes=(YearNote(2026, "시비"),))
    wanted = replace(base, years=((2026, 5),), year_notes=(YearNote(2026, "시비"),))
    assert merge(one(budget=base), one(budget=ours), one(budget=theirs)) == Merged(one(budget=wanted), ())


def links(*items: tuple[str, int]) -> Corpus:
    return Corpus(alignments=tuple(Alignment("t", item, strength) for item, strength in items))


def test_what_one_side_removes_and_the_other_changes_is_a_conflict() -> None:
    merged = merge(links(("a", 1), ("b", 1)), links(("b", 1)), links(("a", 3)))
    assert merged.corpus == links(("a", 1))
    assert merged.conflicts == (
        Conflict("alignment", "", ("t", "a"), "", Alignment("t", "a", 1), None, Alignment("t", "a", 3)),
    )


def test_what_both_add_differently_is_left_out() -> None:
    merged = merge(links(), links(("a", 1), ("b", 2)), links(("a", 3), ("c", 2)))
    assert merged.corpus == links(("b", 2), ("c", 2))
    assert [(found.key, found.field, found.base, found.ours, found.theirs) for found in merged.conflicts] == [
        (("t", "a"), "strength", None, 1, 3)
    ]


def test_what_both_add_with_different_fields_is_one_record() -> None:
    base = Alignment("t", "a", 1)
    merged = merge(
        Corpus(), Corpus(alignments=(replace(base, by="가"),)), Corpus(alignments=(replace(base, score=0.5),))
    )
    assert merged == Merged(Corpus(alignments=(replace(base, by="가", score=0.5),)), ())


def test_items_and_sources_are_merged_inside_their_document() -> None:
    whole = one().documents[0]
    more = Item("f-2", "f", "task", ("f",), Text("둘"))
    ours = Corpus((replace(whole, items=(*whole.items, more)),))
    theirs = Corpus((replace(whole, sources={**whole.sources, "s2": Source("s2")}, structure="전부"),))
    wanted = replace(ours.documents[0], sources={**whole.sources, "s2": Source("s2")}, structure="전부")
    assert merge(one(), ours, theirs) == Merged(Corpus((wanted,)), ())


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        ("abc", "axbc", "abyc", "axbyc"),
        ("abc", "cab", "abnc", "cabn"),
        ("abc", "ac", "abxc", "axc"),
        ("abc", "bac", "acb", "abc"),
        ("ab", "bax", "bya", "byax"),
        ("a", "xa", "ya", "xya"),
    ],
)
def test_records_keep_their_order(base: str, ours: str, theirs: str, wanted: str) -> None:
    corpora = [links(*((name, 1) for name in names)) for names in (base, ours, theirs)]
    assert "".join(link.item for link in merge(*corpora).corpus.alignments) == wanted


def test_a_decision_and_its_word_are_merged_too() -> None:
    base = Decision("i", Text("국가 사무"))
    ours, theirs = replace(base, by="가"), replace(base, expires="2030")
    merged = merge(Corpus(decisions=(base,)), Corpus(decisions=(ours,)), Corpus(decisions=(theirs,)))
    assert merged == Merged(Corpus(decisions=(replace(base, by="가", expires="2030"),)), ())


def test_reviews_that_one_person_made_at_two_times_are_two_records() -> None:
    first, second, third = (Review("t", "i", "accept", 3, "가", f"2026-11-2{day}") for day in (3, 4, 5))
    merged = merge(Corpus(reviews=(first,)), Corpus(reviews=(first, second)), Corpus(reviews=(first, third)))
    assert merged == Merged(Corpus(reviews=(first, second, third)), ())
