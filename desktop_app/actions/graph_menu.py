"""The passes, the step, roles, the target and wires."""

from __future__ import annotations

from typing import Final

from desktop_app.actions.command import CANVAS, Command, Entry, Handlers, after_typing

ROLES: Final = ("make_parameter", "make_constant", "make_input")

TITLE: Final = "&Graph"
MENU: Final[tuple[Entry, ...]] = (
    "forward", "backward", "step", "zero_gradients", None,
    ("&Trace", ("trace", "trace_on", "trace_back", "trace_play", "run_to_here", "breakpoint")),
    None,
    "live", "accumulate", None,
    "ascend", "descend", None, "mark_target", "unmark_target", *ROLES, None,
    "freeze", "wire_by_keys", "swap_operands",
)  # fmt: skip


def rows(to: Handlers) -> list[Command]:
    """Return the rows of the Graph menu."""
    run, edit = to.running, to.editing
    return [
        *after_typing(
            Command(
                "forward", "&Forward", run.forward, ("F5",), "forward",
                "Compute the value of every node",
            ),
            Command(
                "backward", "&Backward", run.backward, ("F6",), "backward",
                "Compute the gradient of every node, from the target back",
            ),
            Command(
                "step", "&Step", run.step, ("F7",), "step",
                "Move every parameter by learning rate × gradient",
            ),
            Command(
                "zero_gradients", "&Zero Gradients", run.zero_gradients, ("F8",), "zero-gradients",
                "Forget the gradients",
            ),
        ),
        Command(
            "trace", "&Trace the Passes", to.tracing.toggle, ("F9",), "forward",
            "Walk through Forward and Backward, one node at a time; or end it",
        ),
        Command("trace_on", "One Step O&n", to.tracing.go_on, ("F10",)),
        Command("trace_back", "One Step Bac&k", to.tracing.go_back, ("Shift+F10",)),
        Command(
            "trace_play", "Pla&y", to.tracing.play, ("Ctrl+F10",),
            tip="Let the steps follow each other by themselves, or stop",
        ),
        Command(
            "run_to_here", "Run to &Here", to.tracing.run_to_here, ("Alt+F10",),
            tip="Go on until the selected node is done",
        ),
        Command(
            "breakpoint", "Brea&kpoint", to.tracing.toggle_breakpoint, ("Ctrl+F9",),
            tip="Let playing stop at the selected node, or no longer",
        ),
        Command(
            "live", "&Live", run.set_live, ("Ctrl+L",), "live",
            "Recompute values and gradients at every change", is_switch=True,
        ),
        Command(
            "accumulate", "Accumulate &Gradients", run.set_accumulate,
            tip="Let Backward add to the gradients that are there", is_switch=True,
        ),
        Command("ascend", "&Ascend", run.ascend, (), "up", is_switch=True, group="direction"),
        Command("descend", "&Descend", run.descend, (), "down", is_switch=True, group="direction"),
        *after_typing(
            Command(
                "mark_target", "&Mark as Target", edit.mark_target, ("T",), "target", reach=CANVAS,
            ),
            Command("unmark_target", "&Unmark the Target", edit.unmark_target),
            Command("make_parameter", "Make &Parameter", edit.make_parameter, (), "parameter"),
            Command("make_constant", "Make C&onstant", edit.make_constant, (), "constant"),
            Command("make_input", "Make &Input", edit.make_input, (), "input"),
            Command(
                "freeze", "Fre&eze", edit.freeze, ("M",), "constant", reach=CANVAS,
                tip="Hold values constant, so that no gradient flows through; or let them go",
            ),
            Command(
                "swap_operands", "S&wap Operands", edit.swap_operands, ("Alt+S",),
                tip="Make b − a of a − b", reach=CANVAS,
            ),
        ),
        Command(
            "wire_by_keys", "Wi&re…", to.canvas.wire_by_keys, ("W",), reach=CANVAS,
            tip="Take a wire from the selected node; arrows or letters choose the port",
        ),
    ]  # fmt: skip
