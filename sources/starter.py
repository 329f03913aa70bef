"""Starts a workspace: a folder that runs at once, with the settings explained and a first plan to change.

>>> import tempfile
>>> from policygraph.sources.workspace import read_workspace
>>> with tempfile.TemporaryDirectory() as folder:
...     files = start_workspace(Path(folder) / "my-plan", ["kds", "bmg"], plan="b5")
...     read_workspace(Path(folder) / "my-plan").errors, files[0]
((), 'README.md')
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from policygraph.records.catalogue import did_you_mean
from policygraph.records.issue import IssueLog, UnknownName, UnusableInput
from policygraph.records.kinds import NO_TEXT, Corpus, Text
from policygraph.records.record_data import plain
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.journal import write_as_one
from policygraph.sources.settings import SETTINGS_FILE
from policygraph.sources.workspace import bundled_settings, bundled_text, read_bundled

DEFAULT_FRAMEWORKS = ("kds", "dpg", "aim", "bmg")
DEFAULT_PLAN = "b6"


def start_workspace(
    root: Path | str,
    frameworks: Sequence[str] = DEFAULT_FRAMEWORKS,
    *,
    plan: str = DEFAULT_PLAN,
    empty: bool = False,
) -> list[str]:
    """Make the workspace *root* with these bundled *frameworks* in use, and return the names of its files.

    It holds a copy of the bundled *plan* with its alignments, as an example to change, or an *empty* plan. Raises
    `UnusableInput` when *root* exists and is not empty, and `UnknownName` for an id that is not bundled.
    """
    root = Path(root)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UnusableInput(
            Text(
                f"'{root}'이(가) 이미 있고 비어 있지 않습니다. 아무것도 쓰지 않았습니다. 다른 이름을 적어 주세요.",
                f"{str(root)!r} exists and is not empty; nothing was written. Choose another name.",
            )
        )
    bundled = read_bundled()
    _require(
        frameworks, {document.id for document in bundled.documents if not document.is_plan}, "정책 체계", "framework"
    )
    _require([plan], {document.id for document in bundled.documents if document.is_plan}, "계획", "plan")
    files = {"README.md": _README, SETTINGS_FILE: _settings(bundled, frameworks, "" if empty else plan)}
    if empty:
        files["plans/plan.yaml"] = _EMPTY_PLAN
        scope = "".join(f"# - {name}\n" for name in frameworks)
        files["alignments/plan.yaml"] = _EMPTY_ALIGNMENTS.replace("SCOPE\n", scope)
    else:
        name, text = bundled_text(plan)
        files[f"plans/{name}"] = text
        files[f"alignments/{plan}.yaml"] = _alignments(bundled, frameworks, plan)
    root.mkdir(parents=True, exist_ok=True)
    write_as_one(root, {root / name: text.encode() for name, text in files.items()})
    for folder in ("frameworks", "decisions"):
        (root / folder).mkdir(exist_ok=True)
    return list(files)


def _require(names: Sequence[str], known: set[str], kind: str, kind_en: str) -> None:
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            listed = ", ".join(sorted(known))
            raise UnknownName(
                Text(
                    f"내장된 {kind} 가운데 '{name}'은(는) 없습니다.{hint['hint_ko']} 쓸 수 있는 것: {listed}",
                    f"there is no bundled {kind_en} {name!r}.{hint['hint_en']} Available: {listed}",
                )
            )


def _settings(bundled: Corpus, frameworks: Sequence[str], plan: str) -> str:
    titles = {document.id: document.title for document in bundled.documents}
    listed = "\n".join(f'    "{name}",  # {titles[name].ko}' for name in frameworks)
    others = [f"#   {d.id}: {d.title.ko}" for d in bundled.documents if not d.is_plan and d.id not in frameworks]
    caveats = bundled_settings(IssueLog()).caveats
    notice, missing = (caveats.notice, caveats.incomplete.get(plan)) if plan else (NO_TEXT, None)
    title = (
        Text(f"{titles[plan].ko} 정책 연계", f"{titles[plan].en}: policy alignment")
        if plan
        else Text("우리 시 계획의 정책 연계", "Policy alignment of our plan")
    )
    return (
        _SETTINGS.replace("TITLE_KO", title.ko)
        .replace("TITLE_EN", title.en)
        .replace("LISTED", listed)
        .replace("OTHERS", "\n".join(others) or "#   (없음)")
        .replace("NOTICE", _table("notice", notice) if notice else '# [notice]\n# ko = ""\n# en = ""\n')
        .replace("INCOMPLETE", _table(f"incomplete.{plan}", missing) if missing else "")
    )


def _table(name: str, text: Text) -> str:
    """Return a table of TOML with *text* in both languages; a JSON string is a TOML string too."""
    return f"[{name}]\n" + "".join(
        f"{lang} = {json.dumps(words, ensure_ascii=False)}\n" for lang, words in (("ko", text.ko), ("en", text.en))
    )


def _alignments(bundled: Corpus, frameworks: Sequence[str], plan: str) -> str:
    tasks = {item.id for document in bundled.documents if document.id == plan for item in document.items}
    items = {item.id for document in bundled.documents if document.id in frameworks for item in document.items}
    assessed = [
        plain(replace(found, frameworks=tuple(name for name in found.frameworks if name in frameworks)))
        for found in bundled.assessments
        if found.plan == plan
    ]
    links = [plain(link) for link in bundled.alignments if link.task in tasks and link.item in items]
    return _ALIGNMENTS + dumped({"assessed": assessed[0] if len(assessed) == 1 else assessed, "alignments": links})


_ALIGNMENTS = """# 과제가 어느 정책 항목을 얼마나 뒷받침하는지. 내장 자료의 사본이며 자유롭게 고칠 수 있습니다.
# Which task serves which policy item: a copy of the bundled records, to be changed freely.
# strength: 3 직접 이행(implements), 2 강화(reinforces), 1 기반 제공(enables)
# state: confirmed 확정, proposed 제안, rejected 기각. 확정만 대응률의 하한에 셉니다.
"""

_SETTINGS = """# policygraph 작업 폴더의 설정. '#' 뒤는 설명이며 프로그램이 읽지 않습니다.
# Settings of this workspace; text behind '#' is explanation.

