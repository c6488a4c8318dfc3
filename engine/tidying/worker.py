"""The program that lays graphs out beside the app: one line of JSON in, one line of JSON out.

``python -m engine.tidying.worker`` answers until its input ends, so it never outlives the app. It
is a process of its own because Graphviz can neither be interrupted nor share the interpreter's
lock.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO

from engine.tidying.arrange import arrange
from engine.tidying.boxes import Boxes, Floats, from_lists
from engine.tidying.dot import available


def request_of(boxes: Boxes) -> bytes:
    """Return the line that asks for a layout of ``boxes``."""
    lists = [boxes.widths.tolist(), boxes.heights.tolist(), boxes.ports.tolist()]
    return json.dumps([*lists, boxes.wires.tolist()]).encode() + b"\n"


def answer_to(request: bytes) -> bytes:
    """Return the line with the corner of each box, or with one sentence on why there is none."""
    try:
        widths, heights, ports, wires = json.loads(request)
        corners: Floats = arrange(from_lists(widths, heights, ports, wires))
    except Exception as problem:  # noqa: BLE001 - whatever it was, the app hears of it
        return json.dumps({"problem": f"{type(problem).__name__}: {problem}"}).encode() + b"\n"
    answer = {"corners": corners.tolist(), "graphviz": available()}
    return json.dumps(answer).encode() + b"\n"


def main() -> None:
    """Warm up, then answer line by line until the input ends."""
    answers = _take_over_output()
    if available():  # its first layout looks for fonts, which takes half a second
        arrange(from_lists([1.0, 1.0], [1.0, 1.0], [0, 1], [(0, 1, 0)]))
    for request in sys.stdin.buffer:
        answers.write(answer_to(request))
        answers.flush()


def _take_over_output() -> BinaryIO:
    """Return the output, and send what libraries print there to the error output instead."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()
