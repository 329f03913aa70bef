"""Every problem that the reader and the record checks can report: code, severity, why and what to do, in ko and en.

The codes are stable. Placeholders in braces are filled by the caller; ``{value}`` is always the offending value.

>>> ISSUE_KINDS["R12"].severity
'error'
"""

from __future__ import annotations

from dataclasses import dataclass

from policygraph.records.catalogue_review import ROWS as REVIEW_ROWS
from policygraph.records.catalogue_sssom import ROWS as SSSOM_ROWS
from policygraph.records.catalogue_workbook import ROWS as WORKBOOK_ROWS
from policygraph.records.issue import Issue, Severity, Where, nearest
from policygraph.records.kinds import Text


@dataclass(frozen=True, slots=True)
class IssueKind:
    """One kind of problem; *why* and *remedy* are templates in both languages."""

    code: str
    severity: Severity
    why: Text
    remedy: Text

    def at(self, where: Where, value: object = "", **details: object) -> Issue:
        """Return the issue of this kind for *value* found at *where*."""
        shown = _shorten(str(value))
        details = {key: _shorten(str(text)) for key, text in details.items()}

        def fill(template: str) -> str:
            return template.format(value=repr(shown), **details)

        return Issue(
            self.code,
            self.severity,
            where,
            shown,
            Text(fill(self.why.ko), fill(self.why.en)),
            Text(fill(self.remedy.ko), fill(self.remedy.en)),
        )


def _shorten(text: str, limit: int = 300) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def did_you_mean(value: str, known: object) -> dict[str, str]:
    """Return the placeholders ``hint_ko`` and ``hint_en`` that offer near matches of *value*, or nothing."""
    found = nearest(value, known if isinstance(known, list | tuple | set | frozenset | dict) else [])
    if not found:
        return {"hint_ko": "", "hint_en": ""}
    quoted = ", ".join(repr(name) for name in found)
    return {"hint_ko": f" 혹시 {quoted} 아닌가요?", "hint_en": f" Did you mean {quoted}?"}


