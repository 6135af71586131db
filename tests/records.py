#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds JSON lines to the schema: records.py SCHEMA FILE. Exit 1 and a line for each record that breaks it.

With --whole FILE is one JSON document, such as a report.

With --strict the schema itself is tried too: each record with a field more, and each with a field less, has to be
refused, at every depth; a schema that lets anything pass would prove nothing.
"""
import copy
import json
import pathlib
import sys

import jsonschema

OPTIONAL = {"threshold", "rule"}


def objects(value):
    """All objects inside a record, itself first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def spoilt(record):
    """The record, wrong in one way each time."""
    for index, found in enumerate(objects(record)):
        other = copy.deepcopy(record)
        list(objects(other))[index]["surprise"] = 1
        yield f"a field more in object {index}", other
        for key in found:
            if key not in OPTIONAL:
                other = copy.deepcopy(record)
                del list(objects(other))[index][key]
                yield f"no {key} in object {index}", other


def make_validator(path):
    """What a schema says of records it leaves to the schema of that name beside it."""
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    resolver = jsonschema.RefResolver(pathlib.Path(path).resolve().as_uri(), schema)
    return jsonschema.Draft202012Validator(schema, resolver=resolver)


def main():
    strict, whole = "--strict" in sys.argv, "--whole" in sys.argv
    schema_path, path = [a for a in sys.argv[1:] if not a.startswith("--")]
    validator = make_validator(schema_path)
    wrong = count = 0
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate([file.read()] if whole else file, 1):
            record = json.loads(line)
            count += 1
            for error in validator.iter_errors(record):
                reason = jsonschema.exceptions.best_match([error])
                print(f"{path}:{number}: {record.get('type')}: {reason.message}")
                wrong += 1
            for what, other in spoilt(record) if strict else ():
                if validator.is_valid(other):
                    print(f"{path}:{number}: {record['type']} passes with {what}")
                    wrong += 1
    if not count:
        print(f"{path}: no records")
    return 1 if wrong or not count else 0


sys.exit(main())
