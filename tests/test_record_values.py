"""What records say of themselves, at the boundaries: periods, weights, statuses, keys, places, and how problems are told."""

from __future__ import annotations

import datetime

import pytest
from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.documents import City, department_key, in_city, usual_status
from policygraph.records.findings import Observation
from policygraph.records.issue import Issue, IssueLog, Severity, UnknownName, UnusableInput, Where
from policygraph.records.kinds import KIND_OF, Alignment, Corpus, Document, Item, Period, Review, Source, Text
from policygraph.records.moments import moment_from, moment_text
from policygraph.records.pair_lines import UnreadableLine, read_pair_lines
from policygraph.records.readings import confidence_said
from policygraph.records.units import unit_words, with_unit

BACKWARDS = {
    (2026, 2026, None, None): False,
    (2027, 2026, None, None): True,
    (2026, 2027, 12, 1): False,
    (2026, 2026, 3, 3): False,
    (2026, 2026, 4, 3): True,
    (2026, 2026, None, 1): False,
    (2026, 2026, 12, None): False,
    (None, 2026, None, 1): False,
    (2026, None, 12, None): False,
}


@pytest.mark.parametrize(("ends", "backwards"), BACKWARDS.items(), ids=map(str, BACKWARDS))
def test_a_period_that_ends_before_it_begins_is_backwards(ends: tuple[int | None, ...], backwards: bool) -> None:
    assert Period(*ends).backwards is backwards


def test_a_period_holds_the_years_of_its_ends() -> None:
    years = range(2025, 2029)
    assert [Period(2026, 2027).holds(year) for year in years] == [False, True, True, False]
    assert [Period(None, 2026).holds(year) for year in years] == [True, True, False, False]
    assert [Period(2027, None).holds(year) for year in years] == [False, False, True, True]
    assert Period(None, 2026).years() == (2026,)
    assert Period(2026, 2026, 1, 12).ends() == ("2026-01", "2026-12")


def test_a_share_weighs_a_finding_where_no_importance_is_said() -> None:
    def weight(share: float | None, importance: float = 1.0) -> float:
        return Item(
            "f-1", "f", "finding", ("f",), Text(), observation=Observation(share=share), importance=importance
        ).weight

    assert [weight(share) for share in (None, 0, 0.5, 1, 1.5, 40, 100)] == [1, 0.01, 0.01, 0.01, 0.015, 0.4, 1]
    assert (weight(40, 2.0), Item("t", "p", "task", ("p",), Text(), importance=3.0).weight) == (2, 3)


def test_an_official_source_or_two_of_any_kind_confirm() -> None:
    sources = {"s1": Source("s1", kind="press"), "s2": Source("s2", kind="press"), "s3": Source("s3", kind="official")}
    cited = [(), ("s1",), ("s1", "s2"), ("s3",), ("s9",), ("s1", "s9"), ("s1", "s3")]
    confirmed = [usual_status(names, sources) == "confirmed" for names in cited]
    assert confirmed == [False, False, True, True, False, False, True]
    assert {usual_status(names, sources) for names in cited} == {"confirmed", "single-source"}


def test_a_department_is_named_with_its_city() -> None:
    name = Text("교통국", "Transport")
    assert in_city(name, None) == name
    assert in_city(name, City("busan", Text("부산"))) == Text("교통국 (부산)", "Transport (부산)")
    assert in_city(name, City("busan")) == Text("교통국 (busan)", "Transport (busan)")
    assert in_city(Text("", "Transport"), City("busan", Text("부산", "Busan"))) == Text("", "Transport (Busan)")
    assert (department_key(Text("", "Transport"), "busan"), department_key(name, None)) == ("busan/Transport", "교통국")


def test_a_key_that_comes_again_is_numbered() -> None:
    reviews = tuple(Review("t", "i", "accept", by="김", date=date) for date in ("2026", "2026", None, "2026", None))
    keys = [key for _, key, _ in KIND_OF[Review].records_of(Corpus(reviews=reviews))]
    first, unsaid = ("t", "i", "김", "2026"), ("t", "i", "김", "")
    assert keys == [first, (*first, "(2)"), unsaid, (*first, "(3)"), (*unsaid, "(2)")]


def test_records_are_told_with_their_documents() -> None:
    item = Item("i", "d", "goal", ("d",), Text())
    document = Document("d", "law", title=Text("법"), items=(item,), sources={"s1": Source("s1")})
    corpus = Corpus((document,), (Alignment("t", "i", 2),))
    found = {
        kind.__name__: [(name, key) for name, key, _ in KIND_OF[kind].records_of(corpus)]
        for kind in (Document, Source, Item, Alignment)
    }
    assert found == {
        "Document": [("d", ("d",))],
        "Source": [("d", ("d", "s1"))],
        "Item": [("d", ("i",))],
        "Alignment": [("", ("t", "i"))],
    }
    assert (repr(corpus), repr(Corpus())) == ("<Corpus: 1 documents, 1 alignments>", "<Corpus: empty>")
    assert Corpus.of([Corpus(alignments=(Alignment("a", "i", 1),)), corpus]).alignments == (
        Alignment("a", "i", 1),
        Alignment("t", "i", 2),
    )


