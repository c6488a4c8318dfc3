"""The build of the compiled evaluator, for this machine or any of six, by a compiler from PyPI.

``python -m engine.kernels.build`` puts the library for this machine beside this file.
"""

from __future__ import annotations

import logging
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from engine.kernels.source import library_text

FOLDER: Final = Path(__file__).resolve().parent


class Platform(NamedTuple):
    """A kind of machine that the evaluator is compiled for.

    Attributes:
        target: what the compiler calls it, with the oldest system that it must run on.
        suffix: how a library's name ends there.
        tag: what a wheel for it is called.
    """

    target: str
    suffix: str
    tag: str

    @property
    def file_name(self) -> str:
        """The library's file name."""
        return f"kernel{self.suffix}"


PLATFORMS: Final = MappingProxyType(
    {
        "linux-x86_64": Platform(
            "x86_64-linux-gnu.2.17", ".so", "manylinux_2_17_x86_64.manylinux2014_x86_64"
        ),
        "linux-arm64": Platform(
            "aarch64-linux-gnu.2.17", ".so", "manylinux_2_17_aarch64.manylinux2014_aarch64"
        ),
        "macos-x86_64": Platform("x86_64-macos.11.0", ".dylib", "macosx_11_0_x86_64"),
        "macos-arm64": Platform("aarch64-macos.11.0", ".dylib", "macosx_11_0_arm64"),
        "windows-x86_64": Platform("x86_64-windows-gnu", ".dll", "win_amd64"),
        "windows-arm64": Platform("aarch64-windows-gnu", ".dll", "win_arm64"),
    }
)
"""The six common platforms, by system and processor."""

_SYSTEMS: Final = {"linux": "linux", "darwin": "macos", "win32": "windows"}
_PROCESSORS: Final = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}

# No contraction to fused operations, so that all platforms compute the same.
_OPTIONS: Final = (
    "-shared", "-O2", "-ffp-contract=off", "-fno-math-errno", "-fno-sanitize=undefined",
    "-fvisibility=hidden", "-s", "-std=c11",
)  # fmt: skip


class BuildError(RuntimeError):
    """The compiler is not there or refused; the text says which."""


def this_platform() -> Platform | None:
    """Return the platform of the Python that runs, or None where it is not one of the six."""
    system = _SYSTEMS.get(sys.platform)
    processor = _PROCESSORS.get(platform.machine().lower())
    has_other_libc = system == "linux" and platform.libc_ver()[0] != "glibc"
    if has_other_libc or sys.maxsize < 2**32:
        return None
    return PLATFORMS.get(f"{system}-{processor}")


def build(folder: Path, wanted: Platform) -> Path:
    """Compile the evaluator into a folder and return the library's path.

    Raises:
        BuildError: it could not be compiled.
    """
    library = folder / wanted.file_name
    with tempfile.TemporaryDirectory() as place:
        text = Path(place, "kernel.c")
        text.write_text(library_text(), encoding="utf-8")
        made = Path(place, wanted.file_name)
        _compile(["-target", wanted.target, *_OPTIONS, "-o", str(made), str(text), "-lm"])
        folder.mkdir(parents=True, exist_ok=True)
        # Unlinked first: a library that some process has loaded must not be written over.
        library.unlink(missing_ok=True)
        library.write_bytes(made.read_bytes())
    return library


def _compile(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "ziglang", "cc", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"The evaluator could not be compiled: {done.stderr.strip()}")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    here = this_platform()
    if here is None:
        raise SystemExit("The evaluator is not compiled for this machine; it is not needed.")
    logging.getLogger(__name__).info("Built %s", build(FOLDER, here))
