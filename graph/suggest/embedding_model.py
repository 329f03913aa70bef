"""The hook for an embedding model: an installed plug-in gives one more column, and nothing else changes.

A plug-in is a Python package that registers a factory under the entry point group ``policygraph.embeddings``. A workspace
chooses it by name in ``policygraph.toml``::

    [suggest]
    embedding = "my-model"

Only installed packages can be chosen: a folder of records cannot bring code of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from policygraph.graph.suggest.vectors import Dense
from policygraph.records.issue import PolicyGraphError, UnknownName, nearest
from policygraph.records.kinds import Text

GROUP = "policygraph.embeddings"


@runtime_checkable
class EmbeddingModel(Protocol):
    """What a plug-in's factory returns."""

    def embed(self, texts: Sequence[str]) -> Any:
        """Return one vector for each of *texts*, all of the same length: a sequence of sequences, or an array."""


class EmbeddingFailed(PolicyGraphError):  # noqa: N818 - what happened
    """The plugged-in model gave no usable vectors."""


def load_embedding(name: str) -> EmbeddingModel:
    """Return the installed embedding model called *name*.

    Raises `UnknownName` where no such plug-in is installed, with the names that are.
    """
    from importlib.metadata import entry_points  # 20 ms that only a plug-in costs

    installed = {point.name: point for point in entry_points(group=GROUP)}
    if name not in installed:
        raise UnknownName(
            Text(
                f"임베딩 모델 '{name}'이(가) 설치되어 있지 않습니다. 플러그인을 설치하거나 policygraph.toml의 [suggest] embedding을 지워 주세요.",
                f"no embedding model {name!r} is installed; install its plug-in or remove [suggest] embedding from policygraph.toml",
            ),
            nearest(name, installed) or sorted(installed),
        )
    try:
        model = installed[name].load()()
    except Exception as error:
        raise _failed(name, error) from error
    if not isinstance(model, EmbeddingModel):
        raise _failed(name, TypeError("it has no method embed(texts)"))
    return model


def embed(model: EmbeddingModel, texts: Sequence[str]) -> Dense:
    """Return one row of length 1 for each of *texts*; raises `EmbeddingFailed` where the model gives something else."""
    name = type(model).__name__
    try:
        found = np.asarray(model.embed(list(texts)), np.float32)
    except Exception as error:
        raise _failed(name, error) from error
    if found.ndim != 2 or len(found) != len(texts) or not np.isfinite(found).all():
        raise _failed(name, ValueError(f"{len(texts)} texts gave an array of shape {found.shape}"))
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / (lengths + (lengths == 0)), np.float32)


def _failed(name: str, error: Exception) -> EmbeddingFailed:
    return EmbeddingFailed(
        Text(
            f"임베딩 모델 '{name}'을(를) 쓸 수 없습니다: {type(error).__name__}: {error}. 플러그인을 확인하거나 [suggest] embedding을 지워 주세요.",
            f"the embedding model {name!r} cannot be used: {type(error).__name__}: {error}; check the plug-in or remove [suggest] embedding",
        )
    )
