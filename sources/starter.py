"""Starts a workspace: a folder that runs at once, with the settings explained and a plan to fill in.

>>> import tempfile
>>> from policygraph.sources.workspace import read_workspace
>>> with tempfile.TemporaryDirectory() as folder:
...     files = start_workspace(Path(folder) / "my-plan", ["kds", "nga"], city="가람시")
...     workspace = read_workspace(Path(folder) / "my-plan")
>>> workspace.errors, workspace.settings.title.ko, files[0]
((), '가람시 계획의 정책 연계', 'README.md')
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from string import Template

from policygraph.records.catalogue import did_you_mean
from policygraph.records.characters import clean
from policygraph.records.issue import IssueLog, UnknownName, UnusableInput
from policygraph.records.kinds import NO_TEXT, PLAN_KIND, Corpus, Text
from policygraph.records.record_data import plain
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.journal import write_as_one
from policygraph.sources.settings import SETTINGS_FILE
from policygraph.sources.workspace import bundled_settings, bundled_text, read_bundled

DEFAULT_FRAMEWORKS = ("kds", "dpg", "aim", "aiap", "nga")
EXAMPLE_FRAMEWORKS = ("kds", "dpg", "aim", "bmg", "bmg9")


def start_workspace(
    root: Path | str, frameworks: Sequence[str] | None = None, *, city: str = "", example: str | None = None
) -> list[str]:
    """Make the workspace *root* with these bundled *frameworks* in use, and return the names of its files.

    Parameters
    ----------
    root : path
        The folder to make.
    frameworks : sequence of str, optional
        Ids of bundled frameworks; without them national policies (of an example: those that its city is measured by).
    city : str
        Name of the city, which titles are made of.
    example : str, optional
        Id of a bundled plan to copy with its alignments and its notice, as something to change. Without one the plan is
        empty, and nothing of another city is in the folder.

    Raises
    ------
    UnusableInput
        When *root* exists and is not empty.
    UnknownName
        For an id that is not bundled.
    """
    root = Path(root)
    require_new(root)
    if frameworks is None:
        frameworks = EXAMPLE_FRAMEWORKS if example else DEFAULT_FRAMEWORKS
    city = clean(city)
    bundled = read_bundled()
    _require(
        frameworks, {document.id for document in bundled.documents if not document.is_plan}, "정책 체계", "framework"
    )
    if example is not None:
        _require([example], {document.id for document in bundled.documents if document.is_plan}, "계획", "plan")
    files = {"README.md": README, SETTINGS_FILE: _settings(bundled, frameworks, city, example)}
    if example is None:
        scope = "".join(f"# - {name}\n" for name in frameworks)
        files["plans/plan.yaml"] = _EMPTY_PLAN + dumped({"document": _document(city), "items": []})
        files["alignments/plan.yaml"] = _EMPTY_ALIGNMENTS.replace("SCOPE\n", scope)
    else:
        name, text = bundled_text(example)
        files[f"plans/{name}"] = text
        files[f"alignments/{example}.yaml"] = _alignments(bundled, frameworks, example)
    root.mkdir(parents=True, exist_ok=True)
    write_as_one(root, {root / name: text.encode() for name, text in files.items()})
    for folder in ("frameworks", "decisions"):
        (root / folder).mkdir(exist_ok=True)
    return list(files)


def require_new(root: Path) -> None:
    """Raise `UnusableInput` where the folder *root* exists and is not empty: nothing is ever overwritten."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UnusableInput(
            Text(
                f"'{root}'이(가) 이미 있고 비어 있지 않습니다. 아무것도 쓰지 않았습니다. 다른 이름을 적어 주세요.",
                f"{str(root)!r} exists and is not empty; nothing was written. Choose another name.",
            )
        )


def _document(city: str) -> dict[str, object]:
    """Return the document of an empty plan."""
    title = {"ko": f"{city} 계획"} if city else {"ko": "우리 계획", "en": "Our plan"}
    return {"id": "plan", "kind": PLAN_KIND, "title": title, **({"issuer": {"ko": city}} if city else {})}


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


def _settings(bundled: Corpus, frameworks: Sequence[str], city: str, example: str | None) -> str:
    titles = {document.id: document.title for document in bundled.documents}
    used = {example} if example else set()
    listed = "\n".join(f'    "{name}",  # {titles[name].ko}' for name in frameworks)
    others = [
        f"#   {document.id}: {document.title.ko}"
        for document in bundled.documents
        if not document.is_plan and document.id not in frameworks and (used or document.kind != "mayoral-goals")
    ]
    caveats = bundled_settings(IssueLog()).caveats
    notice, missing = (caveats.notice, caveats.incomplete.get(example)) if example else (NO_TEXT, None)
    if example:
        title = Text(f"{titles[example].ko} 정책 연계", f"{titles[example].en}: policy alignment")
    elif city:
        title = Text(f"{city} 계획의 정책 연계")
    else:
        title = Text("우리 시 계획의 정책 연계", "Policy alignment of our plan")
    return _SETTINGS.substitute(
        title=_inline(title),
        city=f"city = {_inline(Text(city))}" if city else '# city = { ko = "", en = "" }',
        listed=listed,
        others="\n".join(others) or "#   (없음)",
        notice=_table("notice", notice) if notice else '# [notice]\n# ko = ""\n# en = ""\n',
        incomplete=_table(f"incomplete.{example}", missing) if missing else "",
    )


