"""Where the library is missing, broken or outdated, everything works and the log says so once."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from engine import evaluate
from engine.autodiff import backward
from engine.benchmarks.works import graph_of, random_graph
from engine.evaluate import Evaluator
from engine.graph import Graph
from engine.kernels import loading
from engine.kernels.loading import Kernel, load
from engine.slots import Slots


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder without a library, in which the program looks for it."""
    monkeypatch.setattr(loading, "FOLDER", tmp_path)
    loading.kernel.cache_clear()
    yield tmp_path
    loading.kernel.cache_clear()


def large_graph() -> Graph:
    return graph_of(random_graph(evaluate.LEAST))


def test_without_a_library_the_numbers_are_the_same(kernel: Kernel, nowhere: Path) -> None:
    del kernel
    graph = large_graph()
    without = backward(graph)
    assert not Evaluator(graph, Slots(graph.nodes)).is_compiled
    assert without.gradients["n0"] == pytest.approx(compiled_gradient(graph), rel=1e-12)


def compiled_gradient(graph: Graph) -> float:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "FOLDER", Path(loading.__file__).parent)
        loading.kernel.cache_clear()
        assert Evaluator(graph, Slots(graph.nodes)).is_compiled
        return float(backward(graph).gradients["n0"])


def test_that_there_is_no_library_is_logged_once(
    nowhere: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert loading.kernel() is loading.kernel() is None
    assert len(caplog.records) == 1
    assert "The reference evaluator does all the work" in caplog.text
    assert str(nowhere) in caplog.text


def test_a_file_that_is_no_library_is_refused(nowhere: Path) -> None:
    (nowhere / "kernel.so").write_bytes(b"not a library")
    assert loading.kernel() is None


def test_a_library_of_other_ops_is_refused(
    kernel: Kernel, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del kernel
    for found in Path(loading.__file__).parent.glob("kernel.*"):
        shutil.copy(found, nowhere)
    assert load(nowhere)
    monkeypatch.setattr(loading, "fingerprint", lambda: "0" * 32)
    with pytest.raises(OSError, match="compiled from other ops"):
        load(nowhere)


def test_a_library_of_another_program_is_refused(nowhere: Path) -> None:
    other = find_spec("msgspec._core")
    assert other
    shutil.copy(str(other.origin), nowhere / "kernel.so")
    with pytest.raises(OSError, match="another program's library"):
        load(nowhere)
