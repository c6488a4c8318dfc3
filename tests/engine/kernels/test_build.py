"""Which library is built for which machine, and what is said where none can be."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.kernels.build import PLATFORMS, BuildError, build, this_platform
from engine.kernels.loading import ARRAYS, CTape
from engine.kernels.source import library_text


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("linux", "x86_64", "linux-x86_64"),
        ("linux", "aarch64", "linux-arm64"),
        ("darwin", "x86_64", "macos-x86_64"),
        ("darwin", "arm64", "macos-arm64"),
        ("win32", "AMD64", "windows-x86_64"),
        ("win32", "ARM64", "windows-arm64"),
    ],
)
def test_each_of_the_six_platforms_is_recognised(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, name: str
) -> None:
    pretend(monkeypatch, system, machine)
    assert this_platform() is PLATFORMS[name]


def pretend(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, libc: str = "glibc"
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(platform, "libc_ver", lambda: (libc, "2.36"))


@pytest.mark.parametrize("machine", ["riscv64", "i686", ""])
def test_for_another_processor_nothing_is_built(
    monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    pretend(monkeypatch, "linux", machine)
    assert this_platform() is None


def test_for_a_linux_with_another_c_library_nothing_is_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pretend(monkeypatch, "linux", "x86_64", libc="")
    assert this_platform() is None


def test_what_the_compiler_refuses_is_told_and_nothing_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "No module named ziglang\n")

    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(BuildError, match=r"could not be compiled: No module named ziglang$"):
        build(tmp_path, PLATFORMS["linux-x86_64"])
    assert list(tmp_path.iterdir()) == []


def test_the_structure_has_the_same_fields_in_c_and_in_python() -> None:
    found = re.search(r"typedef struct \{(.*?)\} Tape;", library_text(), re.DOTALL)
    assert found
    without_comments = re.sub(r"/\*.*?\*/", "", found[1], flags=re.DOTALL)
    names = re.findall(r"(\w+)\s*[,;]", without_comments)
    assert names == [field[0] for field in CTape._fields_]
    assert names[-len(ARRAYS) :] == list(ARRAYS)
