"""The document's file: what is written, that it reads back, and how a bad one is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Direction, Document, Point, Training
from engine.files.chainrule_file import decode, encode
from engine.files.errors import FileError
from engine.graph import Apply, Graph, Leaf, Role
from tests.strategies import documents

WORKED = Document(
    Graph(
        {
            "n1": Leaf(2.0, "a"),
            "n2": Leaf(-3.0, "b", Role.CONSTANT),
            "n10": Apply("mul", ("n1", None), "L"),
            "n9": Apply("neg", ("n1",)),
        },
        "n10",
    ),
    {"n1": Point(0.0, 0.0), "n2": Point(0.0, 120.5), "n10": Point(240.0, 40.0)},
    Training(0.05, Direction.UP),
)

TEXT = """\
{"format": "chainrule", "version": 1,
 "graph": {"nodes": [
   {"id": "n1", "label": "a", "value": 2.0, "role": "parameter"},
   {"id": "n2", "label": "b", "value": -3.0, "role": "constant"},
   {"id": "n9", "op": "neg", "operands": ["n1"]},
   {"id": "n10", "label": "L", "op": "mul", "operands": ["n1", null]}],
  "target": "n10"},
 "layout": {
  "n1": [0, 0],
  "n2": [0, 120.5],
  "n10": [240, 40]},
 "training": {"rate": 0.05, "direction": "up"}}
