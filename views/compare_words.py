"""The words of a comparison: what became of items, judgements and tasks, and why figures moved."""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.graph.compare.comparison import EditionComparison
from policygraph.graph.compare.edition import Edition
from policygraph.graph.compare.figure_changes import Cause, FigureName
from policygraph.graph.compare.judgement_fates import DecisionAgain, Fate, FateReason, Judgement
from policygraph.graph.compare.matching import By, Class
from policygraph.graph.compare.succession import Course
from policygraph.records.counting import counted
from policygraph.records.documents import Item
from policygraph.records.field import fields_by_name
from policygraph.records.kinds import Text
from policygraph.records.words import label

CLASSES: dict[Class, Text] = {
    "unchanged": Text("그대로", "unchanged"),
    "reworded": Text("문구 변경", "reworded"),
    "target-changed": Text("목표·기간 변경", "target changed"),
    "moved": Text("자리 옮김", "moved"),
    "renumbered": Text("번호 변경", "renumbered"),
    "split": Text("나뉨(제안)", "split (proposed)"),
    "merged": Text("합쳐짐(제안)", "merged (proposed)"),
    "added": Text("신설", "added"),
    "removed": Text("삭제", "removed"),
}
OTHER = Text("글 밖의 변경", "other change")
BY: dict[By, Text] = {
    "decided": Text("사람이 정함", "decided by a person"),
    "id": Text("id", "id"),
    "number": Text("공식 번호", "official number"),
    "title": Text("제목", "title"),
    "text": Text("글의 닮음", "likeness of texts"),
}
FATES: dict[Fate, Text] = {
    "carried": Text("이어짐", "carried"),
    "suspect": label("gap-kind", "G12"),
    "to_decide": Text("정해야 함", "to decide"),
    "retired": Text("물러남(기록은 남음)", "retired (kept on record)"),
}
REASONS: dict[FateReason, Text] = {
    "same": Text("두 끝의 내용이 그대로", "both ends say what they said"),
    "judged": Text("새 판에서 이미 판단함", "judged on the new edition already"),
    "changed": Text("내용이 바뀜", "what an end says has changed"),
    "replaced": Text("같은 id가 다른 것을 가리킴", "the id now means another thing"),
    "split": Text("나뉨", "split"),
    "merged": Text("합쳐짐", "merged"),
    "removed": Text("새 판에 없음", "not in the new edition"),
    "withdrawn": Text("새 기록에서 빠짐", "taken off the new records"),
}
COURSES: dict[Course, Text] = {
    "continued": Text("이어짐", "continued"),
    "grown": Text("커짐", "grown"),
    "shrunk": Text("작아짐", "shrunk"),
    "split": Text("나뉨(제안)", "split (proposed)"),
    "merged": Text("합쳐짐(제안)", "merged (proposed)"),
    "dropped": Text("없어짐", "dropped"),
    "new": Text("새로 생김", "new"),
}
FIGURES: dict[FigureName, Text] = {
    "floor": Text("하한", "floor"),
    "ceiling": Text("상한", "ceiling"),
    "linked_confirmed": Text("확정 연계 항목", "items with a confirmed link"),
    "linked": Text("연계 항목", "items with a link"),
    "commitments": Text("약속 항목", "commitments"),
}
CAUSES: dict[Cause, Text] = {
    "policy": Text("정책이 바뀐 몫", "policy changed"),
    "plan": Text("계획이 바뀐 몫", "plan changed"),
    "judgements": Text("판단이 바뀐 몫", "judgements changed"),
}


def field_word(key: str) -> Text:
    """Return what people call the field of an item with this key.

    >>> field_word("targets").en, field_word("id").ko
    ('targets', 'id')
    """
    fields = {field.key: field for field in fields_by_name(Item).values()}
    return fields[key].label if key in fields else Text(key, key)


def fields_text(keys: Iterable[str]) -> Text:
    """Return the names of the fields with these keys, with commas."""
    words = [field_word(key) for key in keys]
    return Text(", ".join(word.ko for word in words), ", ".join(word.en for word in words))


def edition_text(edition: Edition) -> Text:
    """Return the name of an edition as a sentence names it: its title and what the user called it."""
    title = edition.title
    if edition.kind == "document" and edition.name:
        return Text(f"{title.get('ko')} ({edition.name})", f"{title.get('en')} ({edition.name})")
    if not edition.name:
        return Text(f"{title.get('ko')} (지금의 작업 폴더)", f"{title.get('en')} (the workspace as it stands)")
    return Text(f"{edition.name} ({title.get('ko')})", f"{edition.name} ({title.get('en')})")


def foot(found: EditionComparison) -> tuple[Text, Text]:
    """Return day and digest of both editions, in words."""
    lines = []
    for ko, en, edition in (("현행", "old", found.old), ("개정", "new", found.new)):
        name = edition_text(edition)
        count = sum(len(document.items) for document in edition.documents)
        lines.append(
            Text(
                f"{ko}: {name.ko}, 항목 {count:,}건, 기준일 {edition.day}, 지문 {edition.digest}",
                f"{en}: {name.en}, {counted(count, 'item')}, as of {edition.day}, digest {edition.digest}",
            )
        )
    return lines[0], lines[1]


def because(judgement: Judgement | DecisionAgain) -> Text:
    """Return why a judgement has the fate that it has, with the fields that have changed."""
    reason = REASONS[judgement.reason]
    if not judgement.changes or judgement.reason not in ("changed", "judged"):
        return reason
    ends = {"task": Text("과제의", "task:"), "item": Text("항목의", "item:")}
    parts = [
        fields_text(key for end, key in judgement.changes if end == side).get(lang)
        for lang in ("ko", "en")
        for side in ("task", "item")
    ]
    korean = [f"{ends[side].ko} {text}" for side, text in zip(("task", "item"), parts[:2], strict=True) if text]
    english = [f"{ends[side].en} {text}" for side, text in zip(("task", "item"), parts[2:], strict=True) if text]
    return Text(f"{reason.ko}: {'; '.join(korean)}", f"{reason.en}: {'; '.join(english)}")