_ROWS: tuple[tuple[str, Severity, str, str, str, str], ...] = (
    # files
    ("R01", "error", "폴더가 없습니다: {value}", "there is no such folder: {value}",
     "경로를 확인하거나 -w 뒤에 작업 폴더를 다시 적어 주세요.", "Check the path given after -w."),
    ("R02", "error", "파일을 읽을 수 없습니다: {reason}", "the file cannot be read: {reason}",
     "파일이 다른 프로그램에 열려 있는지, 읽기 권한이 있는지 확인해 주세요.",
     "Close it in other programs and check that you may read it."),
    ("R03", "error", "글자를 읽을 수 없는 파일입니다(UTF-8도 CP949도 아님, {offset}번째 바이트).",
     "the text is neither UTF-8 nor CP949 (byte {offset})",
     "메모장에서 파일을 열어 '다른 이름으로 저장 > 인코딩: UTF-8'로 저장해 주세요.",
     "Open it in an editor and save it with the encoding UTF-8."),
    ("R04", "warning", "CP949(ANSI)로 저장된 파일이라 그 방식으로 읽었습니다.", "the file is saved in CP949 and was read as such",
     "메모장에서 '다른 이름으로 저장 > 인코딩: UTF-8'로 저장하면 이 알림이 사라집니다.", "Save it with the encoding UTF-8."),
    ("R05", "error", "빈 파일입니다.", "the file is empty",
     "내용을 채우거나 파일을 지워 주세요. 형식은 docs/records.md에 있습니다.", "Fill it or delete it; docs/records.md shows the format."),
    ("R06", "error", "YAML 문법에 맞지 않습니다: {reason}", "this is not well-formed YAML: {reason}",
     "이 줄과 바로 윗줄의 들여쓰기, 따옴표, 쌍점(:) 뒤 빈칸을 확인해 주세요.",
     "Check indentation, quotes and the space after a colon on this line and the one above."),
    ("R07", "error", "'{field}'의 모양이 다릅니다: {expected_ko} 자리에 {value}이(가) 있습니다.",
     "{field!r} has the wrong shape: expected {expected_en}, found {value}",
     "docs/records.md의 예시와 같은 모양으로 고쳐 주세요.", "Write it as in the example in docs/records.md."),
    ("R08", "warning", "모르는 항목 이름 {value}은(는) 읽지 않았습니다.{hint_ko}", "the key {value} is not known and was not read.{hint_en}",
     "이름을 고치거나, 메모라면 그대로 두어도 됩니다.", "Correct the name; a private note may stay."),
    ("R09", "error", "같은 항목 이름 {value}이(가) 두 번 나옵니다.", "the key {value} occurs twice in one record",
     "둘 가운데 하나를 지워 주세요. 어느 쪽이 맞는지 프로그램은 알 수 없습니다.", "Delete one of them; the program cannot know which is right."),
    ("R10", "error", "꼭 있어야 하는 '{field}' 값이 없습니다.", "the required field {field!r} is missing",
     "'{field}' 값을 적어 주세요.", "Fill in {field!r}."),
    ("R11", "error", "'{field}' 값 {value}은(는) 쓸 수 없습니다.{hint_ko}", "{field!r} cannot be {value}.{hint_en}",
     "다음 가운데 하나를 적어 주세요: {known}", "Use one of: {known}"),
    ("R12", "error", "'{field}' 값 {value}은(는) 연도로 읽을 수 없습니다.", "{field!r} is {value}, which is not a year",
     "2026처럼 숫자 네 자리로 적어 주세요(영문 O와 숫자 0을 확인).", "Write four digits such as 2026 (mind the letter O for the digit 0)."),
    ("R13", "error", "'{field}' 값 {value}은(는) 숫자로 읽을 수 없습니다.", "{field!r} is {value}, which is not a number",
     "단위 없이 숫자만 적어 주세요(예: 1,200 또는 9.9).", "Write the number only, without a unit, such as 1,200 or 9.9."),
    ("R14", "error", "'{field}' 값 {value}은(는) 날짜로 읽을 수 없습니다.", "{field!r} is {value}, which is not a date",
     "2026-02-25, 2026-02 또는 2026처럼 적어 주세요.", "Write 2026-02-25, 2026-02 or 2026."),
    ("R15", "error", "기간이 거꾸로입니다: {value}", "the period runs backwards: {value}",
     "시작 연도와 끝 연도를 확인해 주세요.", "Check the first and the last year."),
    ("R16", "error", "연계 강도 {value}은(는) 없습니다.", "there is no alignment strength {value}",
     "3(직접 이행), 2(강화), 1(기반 제공) 가운데 하나를 적어 주세요.", "Use 3 (implements), 2 (reinforces) or 1 (enables)."),
    ("R17", "error", "'{field}' 값 {value}은(는) {least}과 1 사이가 아닙니다.", "{field!r} is {value}, outside {least}..1",
     "{least}과 1 사이의 수를 적어 주세요(예: 0.75).", "Write a number from {least} to 1, such as 0.75."),
    ("R18", "error", "금액 {value}을(를) 원 단위 정수로 읽을 수 없습니다.", "the amount {value} is not a whole number of won",
     "원 단위 숫자만 적어 주세요(예: 12300000000). 모르면 budget을 지워 주세요.",
     "Write whole won such as 12300000000; if it is not known, remove the budget."),
    ("R19", "error", "id {value}에 쓸 수 없는 글자가 있습니다.", "the id {value} holds characters that an id cannot have",
     "빈칸과 / # ? % 따옴표 없이 적어 주세요(예: b6-1-1).", "Use no spaces and none of / # ? % or quotes, as in b6-1-1."),
    ("R20", "error", "중요도 {value}은(는) 0보다 큰 수가 아닙니다.", "the importance {value} is not a number above 0",
     "보통은 1입니다. 해당 없는 항목이라면 decisions에 '해당 없음'으로 적어 주세요.",
     "It is normally 1; an item that is no matter of the city belongs into decisions."),
    ("R21", "error", "무슨 파일인지 알 수 없습니다: document, assessed, alignments, decisions, reviews, departments, no_match, mapping_sets 가운데 아무것도 없습니다.",
     "the file holds none of document, assessed, alignments, decisions, reviews, departments, no_match, mapping_sets", "docs/records.md의 예시를 따라 맨 윗줄을 적어 주세요.",
     "Begin the file as docs/records.md shows."),
    ("R22", "error", "'{field}' 값 {value}은(는) 예/아니오가 아닙니다.", "{field!r} is {value}, neither true nor false",
     "true 또는 false로 적어 주세요.", "Write true or false."),
    ("R23", "warning", "이 파일 형식은 읽지 않습니다: {value}", "files of this type are not read: {value}",
     "YAML(.yaml)로 저장하거나 폴더에서 빼 주세요.", "Save it as YAML (.yaml) or take it out of the folder."),
    ("R24", "error", "items는 있는데 어느 문서의 것인지 알려 줄 document가 없어 읽지 않았습니다.",
     "there are items but no document that they belong to; they were not read",
     "파일 맨 위에 document를 적어 주세요. 형식은 docs/records.md에 있습니다.", "Begin the file with document as docs/records.md shows."),
    # records together
    ("R30", "error", "id {value}이(가) 두 번 쓰였습니다. 먼저 나온 곳: {first}", "the id {value} is used twice; first in {first}",
     "둘 가운데 하나의 id를 바꿔 주세요. id는 모든 파일에서 하나뿐이어야 합니다.", "Change one of them; an id is unique over all files."),
    ("R31", "error", "상위 항목 {value}이(가) 없습니다.{hint_ko}", "the parent {value} does not exist.{hint_en}",
     "상위(parent)에 같은 문서의 항목 id나 문서 id를 적어 주세요.", "Name an item of the same document, or the document itself."),
    ("R32", "error", "상하 관계가 돌고 돕니다: {members}", "the hierarchy runs in a circle: {members}",
     "이 가운데 하나의 상위(parent)를 바로잡아 주세요.", "Correct the parent of one of them."),
    ("R33", "error", "연계의 과제 {value}이(가) 없습니다.{hint_ko}", "the alignment's task {value} does not exist.{hint_en}",
     "과제 id를 확인해 주세요. 없앤 과제라면 이 연계도 지워 주세요.", "Check the id of the task; if the task is gone, delete the alignment too."),
    ("R34", "error", "연계의 정책 항목 {value}이(가) 없습니다.{hint_ko}", "the alignment's item {value} does not exist.{hint_en}",
     "정책 항목 id를 확인해 주세요. 없앤 항목이라면 이 연계도 지워 주세요.", "Check the id of the policy item; if the item is gone, delete the alignment too."),
    ("R35", "error", "{value}은(는) 이행과제가 아닙니다.", "{value} is not an action task",
     "계획 문서의 task 또는 subtask의 id를 적어 주세요.", "Name a task or subtask of a plan."),
    ("R36", "error", "{value}은(는) 정책 항목이 아닙니다.", "{value} is not a policy item",
     "정책 체계에 속한 항목의 id를 적어 주세요.", "Name an item of a framework."),
    ("R37", "error", "같은 연계나 결정({value})이 두 번 나옵니다. 먼저 나온 곳: {first}", "the alignment or decision {value} occurs twice; first in {first}",
     "둘 가운데 하나를 지워 주세요.", "Delete one of them."),
    ("R38", "error", "출처 {value}이(가) 이 문서의 출처(sources)에 없습니다.{hint_ko}", "the source {value} is not in the document's sources.{hint_en}",
     "그 문서의 출처를 더하거나 번호를 고쳐 주세요. 여럿이면 쉼표로 나눕니다.", "Add the source or correct its number; several are separated by commas."),
    ("R39", "error", "검토 범위(assessed)의 {value}을(를) 찾을 수 없습니다.{hint_ko}", "assessed names {value}, which is not loaded.{hint_en}",
     "'계획'(plan)에는 계획 id, '검토한 정책 체계'(frameworks)에는 정책 체계 id를 적어 주세요.", "plan takes the id of a plan, frameworks ids of frameworks."),
    ("R40", "error", "결정의 대상 {value}이(가) 없습니다.{hint_ko}", "the decision's item {value} does not exist.{hint_en}",
     "정책 항목 id를 확인해 주세요.", "Check the id of the policy item."),
    ("R41", "warning", "'해당 없음' 결정의 기한이 지났습니다: {value}", "the decision 'not applicable' has expired: {value}",
     "다시 검토해 기한을 늘리거나 결정을 지워 주세요. 그때까지 항목은 다시 분모에 들어갑니다.",
     "Review it again and extend or delete it; until then the item counts again."),
    ("R42", "warning", "{plan} 계획의 연계가 있지만 {value}은(는) 검토 범위(assessed)에 없어 비율이 계산되지 않습니다.",
     "plan {plan} has alignments to {value}, which its assessed list does not name, so shares stay unknown",
     "이 체계를 다 살펴보았다면 assessed의 frameworks에 더해 주세요.",
     "If the whole framework was looked at, add it to assessed."),
    ("R43", "error", "상위 항목 {value}은(는) 다른 문서에 있습니다.", "the parent {value} belongs to another document",
     "상위(parent)에 같은 문서의 항목을 적어 주세요.", "Name a parent in the same document."),
    ("R44", "error", "conflicts의 과제 {value}이(가) 없습니다.{hint_ko}", "conflicts names the task {value}, which does not exist.{hint_en}",
     "과제 id를 확인해 주세요.", "Check the id of the task."),
    ("R45", "warning", "'{field}'에 한국어가 없습니다.", "{field!r} has no Korean text",
     "ko 뒤에 한국어를 적어 주세요.", "Add the Korean text after ko."),
    ("R46", "warning", "확인 상태는 '확인됨'(confirmed)인데 출처는 공식이 아닌 {count}건뿐입니다.",
     "the status is confirmed, but there is only {count} non-official source",
     "공식 출처나 두 번째 출처를 더하거나, 상태를 '단일 출처'(single-source)로 바꿔 주세요.",
     "Add an official or second source, or change the status to single-source."),
    ("R47", "error", "독립 판독값 {value}은(는) 1, 2, 3 가운데 하나가 아닙니다.", "a reading is not a strength: {value}",
     "readings에는 1, 2, 3만 적어 주세요.", "readings takes 1, 2 and 3 only."),
    ("R48", "error", "지문(fingerprint) {value}은(는) 이 프로그램이 적는 모양이 아닙니다.", "{value} is no fingerprint as this program writes it",
     "지문 줄을 지워 주세요. 다음 검토 때 다시 적힙니다.", "Delete the line; the next review writes it again."),
    ("R49", "warning", "검토 기록의 {value}을(를) 찾을 수 없어 이 기록은 셈에 넣지 않았습니다.{hint_ko}",
     "a review names {value}, which is not loaded, so it counts for nothing.{hint_en}",
     "id를 고치거나 그 문서를 다시 쓰도록 해 주세요. 기록 자체는 파일에 그대로 남습니다.",
     "Correct the id, or put the document back into use; the review itself stays in its file."),
    ("R56", "error", "'대응 없음'의 대상 {value}이(가) 없습니다.{hint_ko}", "the record without counterpart, {value}, does not exist.{hint_en}",
     "record에 과제, 정책 항목 또는 계획의 id를 적어 주세요.", "record takes the id of a task, a policy item or a plan."),
    ("R57", "error", "'대응 없음'의 문서 {value}을(를) 쓸 수 없습니다.{hint_ko}", "the document without counterpart cannot be {value}.{hint_en}",
     "과제나 계획이면 document에 정책 체계의 id를, 정책 항목이면 계획의 id를 적어 주세요.",
     "For a task or plan, document takes the id of a framework; for a policy item that of a plan."),
    ("R58", "warning", "'대응 없음'({value})이라 했는데 둘을 잇는 연계가 있습니다: {first}",
     "{value}: no counterpart, it says, but an alignment links the two: {first}",
     "연계를 거절(rejected)로 바꾸거나 '대응 없음'을 지워 주세요.", "Reject the alignment, or delete the statement."),
    ("R59", "error", "부서 {value}이(가) 두 번 나옵니다. 먼저 나온 곳: {first}", "the department {value} occurs twice; first in {first}",
     "둘을 하나로 합쳐 주세요.", "Make one of the two."),
    # workspace
    ("R50", "error", "policygraph.toml 문법에 맞지 않습니다: {reason}", "policygraph.toml is not well-formed TOML: {reason}",
     "이 줄의 따옴표와 괄호를 확인해 주세요.", "Check quotes and brackets on this line."),
    ("R52", "error", "내장 자료에 {value} 문서가 없습니다.{hint_ko}", "there is no bundled document {value}.{hint_en}",
     "쓸 수 있는 이름: {known}", "Available: {known}"),
    ("R53", "error", "'{field}' 값 {value}은(는) 쓸 수 없습니다.", "{field!r} cannot be {value}",
     "{expected_ko} 적어 주세요.", "Write {expected_en}."),
    ("R55", "error", "작업 폴더에 읽을 자료가 없습니다.", "the workspace holds no records",
     "frameworks/ plans/ alignments/ 폴더에 YAML 파일을 두거나 policygraph.toml의 frameworks에 내장 체계를 적어 주세요.",
     "Put YAML files into frameworks/, plans/, alignments/, or name bundled frameworks in policygraph.toml."),
)  # fmt: skip

ISSUE_KINDS: dict[str, IssueKind] = {
    code: IssueKind(code, severity, Text(why_ko, why_en), Text(remedy_ko, remedy_en))
    for code, severity, why_ko, why_en, remedy_ko, remedy_en in (*_ROWS, *WORKBOOK_ROWS, *SSSOM_ROWS, *REVIEW_ROWS)
}


def report(code: str, where: Where, value: object = "", **details: object) -> Issue:
    """Return the issue *code* for *value* at *where*; *details* fill the placeholders of its texts."""
    return ISSUE_KINDS[code].at(where, value, **details)
