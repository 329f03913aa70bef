"""Runs in the environment of sssom-py, apart from ours: validates files and tells as JSON what that library reads.

Usage: python sssom_py.py FILE... with external metadata beside a file as FILE.sssom.yml.
"""

import json
import logging
import sys
from pathlib import Path
from typing import Any

import yaml
from sssom.constants import SchemaValidationType
from sssom.parsers import parse_sssom_rdf, parse_sssom_table, to_mapping_set_document
from sssom.validators import validate

CHECKS = [
    SchemaValidationType.JsonSchema,
    SchemaValidationType.PrefixMapCompleteness,
    SchemaValidationType.StrictCurieFormat,
]


def told(path: Path) -> dict[str, Any]:
    beside = path.with_suffix("").with_suffix(".sssom.yml")
    meta = yaml.safe_load(beside.read_text(encoding="utf-8")) if beside.exists() else None
    turtle = path.suffix == ".ttl"
    mappings = parse_sssom_rdf(str(path), meta=meta) if turtle else parse_sssom_table(path, meta=meta)
    rows = [
        {name: value for name, value in row.items() if value == value and value not in ("", None)}
        for row in mappings.df.to_dict(orient="records")
    ]
    whole = [vars(found) for found in to_mapping_set_document(mappings).mapping_set.mappings]
    lists = [
        {name: list(map(str, value)) for name, value in row.items() if isinstance(value, list) and value}
        for row in whole
    ]
    found: dict[str, Any] = {"rows": rows, "lists": lists, "prefixes": dict(mappings.converter.bimap)}
    found["metadata"] = dict(mappings.metadata)
    errors = []
    for name, report in validate(mappings, CHECKS, fail_on_error=False).items():
        errors += [f"{name.value}: {result.message}" for result in report.results]
    found["errors"] = errors
    return found


def main() -> None:
    logging.disable(logging.CRITICAL)
    json.dump({name: told(Path(name)) for name in sys.argv[1:]}, sys.stdout, default=str)


if __name__ == "__main__":
    main()
