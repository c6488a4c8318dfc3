"""What has a place in the order, and what has none."""

from __future__ import annotations

from engine.graph import Apply, Leaf, Node
from engine.kernels.loading import Kernel
from engine.ops import OPS
from tests.kernel_cases import known, random_nodes, tape_of

A_LOOP: dict[str, Node] = {
    "x": Leaf(1.0),
    "p": Apply("add", ("x", "r")),
    "q": Apply("sub", ("p", "x")),
    "r": Apply("neg", ("q",)),
    "below": Apply("exp", ("r",)),
    "beside": Apply("square", ("x",)),
}


def test_operands_come_before_what_uses_them_level_by_level_and_op_by_op(kernel: Kernel) -> None:
    nodes = random_nodes(2_000, seed=2)
    tape, ids, codes = tape_of(kernel, nodes), list(nodes), list(OPS)
    levels: dict[str, int] = {n: 1 for n, node in nodes.items() if isinstance(node, Leaf)}
    keys = []
    for slot in tape.order:
        node = nodes[ids[slot]]
        assert isinstance(node, Apply)
        levels[ids[slot]] = 1 + max(levels[str(source)] for source in node.operands)
        keys.append((levels[ids[slot]], codes.index(node.op), slot))
    assert keys == sorted(keys)
    assert len(levels) == len(nodes)


def test_a_node_with_an_unfilled_port_has_no_number_nor_has_what_depends_on_it(
    kernel: Kernel,
) -> None:
    nodes: dict[str, Node] = {
        "x": Leaf(2.0),
        "half": Apply("mul", ("x", None)),
        "many": Apply("add_n", ("x", "x", None)),
        "below": Apply("neg", ("half",)),
        "other": Apply("add", ("x", "many")),
        "fine": Apply("square", ("x",)),
    }
    tape = tape_of(kernel, nodes)
    tape.forward()
    assert known(tape, tape.values) == [2.0, None, None, None, None, 4.0]


def test_a_loop_is_found_and_the_rest_is_computed(kernel: Kernel) -> None:
    tape = tape_of(kernel, A_LOOP)
    tape.forward()
    assert known(tape, tape.values) == [1.0, None, None, None, None, 1.0]
    assert tape.loop in {1, 2, 3}


def test_a_graph_without_a_loop_has_none(kernel: Kernel) -> None:
    assert tape_of(kernel, random_nodes(100)).loop is None


def test_a_loop_that_is_opened_is_gone(kernel: Kernel) -> None:
    tape = tape_of(kernel, A_LOOP)
    slot_of = {node_id: slot for slot, node_id in enumerate(A_LOOP)}
    tape.put(slot_of["p"], Apply("add", ("x", "x")), slot_of)
    tape.sort()
    tape.forward()
    assert (tape.loop, tape.values[slot_of["r"]]) == (None, -1.0)


def test_operands_are_added_to_a_sum_one_by_one(kernel: Kernel) -> None:
    nodes: dict[str, Node] = {f"x{i}": Leaf(float(i)) for i in range(50)}
    nodes |= {"L": Apply("add_n", ("x1", "x2")), "M": Apply("mul_n", ("x1", "x2", "x3"))}
    tape = tape_of(kernel, nodes)
    slot_of = {node_id: slot for slot, node_id in enumerate(nodes)}
    for count in range(3, 50):
        tape.put(slot_of["L"], Apply("add_n", tuple(f"x{i}" for i in range(count))), slot_of)
        tape.sort()
        tape.forward()
        assert tape.values[slot_of["L"]] == sum(range(count))
        assert tape.values[slot_of["M"]] == 6.0


def test_what_the_target_does_not_depend_on_gets_no_gradient(kernel: Kernel) -> None:
    nodes: dict[str, Node] = {
        "x": Leaf(0.0),
        "steep": Apply("log", ("x",)),
        "L": Apply("square", ("x",)),
    }
    tape = tape_of(kernel, nodes)
    tape.forward()
    tape.backward(2)
    assert known(tape, tape.gradients) == [0.0, 0.0, 1.0]


def test_the_same_source_in_both_ports_counts_twice(kernel: Kernel) -> None:
    nodes: dict[str, Node] = {"a": Leaf(3.0), "L": Apply("mul", ("a", "a"))}
    tape = tape_of(kernel, nodes)
    tape.forward()
    tape.backward(1)
    assert (tape.values[1], tape.gradients[0]) == (9.0, 6.0)


def test_each_target_has_gradients_of_its_own(kernel: Kernel) -> None:
    nodes: dict[str, Node] = {
        "a": Leaf(3.0),
        "e": Apply("square", ("a",)),
        "L": Apply("mul", ("a", "e")),
    }
    tape = tape_of(kernel, nodes)
    tape.forward()
    found = []
    for target in (0, 1, 2, 1):
        tape.backward(target)
        found.append(tape.gradients.tolist())
    assert found == [[1.0, 0.0, 0.0], [6.0, 1.0, 0.0], [27.0, 3.0, 1.0], [6.0, 1.0, 0.0]]
