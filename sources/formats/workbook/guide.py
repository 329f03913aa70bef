"""The instruction sheet: what each sheet holds and how a workbook is filled in, in the words of its readers."""

from __future__ import annotations

from policygraph.records.kinds import Text

STEPS: tuple[Text, ...] = (
    Text("한 줄이 자료 하나입니다. 줄을 더하려면 표의 바로 아래에 적고, 빼려면 그 줄의 칸을 모두 비웁니다.",
         "One row is one record. Add rows right below the table; to remove one, clear its cells."),
    Text("진한 파란 제목의 열은 꼭 채웁니다. 회색 제목의 열은 수식이 채우므로 적지 않습니다(시트 보호에 암호는 없습니다).",
         "Columns with a dark blue header must be filled in. Grey ones are filled by formulas (the protection has no password)."),
    Text("id는 자료를 서로 잇는 이름입니다. 번호를 바꾸려면 새 id를 적고 '이전 id'에 옛 id를 적습니다. 새 줄의 id, 계획, 상위는 비워도 되고, 다른 시트에서는 과제를 번호나 제목으로 적어도 됩니다.",
         "An id ties records together; to renumber, write the new one and the old one as former id. A new row may leave id, plan and parent empty, and other sheets may name a task by number or title."),
    Text("목록이 있는 칸은 골라서 채웁니다. 출처나 기술처럼 여럿을 적는 칸은 쉼표로 나눕니다.",
         "Cells with a list are filled by choosing. Where several values fit, separate them by commas."),
    Text("모르는 것은 비워 둡니다. 0은 '없음'이고 빈칸은 '모름'입니다.",
         "Leave empty what is not known. 0 means none; empty means unknown."),
    Text("금액은 12억 3천만 원, 1,230백만원처럼 적거나, 제목을 '금액(백만원)'으로 바꾸고 숫자만 적습니다. 비예산은 0원, -는 모름입니다. 기간은 '24.3~'26.12처럼 한 칸에 적어도 됩니다.",
         "Write amounts as 12억 3천만 원 or 1,230백만원, or name the unit in the header: 금액(백만원). 비예산 is none, - is unknown. A period may stand in one cell: '24.3~'26.12."),
    Text("'예산' 시트에서 연도를 비운 줄은 총액이고, 연도를 적은 줄은 그 해의 금액입니다.",
         "On the sheet of budgets a row without a year is the total, a row with a year that year's amount."),
    Text("'연계' 시트에서 상태가 '확정'인 줄만 대응률의 하한에 들어갑니다. '제안'은 상한에만 들어갑니다.",
         "Only alignments in the state confirmed count to the floor; proposed ones count to the ceiling."),
    Text("제목, 시 이름, 유의 문구, 기준값, 쓸 정책 체계는 '설정' 시트에서 고칩니다.",
         "Title, city, notice, thresholds and the frameworks in use are set on the sheet of settings."),
    Text("다 살펴본 정책 체계를 '검토 범위' 시트에 적어야 그 체계의 대응률이 나옵니다. 적지 않은 체계는 '미검토'입니다.",
         "A framework has figures once the sheet 'Assessed' names it as looked at; until then it is not assessed."),
    Text("열과 줄의 순서는 바꾸어도 됩니다. 제목과 시트 이름은 바꾸지 마세요.",
         "Columns and rows may be reordered. Do not rename headers or sheets."),
    Text("열을 새로 더하려면 첫 줄에 제목을 적습니다. 모든 시트에서 그대로 보관합니다. 없애려면 그 열의 칸을 모두 비웁니다.",
         "To add a column of your own, head it in the first row; it is kept on every sheet. To remove it, clear its cells."),
    Text("여럿이 고쳐도 됩니다. 내보낸 뒤 고친 칸만 들어가고, 같은 칸을 서로 다르게 고치면 알려 줍니다. 과제의 줄을 지우면 그 연계와 검토도 함께 사라집니다.",
         "Several people may edit: only cells edited since the export go in, and a cell edited differently is told. A task whose row is removed takes its links and reviews along."),
    Text("다 고치면 저장하고 닫은 뒤 미리 봅니다: policygraph import 파일.xlsx -w 폴더 --dry-run",
         "When done, save, close and preview: policygraph import FILE.xlsx -w DIR --dry-run"),
    Text("미리 본 내용이 맞으면 --dry-run 없이 다시 실행합니다. 문제가 하나라도 있으면 아무것도 바꾸지 않습니다.",
         "If the preview is right, run it without --dry-run. With a single problem nothing is changed."),
)  # fmt: skip
SHEETS_TITLE = Text("시트", "Sheets")
ROW_TITLE = Text("한 줄은", "A row is")
COUNT_TITLE = Text("줄 수", "Rows")
HOW_TITLE = Text("쓰는 법", "How to use this workbook")
SCOPE_TITLE = Text("담긴 범위와 빠진 부분", "What is held and what is missing")
