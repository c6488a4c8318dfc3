"""What is remembered between two starts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.model.settings import Settings, default_path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "settings.ini"


def saved_files(folder: Path, count: int) -> list[Path]:
    files = [folder / f"no. {number}, größe.chainrule" for number in range(count)]
    for each in files:
        each.write_text("")
    return files


def test_everything_has_a_default(file: Path) -> None:
    settings = Settings(file)
    assert (settings.theme, settings.live, settings.wire_numbers) == ("system", True, "selected")
    assert (settings.recent_files, settings.last_file) == ([], None)
    assert (settings.window_geometry, settings.window_state) == (b"", b"")


def test_everything_is_there_at_the_next_start(file: Path, tmp_path: Path) -> None:
    (document,) = saved_files(tmp_path, 1)
    settings = Settings(file)
    settings.theme, settings.live, settings.wire_numbers = "dark", False, "always"
    settings.last_file = document
    settings.add_recent_file(document)
    settings.window_geometry, settings.window_state = bytes(range(256)), b"\x00state"
    settings.sync()
    again = Settings(file)
    assert (again.theme, again.live, again.wire_numbers) == ("dark", False, "always")
    assert (again.last_file, again.recent_files) == (document, [document])
    assert (again.window_geometry, again.window_state) == (bytes(range(256)), b"\x00state")


def test_the_latest_file_comes_first_and_none_twice(file: Path, tmp_path: Path) -> None:
    first, second = saved_files(tmp_path, 2)
    settings = Settings(file)
    for each in (first, second, first):
        settings.add_recent_file(each)
    assert settings.recent_files == [first, second]


def test_ten_recent_files_are_remembered(file: Path, tmp_path: Path) -> None:
    files = saved_files(tmp_path, 12)
    settings = Settings(file)
    for each in files:
        settings.add_recent_file(each)
    assert settings.recent_files == files[:1:-1]


def test_a_recent_file_that_is_gone_is_not_shown(file: Path, tmp_path: Path) -> None:
    kept, gone = saved_files(tmp_path, 2)
    settings = Settings(file)
    settings.add_recent_file(kept)
    settings.add_recent_file(gone)
    gone.unlink()
    assert settings.recent_files == [kept]


def test_recent_files_can_be_forgotten(file: Path, tmp_path: Path) -> None:
    settings = Settings(file)
    settings.add_recent_file(*saved_files(tmp_path, 1))
    settings.clear_recent_files()
    assert settings.recent_files == []


@pytest.mark.expected_log("settings.ini are used as far as they go: theme is not understood")
def test_values_of_the_wrong_kind_read_as_defaults_and_are_logged_once(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("[General]\ntheme=pink\nlive=maybe\nlast_file=a, b\n[window]\nstate=oops\n")
    settings = Settings(file)
    assert (settings.theme, settings.live, settings.last_file) == ("system", True, None)
    assert (settings.wire_numbers, settings.window_state) == ("selected", b"")


@pytest.mark.expected_log("settings.ini are used as far as they go: it cannot be read")
def test_a_file_that_is_no_settings_file_costs_the_settings_alone(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"[General\n=y\x00\xff\n")
    settings = Settings(file)
    assert (settings.theme, settings.recent_files) == ("system", [])
    settings.theme = "light"
    assert settings.theme == "light"


def test_settings_lie_where_the_platform_keeps_them(own_user: Path) -> None:
    assert default_path().name == "settings.ini"
    assert own_user in default_path().parents


@given(st.lists(st.sampled_from(["op:mul", "command:undo", "leaf:parameter", "op:a b"])))
def test_uses_are_counted_and_kept(chosen: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "settings.ini"
        settings = Settings(path)
        for key in chosen:
            settings.count_use(key)
        settings.sync()
        assert Settings(path).uses == Counter(chosen)


@pytest.mark.expected_log("search/uses is not understood")
def test_damaged_uses_count_from_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    path.write_text('[search]\nuses="{\\"op:mul\\": \\"often\\"}"\n')
    assert Settings(path).uses == {}


def test_how_large_text_is_and_whether_things_move_is_kept(file: Path) -> None:
    settings = Settings(file)
    assert (settings.text_size, settings.motion) == (100, "system")
    settings.text_size, settings.motion = 150, "reduced"
    settings.sync()
    again = Settings(file)
    assert (again.text_size, again.motion) == (150, "reduced")


@pytest.mark.expected_log("text_size is not understood")
@pytest.mark.parametrize("stored", ["0", "79", "201", "large", "-100", "1.5", "", "٢٠٠"])
def test_a_size_that_no_text_can_have_reads_as_the_usual_one(file: Path, stored: str) -> None:
    file.parent.mkdir()
    file.write_text(f'[General]\ntext_size="{stored}"\n', encoding="utf-8")
    assert Settings(file).text_size == 100
