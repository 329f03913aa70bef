"""The problems of reviews that come in: codes V01 to V19, with why and what to do, in ko and en.

``{value}`` is the value found, quoted; the place stands beside the message.
"""

from __future__ import annotations

from policygraph.sources.issue import Severity

ROWS: tuple[tuple[str, Severity, str, str, str, str], ...] = (
    ("V01", "error", "판단을 적을 작업 폴더가 없습니다. 내장 자료는 읽기 전용입니다.",
     "there is no workspace to write reviews into; the bundled data are read-only",
     "'policygraph init 폴더'로 작업 폴더를 만들고 -w 폴더를 붙여 주세요. 볼 것만 보려면 --list를 쓰세요.",
     "Make one with 'policygraph init DIR' and add -w DIR; to look only, use --list."),
    ("V02", "error", "JSON 파일이 아니거나 끝까지 저장되지 않았습니다: {reason}", "this is not a JSON file, or it is cut off: {reason}",
     "검토 페이지에서 '판단 내려받기'로 다시 받아 주세요.", "Download the decisions from the review page again."),
    ("V03", "error", "검토 판단 파일이 아닙니다: schema가 {value}입니다.", "this is not a file of review decisions: its schema is {value}",
     "검토 페이지에서 내려받은 파일인지, 프로그램의 판이 같은지 확인해 주세요(읽을 수 있는 것: {known}).",
     "Check that it comes from a review page of this version (known: {known})."),
    ("V04", "error", "{kind_ko} {value}이(가) 없습니다.{hint_ko}", "there is no {kind_en} {value}.{hint_en}",
     "이 작업 폴더로 만든 페이지인지, 그 뒤에 id가 바뀌지 않았는지 확인해 주세요.",
     "Check that the page was made from this workspace and that no id has changed since."),
    ("V05", "error", "'{field}' 값 {value}은(는) 쓸 수 없습니다.", "{field!r} cannot be {value}",
     "{expected_ko} 적어 주세요.", "Write {expected_en}."),
    ("V06", "warning", "다른 작업 폴더({value})에서 만든 판단 파일입니다.", "the file was made from another workspace ({value})",
     "과제와 항목의 id가 모두 여기에도 있어 읽었습니다. 맞는 파일인지 확인해 주세요.",
     "All its ids exist here too, so it was read; check that it is the right file."),
    ("V07", "info", "이미 기록된 판단 {count}건은 다시 적지 않았습니다.", "{count} review(s) are on record already and were not written again",
     "그대로 두어도 됩니다.", "Nothing to do."),
    ("V08", "error", "{value}은(는) 판단한 뒤에 과제나 항목이 바뀐 연계여서 메모 없이 수락할 수 없습니다.",
     "{value} has changed since it was judged and cannot be accepted without a note",
     "무엇을 확인했는지 메모를 적어 주세요.", "Write a note on what was checked."),
    ("V09", "error", "{value}이(가) 없습니다.", "{value} is missing",
     "값을 적어 주세요. 이름과 형식은 docs/review.md에 있습니다.", "Fill it in; docs/review.md describes the file."),
    ("V10", "warning", "모르는 이름 {value}은(는) 읽지 않았습니다.{hint_ko}", "the key {value} is not known and was not read.{hint_en}",
     "이름을 고치거나 그대로 두세요.", "Correct the name, or leave it."),
    ("V11", "error", "검토 판단 {value}에 강도가 없습니다.", "the accepted pair {value} has no strength",
     "기록에 없는 새 연계는 강도(1~3)를 함께 적어 주세요.", "Give a new alignment a strength from 1 to 3."),
    ("V12", "error", "검토 강도나 검토자, 검토 메모만 있고 검토 판단이 비어 있습니다.",
     "strength, reviewer or note of a review is given, but no verdict",
     "'검토 판단' 칸에서 수락, 기각, 보류 가운데 하나를 고르거나 나머지 칸을 비워 주세요.",
     "Choose accept, reject or unsure in the column of verdicts, or empty the other cells."),
    ("V13", "error", "상태({value})와 검토 판단({verdict})이 서로 다릅니다.", "the state {value} and the verdict {verdict} contradict each other",
     "둘 가운데 하나만 바꾸세요.", "Change one of the two only."),
    ("V14", "error", "{value}: 내장 연계나 검토된 연계는 '제안'으로 되돌리거나 확정하지 않은 채 강도만 바꿀 수 없습니다.",
     "{value}: a bundled or reviewed alignment cannot go back to proposed, nor change its strength without being confirmed",
     "상태를 확정이나 기각으로 하거나, 원래대로 두고 '검토 판단' 칸을 쓰세요. 판단을 물리려면 policygraph review --undo를 쓰세요.",
     "Confirm or reject it, or use the column of verdicts; to take a review back, use policygraph review --undo."),
    ("V15", "error", "{value}: 검토 기록이 있는 연계는 줄을 지워 없앨 수 없습니다.", "{value} has been reviewed and does not go away with its row",
     "줄을 되살리고 상태를 '기각'으로 바꾸세요.", "Restore the row and set its state to rejected."),
    ("V16", "error", "검토 기록은 고칠 수 없습니다: {value}", "a review on record cannot be changed: {value}",
     "원래 값으로 되돌리고, 새 판단은 '연계' 시트의 '검토 판단' 칸에 적어 주세요.",
     "Change it back; write a new verdict on the sheet of alignments."),
    ("V17", "warning", "검토 기록 {count}건이 시트에 없지만 지우지 않았습니다.", "{count} review(s) are not on the sheet; they were not deleted",
     "검토 기록은 더하기만 합니다. 판단을 물리려면 policygraph review --undo를 쓰세요.",
     "Reviews are only ever added; to take one back, use policygraph review --undo."),
)  # fmt: skip