# 보고서와 화면의 제목
title = { ko = "TITLE_KO", en = "TITLE_EN" }

# 화면과 보고서의 언어: ko 또는 en
language = "ko"

# 이 폴더의 자료를 가리키는 인터넷 주소의 앞부분. 다른 기관과 자료를 주고받을 때만 바꿉니다.
# base = "https://example.org/my-city/"

# 함께 견주어 볼 내장 정책 체계(읽기 전용). 빼려면 그 줄을 지웁니다.
frameworks = [
LISTED
]
# 더 쓸 수 있는 내장 체계:
OTHERS

# 수치를 쓸 때 반드시 함께 밝힐 말. 모든 보고서의 첫 쪽에 나옵니다.
NOTICE
INCOMPLETE
# 공백으로 볼 기준. 지우면 기본값을 씁니다.
[thresholds]
weak = 0.66           # 하한이 이보다 낮으면 '미흡'
confidence = 0.6      # 신뢰도가 이보다 낮은 연계는 '근거 미약'
concentration = 0.25  # 쏠림 지수(허핀달)가 이 이상이면 '편중'
imbalance = 0.25      # 바라는 배분과 이만큼 다르면 '편중'
"""

_README = """# 작업 폴더 / Workspace

우리 계획이 국가 정책과 시정 목표에 얼마나 대응하는지 살펴보는 자료 폴더입니다. 이 폴더의 파일이 유일한 원본이며,
프로그램이 만든 것은 언제든 지우고 다시 만들 수 있습니다.

## 처음 해 볼 것

```
policygraph info -w .                         무엇이 담겨 있나
policygraph coverage -w .                     정책 체계마다 대응률
policygraph gaps -w . --top 10                먼저 볼 공백 열 가지
policygraph report -w . -o 보고서.docx         대조표 보고서(.hwpx .xlsx .md .html도)
```

## 엑셀로 고치기

```
policygraph workbook -w . -o 계획.xlsx         모든 자료를 엑셀 파일 하나로
policygraph import 계획.xlsx -w . --dry-run    무엇이 바뀌는지 미리 보기
policygraph import 계획.xlsx -w .              폴더에 반영
```

문제가 하나라도 있으면 아무것도 바꾸지 않고, 어느 시트 몇 행 무슨 열이 왜 문제인지 알려 줍니다.

## 폴더

| 이름 | 담는 것 |
|---|---|
| `policygraph.toml` | 제목, 쓰는 정책 체계, 기준값 |
| `frameworks/` | 직접 더한 정책 체계(내장 체계는 설정에서 고릅니다) |
| `plans/` | 우리 계획과 이행과제 |
| `alignments/` | 과제와 정책 항목의 연계, 검토한 범위 |
| `decisions/` | '시와 무관함' 결정 |

This folder is a workspace of policygraph: `plans/` holds the city's own plan, `alignments/` which task serves which policy
item, `policygraph.toml` the settings. Try `policygraph coverage -w .`; edit everything in Excel with
`policygraph workbook` and `policygraph import`.
"""

_EMPTY_PLAN = """# 우리 계획. 아래 제목과 기간을 고친 뒤 'policygraph workbook'으로 과제를 적어 넣으세요.
document:
  id: plan
  kind: city-plan
  title: {ko: 우리 계획, en: Our plan}
items: []
"""

_EMPTY_ALIGNMENTS = """# 과제와 정책 항목의 연계. 어느 체계를 다 살펴보았는지 frameworks에 적어야 대응률이 나옵니다(그 전에는 '미검토').
# 살펴볼 체계:
SCOPE
assessed:
  plan: plan
  frameworks: []
alignments: []
"""