def test_a_place_is_told_as_far_as_it_is_known() -> None:
    places = [
        Where("a"),
        Where("a", 3),
        Where("a", row=7),
        Where("a", sheet="연계"),
        Where("a", sheet="연계", column="D"),
    ]
    assert [str(place) for place in places] == ["a", "a:3", "a [7]", "a [연계]", "a [연계!D]"]


def issue(code: str, severity: Severity = "error", where: Where | None = None, value: str = "") -> Issue:
    return Issue(code, severity, where or Where("a"), value, Text("까닭", f"why {code}"), Text("할 일", "do"))


def test_problems_stand_by_severity_and_place_and_those_that_follow_stand_last() -> None:
    ordered = [
        issue("R02", where=Where("z")),  # a file that was not read
        issue("R53", where=Where("z", path="frameworks")),
        issue("R11", where=Where("a")),
        issue("R10", where=Where("a", 1)),
        issue("R11", where=Where("a", 2)),
        issue("R10", where=Where("a", 10)),
        issue("R11", where=Where("a", 10), value="1"),
        issue("R11", where=Where("a", 10), value="2"),
        issue("R11", where=Where("b", sheet="가")),
        issue("R10", where=Where("b", sheet="가", row=1)),
        issue("R11", where=Where("b", sheet="가", row=2, column="B")),
        issue("R11", where=Where("b", sheet="가", row=2, column="AA")),
        issue("R11", where=Where("b", sheet="가", row=10)),
        issue("R11", where=Where("b", sheet="나", row=1)),
        issue("R53", where=Where("z", path="title")),
        issue("R86", where=Where("a")),
        issue("R01", "warning"),
        issue("R01", "info"),
    ]
    log = IssueLog()
    log.extend([*reversed(ordered), *ordered])
    assert log.sorted() == ordered
    assert len(log.issues) == len(ordered)
    assert len(log.errors) == len(ordered) - 2


def test_an_error_tells_its_first_problems_and_counts_the_others() -> None:
    def told(count: int) -> list[str]:
        return str(UnusableInput(Text("", "cannot"), [issue(f"R{number}") for number in range(count)])).splitlines()

    assert told(1) == ["cannot", "R0 why R0 do"]
    assert told(5) == ["cannot", *(f"R{number} why R{number} do" for number in range(5))]
    assert told(6) == [*told(5), "and 1 more"]
    assert str(UnknownName(Text("없음"))) == "없음"
    assert str(UnknownName(Text("없음", "none"), ["b", "a"])) == "none; nearest: b, a"


def test_a_long_value_is_shortened_where_it_is_told() -> None:
    assert [len(report("R12", Where("a"), "가" * length, field="year").value) for length in (299, 300, 301, 999)] == [
        299,
        300,
        300,
        300,
    ]
    assert [report("R12", Where("a"), "가" * length, field="year").value[-1] for length in (300, 301)] == ["가", "…"]


def test_near_names_are_offered_in_both_languages() -> None:
    assert did_you_mean("stauts", ["status", "title"]) == {
        "hint_ko": " 혹시 'status' 아닌가요?",
        "hint_en": " Did you mean 'status'?",
    }
    assert did_you_mean("zzz", {"status": 1}) == {"hint_ko": "", "hint_en": ""}


def test_a_pair_that_is_named_twice_is_told_apart_from_a_line_that_is_none() -> None:
    with pytest.raises(UnreadableLine) as caught:
        read_pair_lines(["1: 가", "2:", "1: 나"])
    assert (caught.value.line, caught.value.twice) == ("1: 나", "1")
    with pytest.raises(UnreadableLine) as caught:
        read_pair_lines([": 가"])
    assert (caught.value.line, caught.value.twice) == (": 가", "")
    assert read_pair_lines(["2:", "2: 가"]) == (("2", "가"),)


def test_a_date_is_the_moment_it_begins_and_a_moment_loses_no_digit() -> None:
    midnight = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    assert {
        moment_from(text) for text in ("2026-03", "2026-03-01", "2026-03-01T00:00:00Z", "2026-03-01T09:00:00+09:00")
    } == {midnight}
    assert moment_from("2026") == datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    assert moment_from("2026-03-01T10:20:30") == midnight.replace(hour=10, minute=20, second=30)
    shown = {0: "2026-03-01T00:00:00Z", 120_000: "2026-03-01T00:00:00.12Z", 5: "2026-03-01T00:00:00.000005Z"}
    assert {micro: moment_text(midnight.replace(microsecond=micro)) for micro in shown} == shown


def test_numbers_stand_with_their_units_and_readings_in_words() -> None:
    assert [with_unit("7", unit).en for unit in ("", "people", "rank", "가상")] == [
        "7",
        "7 people",
        "rank 7",
        "7 가상",
    ]
    assert (unit_words("가상"), unit_words("건").ko) == (Text("가상", "가상"), "건")
    said = [confidence_said(confidence, readings) for confidence, readings in ((None, ()), (0.625, ()), (0.5, (3, 2)))]
    assert [text and text.en for text in said] == [None, "0.62", "two readings, strengths differ"]
