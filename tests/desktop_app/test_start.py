"""What the first frame is made from: it comes soon because it imports little."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# In a process of its own, because the tests themselves import nearly everything.
_START = """
import json, sys
from PySide6.QtCore import QEvent, QObject
from desktop_app.application import make_application, make_window, open_first
from desktop_app.model.settings import Settings
class Painted(QObject):
    count = 0
    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False
app = make_application()
window = make_window(Settings())
painted = Painted()
window.canvas.installEventFilter(painted)
window.show()
open_first(window, [])
while not painted.count:
    app.processEvents()
app.processEvents()
print(json.dumps([len(window.opened.document.graph.nodes), sorted(sys.modules)]))
"""

NOT_AT_START = (
    "PySide6.QtNetwork",
    "PySide6.QtSvg",
    "asyncio",
    "concurrent.futures",
    "ctypes.util",
    "desktop_app.benchmarks",
    "desktop_app.canvas.in_place_editor",
    "desktop_app.canvas.tools.move",
    "desktop_app.dialogs",
    "desktop_app.panels.lab",
    "desktop_app.panels.outline",
    "desktop_app.search",
    "email",
    "engine.curve",
    "engine.kernels",
    "engine.layout",
    "engine.optim",
    "engine.tidying",
    "lark",
    "networkx",
    "numpy.ma",
    "pygraphviz",
    "pyqtgraph",
    "sympy",
    "unittest",
)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, set[str]]:
    """How many nodes the first frame shows, and which modules were imported for it."""
    home = tmp_path_factory.mktemp("home")
    variables = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", _START],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env=variables,
    )
    count, modules = json.loads(done.stdout.splitlines()[-1])
    return count, set(modules)


def test_the_first_frame_shows_the_worked_example(started: tuple[int, set[str]]) -> None:
    count, _modules = started
    assert count == 7


@pytest.mark.parametrize("module", NOT_AT_START)
def test_the_first_frame_does_without(started: tuple[int, set[str]], module: str) -> None:
    _count, modules = started
    assert not {name for name in modules if name == module or name.startswith(f"{module}.")}
