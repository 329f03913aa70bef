"""The digest of an answer, for golden files of many long answers: one line each, looked into where it differs."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def rounded(value: Any) -> Any:
    """Return *value* with its numbers rounded: their last digits are those of the machine."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, list | tuple) else value


def digest(value: Any) -> str:
    """Return a short digest of *value*, plain data, with its numbers `rounded`."""
    text = json.dumps(rounded(value), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
