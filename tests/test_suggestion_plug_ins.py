"""An embedding model that is plugged in: one more part of the ranking, and what is said of one that cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from command_line import Run
from policygraph.graph.suggest import parts, suggest, suggester
from policygraph.graph.suggest.embedding_model import EmbeddingFailed, embed, load_embedding
from policygraph.graph.suggest.ranker import HISTORY_PARTS, NEW_PARTS, bundled_models
from policygraph.graph.suggest.suggester import suggester_of
from policygraph.records.issue import UnknownName
from workspaces import study_of, write_workspace

PLAN = """\
document: {id: mine, kind: city-plan, title: {ko: 새 계획, en: new plan}}
items:
- {id: m-1, level: task, parent: mine, title: {ko: 행정업무 AI 에이전트 도입}, status: inferred}
"""
PLUG_IN = """\
class Letters:
    def embed(self, texts):
        return [[text.count(letter) + 1.0 for letter in "가나다라마바사아자차카타파하데이터행정"] for text in texts]

class Broken:
    def embed(self, texts):
        return [[1.0]]

def mute():
    return object()

def failing():
    raise RuntimeError("no weights")
"""
NAMES = {"letters": "Letters", "broken": "Broken", "mute": "mute", "failing": "failing"}
ENTRY_POINTS = "[policygraph.embeddings]\n" + "".join(
    f"{name} = synthetic_plug_in:{made}\n" for name, made in NAMES.items()
)


class Given:
    """A model that gives these rows whatever it is asked."""

    def __init__(self, *rows: object) -> None:
        self.rows = rows

    def embed(self, texts: Sequence[str]) -> list[object]:
        return list(self.rows) if texts else []


@pytest.fixture(autouse=True)
def plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install small fake models the way pip would."""
    site = tmp_path / "site"
    info = site / "synthetic_plug_in-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "synthetic_plug_in.py").write_text(PLUG_IN, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: synthetic-plug-in\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(ENTRY_POINTS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))


def chosen(root: Path, name: str | None, *, morphemes: bool = False) -> Path:
    settings = 'title = "새 작업 폴더"\nframeworks = ["aim", "dpg"]\n[suggest]\n'
    settings += f'embedding = "{name}"\n' if name else ""
    settings += "morphemes = true\n" if morphemes else ""
    return write_workspace(root, framework=None, alignments=None, plan=PLAN, settings=settings)


def test_parts_that_the_settings_add_take_part_in_the_ranking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words stand for morphemes here: the analyser takes seconds to load."""
    monkeypatch.setattr(suggester, "morphemes_installed", lambda: True)
    monkeypatch.setattr(parts, "morphemes", str.split)
    plain = suggest(study_of(chosen(tmp_path / "plain", None)), top=0)
    study = study_of(chosen(tmp_path / "more", "letters", morphemes=True))
    models = suggester_of(study).models
    for model, usual in ((models.with_history, HISTORY_PARTS), (models.new, NEW_PARTS)):
        assert tuple(one.part for one in model.coefficients) == (*usual, "morphemes", "embedding")
    found = suggest(study, top=0)
    assert {one.item for one in found} == {one.item for one in plain}
    assert {one.item: one.score for one in found} != {one.item: one.score for one in plain}
    meant = [reason for one in found for reason in one.reasons if reason.kind == "embedding"]
    assert 0 < len(meant) < len(found)
    assert {(one.text.ko, one.text.en) for one in meant} == {
        ("임베딩 모델이 두 글의 뜻을 가깝게 봄", "the embedding model finds the two texts close in meaning")
    }
    weights = sorted(one.weight or 0.0 for one in meant)
    assert 0 <= weights[0] < 1
    assert weights == [round(weight, 2) for weight in weights]


def test_what_a_plugged_in_model_answers_is_not_kept(
    tmp_path: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggester, "train_on_bundled", lambda *_: bundled_models())
    root, environment = str(chosen(tmp_path / "w", "letters")), {"POLICYGRAPH_CACHE": str(tmp_path / "cache")}
    assert run("suggest", "-w", root, environment=environment).code == 0
    (tmp_path / "site" / "synthetic_plug_in-1.0.dist-info" / "entry_points.txt").write_text("", encoding="utf-8")
    assert run("suggest", "-w", root, environment=environment).code == 2


def test_morphemes_without_their_analyser_are_refused_with_what_to_install(
    tmp_path: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "kiwipiepy", None)
    root = str(chosen(tmp_path / "w", None, morphemes=True))
    for lang, said in (("ko", "형태소 분석기가 설치되어 있지 않습니다"), ("en", "the analyser is not installed")):
        done = run("suggest", "-w", root, "--lang", lang)
        assert done.code == 2
        assert said in " ".join(done.err.split())
        assert 'pip install "policygraph[morphemes]"' in " ".join(done.err.split())


def test_vectors_get_the_length_one_and_one_of_nothing_stays() -> None:
    found = embed(Given([3, 4], [0, 0.5], [0, 0]), ["a", "b", "c"])
    assert found.dtype == np.float32
    assert found == pytest.approx(np.array([[0.6, 0.8], [0, 1], [0, 0]]))


@pytest.mark.parametrize(
    ("rows", "shape"),
    [([[1.0]], "(1, 1)"), ([1.0, 2.0], "(2,)"), ([[[1.0]], [[2.0]]], "(2, 1, 1)"), ([[1.0], [float("nan")]], "(2, 1)")],
    ids=["too few", "no vectors", "tables", "no number"],
)
def test_what_is_no_vector_for_each_text_is_refused(rows: list[object], shape: str) -> None:
    with pytest.raises(EmbeddingFailed) as caught:
        embed(Given(*rows), ["a", "b"])
    assert caught.value.message.ko == (
        f"임베딩 모델 'Given'을(를) 쓸 수 없습니다: ValueError: 2 texts gave an array of shape {shape}. "
        "플러그인을 확인하거나 [suggest] embedding을 지워 주세요."
    )
    assert caught.value.message.en == (
        f"the embedding model 'Given' cannot be used: ValueError: 2 texts gave an array of shape {shape}; "
        "check the plug-in or remove [suggest] embedding"
    )


@pytest.mark.parametrize(
    ("name", "said"), [("mute", "TypeError: it has no method embed(texts)"), ("failing", "RuntimeError: no weights")]
)
def test_a_model_that_cannot_be_made_is_named(name: str, said: str) -> None:
    with pytest.raises(EmbeddingFailed) as caught:
        load_embedding(name)
    assert caught.value.message.en.startswith(f"the embedding model {name!r} cannot be used: {said};")


def test_a_model_that_is_not_installed_is_named_with_those_that_are() -> None:
    for name, candidates in (("leters", ("letters",)), ("x", tuple(sorted(NAMES)))):
        with pytest.raises(UnknownName) as caught:
            load_embedding(name)
        assert caught.value.candidates == candidates
        assert caught.value.message.ko.startswith(f"임베딩 모델 '{name}'이(가) 설치되어 있지 않습니다.")
        assert caught.value.message.en.startswith(f"no embedding model {name!r} is installed;")


@pytest.mark.parametrize(("name", "said"), [("broken", "array of shape"), ("leters", "letters")])
def test_the_command_says_what_is_the_matter_with_a_model(
    tmp_path: Path, run: Callable[..., Run], name: str, said: str
) -> None:
    root = str(chosen(tmp_path / "w", name))
    for command in ("suggest", *(["evaluate-suggestions"] if name == "leters" else [])):
        done = run(command, "-w", root, "--lang", "en")
        assert done.code == 2
        assert said in done.err
