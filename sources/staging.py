"""Takes the stages that marks propose back into the tasks of a workspace that have none yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from policygraph.records.kinds import TASK_LEVELS
from policygraph.sources.formats.yaml.writer import changed_files
from policygraph.sources.importing import read_sound_workspace
from policygraph.sources.journal import write_as_one
from policygraph.sources.locking import locked


def keep_stages(root: Path, stages: Mapping[str, str]) -> list[str]:
    """Write *stages* (phase by task) into the own tasks of the workspace *root* without one; return the ids of those written.

    A stage that somebody has decided stays. Raises `UnusableInput` where the workspace has errors, and `NotWritten` when a
    file could not be written (then nothing was).
    """
    with locked(root):
        parts = read_sound_workspace(root)
        written: list[str] = []
        documents = []
        for document in parts.own.documents:
            items = []
            for item in document.items:
                takes = document.is_plan and item.level in TASK_LEVELS and item.phase is None and item.id in stages
                if takes:
                    written.append(item.id)
                items.append(replace(item, phase=stages[item.id]) if takes else item)
            documents.append(replace(document, items=tuple(items)))
        files = changed_files(root, parts.own, replace(parts.own, documents=tuple(documents)))
        if files:
            write_as_one(root, files)
    return written
