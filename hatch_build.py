"""The build hook: compiles the evaluator into the wheel, for this machine or the one asked for.

``CHAINRULE_PLATFORM=macos-arm64`` builds for another of the platforms in engine/kernels/build.py.
Where the evaluator cannot be compiled, the wheel goes without: everything works, slower.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledEvaluator(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the library beside engine/kernels/, from where a wheel and a checkout take it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and name the wheel after the machine that it is for.

        Args:
            version: ``"standard"`` or ``"editable"``.
            build_data: what hatchling is told about the wheel.
        """
        # The hook is started from elsewhere, and the project is not installed yet.
        sys.path.insert(0, self.root)
        from engine.kernels.build import PLATFORMS, BuildError, build, this_platform

        asked = os.environ.get("CHAINRULE_PLATFORM")
        wanted = PLATFORMS[asked] if asked else this_platform()
        if wanted is None:
            self.app.display_warning("The evaluator is not compiled for this machine.")
            return
        kernels = Path(self.root, "engine", "kernels")
        folder = Path(self.root, "build", "kernels", asked) if asked else kernels
        try:
            library = build(folder, wanted)
        except BuildError as error:
            if asked:
                raise
            self.app.display_warning(str(error))
            return
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{wanted.tag}"
        if version != "editable":
            build_data["force_include"][str(library)] = f"engine/kernels/{library.name}"
