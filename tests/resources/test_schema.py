"""The JSON Schema of the file: it takes what the program writes, and refuses what it refuses."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

import resources
from engine.document import Document
from engine.files.chainrule_file import decode, encode
from engine.files.errors import FileError
from engine.ops import OPS
from tests.strategies import documents

SCHEMA = json.loads(resources.read("schema/chainrule-1.schema.json"))
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_example_fits_the_schema() -> None:
    folders = (resources.path(name) for name in ("examples", "lessons"))
    for entry in chain.from_iterable(folder.iterdir() for folder in folders):
        if entry.name.endswith(".chainrule"):
            VALIDATOR.validate(json.loads(entry.read_bytes()))


@given(documents())
def test_whatever_is_written_fits_the_schema(document: Document) -> None:
    VALIDATOR.validate(json.loads(encode(document)))


def test_the_schema_knows_every_op_and_its_number_of_operands() -> None:
    bounds = {}
    for kind in SCHEMA["$defs"]["opNode"]["oneOf"]:
        operands = kind["properties"]["operands"]
        for op in kind["properties"]["op"]["enum"]:
            bounds[op] = (operands["minItems"], operands.get("maxItems"))
    assert bounds == {
        op.name: (len(op.operands), None if op.variadic else len(op.operands))
        for op in OPS.values()
    }


A = {"id": "a", "value": 1.0, "role": "parameter"}
NEG = {"id": "b", "op": "neg", "operands": ["a"]}


def held(*nodes: object, **more: Any) -> dict[str, Any]:
    return {"format": "chainrule", "version": 1, "graph": {"nodes": list(nodes)}, **more}


GOOD = {
    "nothing": held(),
    "a leaf": held(A),
    "a leaf without a role": held({"id": "a", "value": 1}),
    "an op": held(A, NEG),
    "an unfilled port": held(A, {**NEG, "operands": [None]}),
    "no target": {**held(A), "graph": {"nodes": [A], "target": None}},
    "a target": {**held(A), "graph": {"nodes": [A], "target": "a"}},
    "a place": held(A, layout={"a": [0, -1.5]}),
    "training": held(training={"rate": 1e-3, "direction": "up"}),
}

BAD = {
    "a list": [],
    "another format": {**held(), "format": "drawing"},
    "a newer version": {**held(), "version": 2},
    "no graph": {"format": "chainrule", "version": 1},
    "an unknown key": held(colour=1),
    "an unknown key in a node": held({**A, "gradient": 0}),
    "neither leaf nor op": held({"id": "a"}),
    "both leaf and op": held({**A, **NEG}),
    "an unknown role": held({**A, "role": "weight"}),
    "an unknown op": held(A, {**NEG, "op": "frob"}),
    "too many operands": held(A, {**NEG, "operands": ["a", "a"]}),
    "too few operands": held(A, {**NEG, "op": "add_n"}),
    "an operand that is no text": held(A, {**NEG, "operands": [1]}),
    "a value that is true": held({**A, "value": True}),
    "a value that is a text": held({**A, "value": "1"}),
    "an empty id": held({**A, "id": ""}),
    "an empty name": held({**A, "label": ""}),
    "a name with spaces at its ends": held({**A, "label": " x"}),
    "a line break in a name": held({**A, "label": "x\ny"}),
    "a long name": held({**A, "label": "x" * 81}),
    "a place with one number": held(A, layout={"a": [0]}),
    "a place with three numbers": held(A, layout={"a": [0, 0, 0]}),
    "a learning rate of 0": held(training={"rate": 0}),
    "an unknown direction": held(training={"direction": "left"}),
    "a target that is a number": {**held(A), "graph": {"nodes": [A], "target": 1}},
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD.keys())
def test_what_fits_the_schema_can_be_read(data: object) -> None:
    assert VALIDATOR.is_valid(data)
    assert decode(json.dumps(data).encode())


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_does_not_fit_the_schema_cannot_be_read(data: object) -> None:
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(FileError):
        decode(json.dumps(data).encode())
