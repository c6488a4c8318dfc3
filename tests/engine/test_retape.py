"""The order of ids, of the walk, and of a tape that is patched instead of compiled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff import backward_steps, drain, forward_steps
from engine.document import Document
from engine.edits import Key, Section
from engine.graph import Graph, id_order, in_order, sources, topological_order
from engine.slots import Slots
from engine.tape import Numbers, Tape, compile_tape, retape_ends
from tests.strategies import calm, documents, leaves, op_nodes


@given(st.sets(st.text("n0123456789ab", max_size=5)))
def test_the_fixed_order_puts_shorter_ids_first(node_ids: set[str]) -> None:
    assert in_order(node_ids) == sorted(node_ids, key=id_order)


@given(documents())
def test_operands_come_before_what_uses_them_and_every_node_once(document: Document) -> None:
    order = topological_order(document.graph)
    place = {node_id: index for index, node_id in enumerate(order)}
    assert place.keys() == document.graph.nodes.keys()
    assert len(order) == len(place)
    for node_id, node in document.graph.nodes.items():
        assert all(place[source] < place[node_id] for source in sources(node))


@given(documents(min_size=1, max_size=8, values=calm), st.data())
def test_a_tape_patched_at_its_ends_gives_the_same_digits_as_a_fresh_one(
    document: Document, data: st.DataObject
) -> None:
    graph = document.graph
    slots = Slots(graph.nodes)
    tape = compile_tape(graph, slots)
    ends = [n for n in graph.nodes if not graph.users(n)]
    changed = data.draw(st.sets(st.sampled_from(ends), max_size=2)) | {"new"}
    before = dict(graph.nodes)
    for node_id in changed & graph.nodes.keys():
        graph.set_node(node_id, None)
    others = in_order(graph.nodes)
    for node_id in data.draw(st.sets(st.sampled_from(sorted(changed)))):
        graph.set_node(node_id, data.draw(op_nodes(others) | leaves(calm)))
    edit = Document(Graph(before)).edit(
        "", {Key(Section.NODES, n): graph.nodes.get(n) for n in changed}
    )
    slots.patch(edit)
    patched = retape_ends(tape, graph, slots, changed)
    fresh = compile_tape(graph, slots)
    for target in graph.nodes:
        assert numbers(patched, graph, slots, target) == numbers(fresh, graph, slots, target)


def numbers(tape: Tape, graph: Graph, slots: Slots, target: str) -> str:
    values = tape.load(graph)
    drain(forward_steps(tape, values))
    gradients: Numbers = [None] * len(values)
    if values[slots.of[target]] is not None:
        drain(backward_steps(tape, values, slots.of[target], gradients))
    return repr((values, gradients))