def _inline(text: Text) -> str:
    """Return *text* as an inline table of TOML; a JSON string is a TOML string too."""
    spoken = [f"{lang} = {json.dumps(words, ensure_ascii=False)}" for lang, words in (("ko", text.ko), ("en", text.en))
              if words]  # fmt: skip
    return "{ " + ", ".join(spoken) + " }"


def _table(name: str, text: Text) -> str:
    """Return a table of TOML with *text* in both languages; a JSON string is a TOML string too."""
    return f"[{name}]\n" + "".join(
        f"{lang} = {json.dumps(words, ensure_ascii=False)}\n" for lang, words in (("ko", text.ko), ("en", text.en))
    )


def _alignments(bundled: Corpus, frameworks: Sequence[str], plan: str) -> str:
    """Return the file of what was judged of *plan*: of its tasks, and of itself where it answers a provision."""
    tasks = {plan, *(item.id for document in bundled.documents if document.id == plan for item in document.items)}
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

_SETTINGS = Template("""# policygraph 작업 폴더의 설정. '#' 뒤는 설명이며 프로그램이 읽지 않습니다.
# Settings of this workspace; text behind '#' is explanation.

# 보고서와 화면의 제목
title = $title

# 우리 시의 이름
$city

# 화면과 보고서의 언어: ko 또는 en
language = "ko"

# 이 폴더의 자료를 가리키는 인터넷 주소의 앞부분. 다른 기관과 자료를 주고받을 때만 바꿉니다.
# base = "https://example.org/my-city/"

# 함께 견주어 볼 내장 정책 체계(읽기 전용). 빼려면 그 줄을 지웁니다.
frameworks = [
$listed
]
# 더 쓸 수 있는 내장 체계:
$others

# 수치를 쓸 때 반드시 함께 밝힐 말. 모든 보고서의 첫 쪽에 나옵니다.
$notice
$incomplete
# 공백으로 볼 기준. 지우면 기본값을 씁니다.
[thresholds]
weak = 0.66           # 하한이 이보다 낮으면 '미흡'
confidence = 0.6      # 신뢰도가 이보다 낮은 연계는 '근거 미약'
concentration = 0.25  # 쏠림 지수(허핀달)가 이 이상이면 '편중'
imbalance = 0.25      # 바라는 배분과 이만큼 다르면 '편중'
# duplicates = "city"  # 중복을 계획마다가 아니라 우리 시의 모든 계획에 걸쳐 찾기
""")

README = """# 작업 폴더 / Workspace

우리 계획이 국가 정책과 시정 목표에 얼마나 대응하는지 살펴보는 자료 폴더입니다. 이 폴더의 파일이 유일한 원본이며,
프로그램이 만든 것은 언제든 지우고 다시 만들 수 있습니다.

## 엑셀로 시작하기

```
policygraph workbook -w . -o 계획.xlsx         모든 자료를 엑셀 파일 하나로
policygraph import 계획.xlsx -w . --dry-run    무엇이 바뀌는지 미리 보기
policygraph import 계획.xlsx -w .              폴더에 반영
policygraph review -w . -o 검토.html           과제마다 맞을 만한 정책을 보고 고르기
```

시트 '설정'에서 제목과 시 이름을, '계획'과 '이행과제'에서 우리 과제를 적습니다.
문제가 하나라도 있으면 아무것도 바꾸지 않고, 어느 시트 몇 행 무슨 열이 왜 문제인지 알려 줍니다.

## 결과 보기

```
policygraph check -w .                        자료에 잘못이 없나
policygraph coverage -w .                     정책 체계마다 대응률
policygraph gaps -w . --top 10                먼저 볼 공백 열 가지
policygraph report -w . -o 보고서.docx         대조표 보고서(.hwpx .xlsx .md .html도)
```

## 폴더

| 이름 | 담는 것 |
|---|---|
| `policygraph.toml` | 제목, 시 이름, 쓰는 정책 체계, 기준값(시트 '설정'에서 고칩니다) |
| `frameworks/` | 직접 더한 정책 체계(내장 체계는 설정에서 고릅니다) |
| `plans/` | 우리 계획과 이행과제 |
| `alignments/` | 과제와 정책 항목의 연계, 검토한 범위 |
| `decisions/` | '시와 무관함' 결정 |

This folder is a workspace of policygraph: `plans/` holds the city's own plan, `alignments/` which task serves which policy
item, `policygraph.toml` the settings. Try `policygraph coverage -w .`; edit everything in Excel with
`policygraph workbook` and `policygraph import`.
"""

_EMPTY_PLAN = """# 우리 계획. 엑셀 시트 '계획'과 '이행과제'에서 고치는 것이 가장 쉽습니다.
# Our plan; edited most easily in the sheets of the workbook.
"""

_EMPTY_ALIGNMENTS = """# 과제와 정책 항목의 연계. 어느 체계를 다 살펴보았는지 frameworks에 적어야 대응률이 나옵니다(그 전에는 '미검토').
# 살펴볼 체계:
SCOPE
assessed:
  plan: plan
  frameworks: []
alignments: []
"""