"""


def test_a_file_has_one_node_a_line_and_its_keys_in_a_fixed_order() -> None:
    assert encode(WORKED).decode() == TEXT


def test_an_empty_document_is_a_file_too() -> None:
    assert json.loads(encode(Document()))["graph"] == {"nodes": []}
    assert decode(encode(Document())) == Document()


@given(documents())
def test_reading_what_was_written_gives_an_equal_document(document: Document) -> None:
    assert decode(encode(document)) == document


@given(documents())
def test_writing_what_was_read_gives_the_same_bytes(document: Document) -> None:
    assert encode(decode(encode(document))) == encode(document)


@given(documents())
def test_what_is_written_is_plain_json(document: Document) -> None:
    held = json.loads(encode(document), parse_constant=pytest.fail)
    assert [row["id"] for row in held["graph"]["nodes"]] == sorted(
        document.graph.nodes, key=lambda node_id: (len(node_id), node_id)
    )


def test_a_name_in_any_script_is_written_as_it_is() -> None:
    document = Document(Graph({"n1": Leaf(1.0, "größe 名前")}))
    assert '"label": "größe 名前"' in encode(document).decode()


def test_the_least_a_file_needs_is_its_format_version_and_nodes() -> None:
    data = (
        b'{"format":"chainrule","version":1,"graph":{"nodes":[{"id":"x","value":3}],"target":null}}'
    )
    assert decode(data) == Document(Graph({"x": Leaf(3.0)}))


def test_a_byte_order_mark_does_no_harm() -> None:
    assert decode(b"\xef\xbb\xbf" + TEXT.encode()) == WORKED


def test_line_ends_of_windows_do_no_harm() -> None:
    assert decode(TEXT.replace("\n", "\r\n").encode()) == WORKED


def test_nodes_may_stand_in_any_order() -> None:
    lines = TEXT.splitlines(keepends=True)
    lines[2:5] = lines[4:1:-1]
    assert decode("".join(lines).encode()) == WORKED


def graph(*nodes: str, more: str = "", rest: str = "") -> bytes:
    listed = ",\n".join(nodes)
    return (
        f'{{"format": "chainrule", "version": 1, "graph": {{"nodes": [\n{listed}]{more}}}{rest}}}'
    ).encode()


A = '{"id": "a", "value": 1, "role": "parameter"}'

BAD = {
    "nothing": (b"", "The file is empty."),
    "only spaces": (b" \n ", "The file is empty."),
    "UTF-16": (TEXT.encode("utf-16"), "The file is UTF-16 text: it must be UTF-8."),
    "Latin-1": (
        TEXT.replace('"a"', '"ä"').encode("latin-1"),
        "The file is not UTF-8 text: the byte 0xe4 is wrong at line 3, column 27.",
    ),
    "zero bytes": (b"\0" * 100, "The file is not text: it holds a zero byte at line 1, column 1."),
    "no JSON": (b"L = a*b", "The file is not JSON: invalid character at line 1, column 1."),
    "a trailing comma": (
        graph(A + ","),
        "The file is not JSON: trailing comma in array at line 2, column 46.",
    ),
    "something after the end": (
        TEXT.encode() + b"\n {}",
        "The file is not JSON: trailing characters at line 14, column 2.",
    ),
    "half a file": (
        TEXT.encode()[:100],
        "The file breaks off at line 3, column 41.",
    ),
    "half a character": (
        graph(A.replace('"a"', r'"\ud800"')),
        "The file is not JSON: unexpected end of hex escape at line 2, column 15.",
    ),
    "a list": (b"[]", "The file must be an object, not a list."),
    "another format": (
        b'{"format": "drawing", "version": 1}',
        'This is not a Chainrule file: it lacks "format": "chainrule".',
    ),
    "no format": (b"{}", 'This is not a Chainrule file: it lacks "format": "chainrule".'),
    "no version": (b'{"format": "chainrule"}', "The file lacks “version”."),
    "a newer version": (
        b'{"format": "chainrule", "version": 2, "graph": {"rows": []}}',
        "The file was written by a newer version of Chainrule (file version 2; this one reads "
        "up to 1).",
    ),
    "version 0": (
        b'{"format": "chainrule", "version": 0}',
        "version must be 1 or more, not 0.",
    ),
    "a version that is true": (
        b'{"format": "chainrule", "version": true}',
        "version must be a whole number, not true or false.",
    ),
    "no graph": (b'{"format": "chainrule", "version": 1}', "The file lacks “graph”."),
    "no nodes": (
        b'{"format": "chainrule", "version": 1, "graph": {}}',
        "graph lacks “nodes”.",
    ),
    "an unknown key at the top": (
        graph(A, rest=', "colour": 1'),
        "The file has the unknown key “colour”.",
    ),
    "an unknown key in a node": (
        graph(A, '{"id": "b", "value": 1, "gradient": 0}'),
        "graph.nodes[1] has the unknown key “gradient”.",
    ),
    "a key twice at the top": (
        graph(A, rest=', "version": 1'),
        "The file has the key “version” twice.",
    ),
    "a key twice in a node": (
        graph(A, '{"id": "b", "value": 1, "value": 2}'),
        "graph.nodes[1] has the key “value” twice.",
    ),
    "a place twice": (
        graph(A, rest=', "layout": {"a": [0, 0], "a": [1, 1]}'),
        "layout has the key “a” twice.",
    ),
    "an id twice": (graph(A, A), "graph.nodes[1].id is “a”, like an earlier one."),
    "no id": (graph('{"value": 1}'), "graph.nodes[0] lacks “id”."),
    "an empty id": (
        graph('{"id": "", "value": 1}'),
        "graph.nodes[0].id must be a text without control characters, and not empty.",
    ),
    "a long id": (
        graph(f'{{"id": "{"x" * 81}", "value": 1}}'),
        "graph.nodes[0].id can have at most 80 characters, not 81.",
    ),
    "a name twice": (
        graph('{"id": "a", "label": "x", "value": 1}', '{"id": "b", "label": "x", "value": 1}'),
        "Two nodes are called x (at graph.nodes[1].label).",
    ),
    "an empty name": (
        graph('{"id": "a", "label": "", "value": 1}'),
        "A name cannot be empty or have spaces at its ends (at graph.nodes[0].label).",
    ),
    "a long name": (
        graph(f'{{"id": "a", "label": "{"x" * 81}", "value": 1}}'),
        "A name can have at most 80 characters, not 81 (at graph.nodes[0].label).",
    ),
    "a line break in a name": (
        graph('{"id": "a", "label": "x\\ny", "value": 1}'),
        "A name cannot hold line breaks or control characters (at graph.nodes[0].label).",
    ),
    "a name that is a number": (
        graph('{"id": "a", "label": 3, "value": 1}'),
        "graph.nodes[0].label must be a text, not a whole number.",
    ),
    "neither leaf nor op": (
        graph('{"id": "a"}'),
        "graph.nodes[0] has neither “value” nor “op”.",
    ),
    "both leaf and op": (
        graph('{"id": "a", "value": 1, "op": "neg"}'),
        "graph.nodes[0] cannot have “op” beside “value”.",
    ),
    "a role on an op": (
        graph('{"id": "a", "op": "neg", "operands": [null], "role": "input"}'),
        "graph.nodes[0] cannot have “role” beside “op”.",
    ),
    "an unknown role": (
        graph(A.replace("parameter", "weight")),
        "graph.nodes[0].role cannot be “weight”: it is parameter, constant or input.",
    ),
    "an unknown op": (
        graph(A, '{"id": "b", "op": "frob", "operands": ["a"]}'),
        "There is no op called frob (at graph.nodes[1].op).",
    ),
    "no operands": (graph('{"id": "a", "op": "neg"}'), "graph.nodes[0] lacks “operands”."),
    "too many operands": (
        graph(A, '{"id": "b", "label": "y", "op": "neg", "operands": ["a", "a"]}'),
        "y (neg) takes 1 operands, not 2 (at graph.nodes[1].operands).",
    ),
    "too few operands": (
        graph(A, '{"id": "b", "op": "add_n", "operands": ["a"]}'),
        "b (add_n) takes at least 2 operands, not 1 (at graph.nodes[1].operands).",
    ),
    "an operand that is no text": (
        graph(A, '{"id": "b", "op": "add", "operands": ["a", 1]}'),
        "graph.nodes[1].operands[1] must be a text or null, not a whole number.",
    ),
    "an operand that is not there": (
        graph(A, '{"id": "b", "label": "y", "op": "add", "operands": ["a", "n9"]}'),
        "y has no operand n9 in this graph (at graph.nodes[1].operands[1]).",
    ),
    "a loop": (
        graph(
            '{"id": "n1", "label": "e", "op": "neg", "operands": ["n3"]}',
            '{"id": "n2", "label": "d", "op": "neg", "operands": ["n1"]}',
            '{"id": "n3", "op": "neg", "operands": ["n2"]}',
        ),
        "The wires close a loop: e → d → n3 → e (at graph.nodes).",
    ),
    "a node that feeds itself": (
        graph('{"id": "n1", "op": "neg", "operands": ["n1"]}'),
        "The wires close a loop: n1 → n1 (at graph.nodes).",
    ),
    "not a number": (
        graph(A.replace("1", "NaN")),
        "NaN at line 2, column 22 is not a finite number.",
    ),
    "infinity": (
        graph(A.replace("1", "-Infinity")),
        "-Infinity at line 2, column 22 is not a finite number.",
    ),
    "a number too large": (
        graph(A.replace("1", "1e999")),
        "graph.nodes[0].value is too large a number: it must be finite.",
    ),
    "a value that is true": (
        graph(A.replace("1", "true")),
        "graph.nodes[0].value must be a number, not true or false.",
    ),
    "a value that is a text": (
        graph(A.replace("1", '"1"')),
        "graph.nodes[0].value must be a number, not a text.",
    ),
    "a value that is a list": (
        graph(A.replace("1", "[[1]]")),
        "graph.nodes[0].value must be a number, not a list.",
    ),
    "deep nesting": (
        b'{"format": "chainrule", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "The file is nested too deeply.",
    ),
    "an unknown target": (
        graph(A, more=', "target": "n9"'),
        "graph.target is “n9”, which is not in the graph.",
    ),
    "a place for no node": (
        graph(A, rest=', "layout": {"n9": [0, 0]}'),
        "layout places “n9”, which is not in the graph.",
    ),
    "a place with one number": (
        graph(A, rest=', "layout": {"a": [0]}'),
        "layout[“a”] must be a list of 2 entries.",
    ),
    "a place that is a text": (
        graph(A, rest=', "layout": {"a": [0, "1"]}'),
        "layout[“a”][1] must be a number, not a text.",
    ),
    "a place at infinity": (
        graph(A, rest=', "layout": {"a": [0, 1e999]}'),
        "layout[“a”][1] is too large a number: it must be finite.",
    ),
    "a place that is a text, in half a file": (
        graph(A, rest=', "layout": {"a": [0, "1"]')[:-1],
        "The file breaks off at line 2, column 73.",
    ),
    "a group of a node that is not there": (
        graph(A, rest=', "groups": [{"id": "g", "title": "G", "at": [0, 0], "members": ["x"]}]'),
        "groups[0].members lists “x”, which is not in the graph.",
    ),
    "an empty group": (
        graph(A, rest=', "groups": [{"id": "g", "title": "G", "at": [0, 0], "members": []}]'),
        "groups[0].members is empty, and no other group lies in this one.",
    ),
    "a node in two groups": (
        graph(
            A,
            rest=', "groups": [{"id": "g", "title": "G", "at": [0, 0], "members": ["a"]},'
            ' {"id": "h", "title": "H", "at": [0, 0], "members": ["a"]}]',
        ),
        "groups[1].members lists “a”, which is in another group too.",
    ),
    "groups in each other": (
        graph(
            A,
            rest=', "groups": [{"id": "g", "title": "G", "at": [0, 0], "members": ["a"],'
            ' "parent": "h"}, {"id": "h", "title": "H", "at": [0, 0], "members": [],'
            ' "parent": "g"}]',
        ),
        "groups[0].parent makes the group G lie in itself.",
    ),
    "a group without a title": (
        graph(A, rest=', "groups": [{"id": "g", "title": "", "at": [0, 0], "members": ["a"]}]'),
        "A name cannot be empty or have spaces at its ends (at groups[0]).",
    ),
    "an unknown key in a group": (
        graph(
            A,
            rest=', "groups": [{"id": "g", "title": "G", "at": [0, 0], "members": ["a"],'
            ' "colour": 1}]',
        ),
        "groups[0] has the unknown key “colour”.",
    ),
    "a group at one number": (
        graph(A, rest=', "groups": [{"id": "g", "title": "G", "at": [0], "members": ["a"]}]'),
        "groups[0].at must be a list of 2 entries.",
    ),
    "a frame without a height": (
        graph(A, rest=', "frames": [{"id": "f", "title": "", "box": [0, 0, 10, 0]}]'),
        "A frame must be wider and higher than 0 (at frames[0]).",
    ),
    "a note on the sheet of no group": (
        graph(A, rest=', "notes": [{"id": "t", "text": "", "box": [0, 0, 9, 9], "group": "g"}]'),
        "There is no group g (at notes[0]).",
    ),
    "two notes with one id": (
        graph(
            A,
            rest=', "notes": [{"id": "t", "text": "", "box": [0, 0, 9, 9]},'
            ' {"id": "t", "text": "", "box": [0, 0, 9, 9]}]',
        ),
        "notes[1].id is “t”, like an earlier one.",
    ),
    "a learning rate of 0": (
        graph(A, rest=', "training": {"rate": 0}'),
        "training.rate must be above 0.",
    ),
    "an unknown direction": (
        graph(A, rest=', "training": {"direction": "left"}'),
        "training.direction cannot be “left”: it is up or down.",
    ),
    "an unknown training setting": (
        graph(A, rest=', "training": {"speed": 1}'),
        "training has the unknown key “speed”.",
    ),
}


@pytest.mark.parametrize(("data", "sentence"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_in_one_sentence_with_the_place(data: bytes, sentence: str) -> None:
    with pytest.raises(FileError) as refusal:
        decode(data)
    assert str(refusal.value) == sentence


SCRAPS = [
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"1e999",
    b"-",
    b'"n1"',
    b"\xff",
    b"\\u",
]


@given(
    documents(max_size=4),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(SCRAPS) | st.none()), min_size=1),
)
def test_a_damaged_file_is_either_read_or_refused_in_one_sentence(
    document: Document, damages: list[tuple[float, bytes | None]]
) -> None:
    data = encode(document)
    for place, scrap in damages:
        at = int(place * len(data))
        data = data[:at] + (scrap or b"") + data[at + (scrap is None) :]
    assert outcome(data).endswith(".")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(documents(min_size=1, max_size=4), st.data(), anything)
def test_a_file_with_any_other_value_in_it_is_either_read_or_refused(
    document: Document, data: st.DataObject, value: object
) -> None:
    held: Any = json.loads(encode(document))
    part = held
    while part:
        key = data.draw(st.sampled_from(list(part if isinstance(part, dict) else range(len(part)))))
        if not isinstance(part[key], dict | list) or data.draw(st.booleans()):
            part[key] = value
            break
        part = part[key]
    assert outcome(json.dumps(held).encode()).endswith(".")


def outcome(data: bytes) -> str:
    """A sentence, whether the data can be read or not."""
    try:
        return f"{len(decode(data).graph.nodes)} nodes."
    except FileError as refused:
        return str(refused)


def test_a_chain_of_100_000_nodes_reads_back() -> None:
    nodes: dict[str, Leaf | Apply] = {"n0": Leaf(1.0)}
    for i in range(1, 100_001):
        nodes[f"n{i}"] = Apply("neg", (f"n{i - 1}",))
    document = Document(Graph(nodes))
    assert decode(encode(document)) == document


def test_a_loop_in_a_long_chain_is_found() -> None:
    rows = ['{"id": "n0", "op": "neg", "operands": ["n5000"]}']
    rows += [f'{{"id": "n{i}", "op": "neg", "operands": ["n{i - 1}"]}}' for i in range(1, 5001)]
    with pytest.raises(FileError, match="The wires close a loop"):
        decode(graph(*rows))
