"""The look can be read by everybody, is complete, and changes at once."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QFile, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

import resources
from desktop_app import style
from desktop_app.model.theme import NAMES, Theme, ThemeError, load_theme, parse_theme
from desktop_app.style.icons import IconError
from desktop_app.style.virtual_files import add_files

SIGNS_WE_WRITE = "∂×÷²σ∑∇−·–…→↻▲▼●≈′½“”"
DRAWINGS = sorted(
    drawing.name.removesuffix(".svg")
    for drawing in resources.path("icons").iterdir()
    if drawing.name.endswith(".svg")
)
LINE_DRAWINGS = [name for name in DRAWINGS if name != "chainrule"]
FOLDERS = itertools.count()


@pytest.fixture(params=NAMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(request.param)


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application, to be dressed by the test and undressed after it."""
    before = qapp.palette()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(before)


# Theme files


def test_a_theme_with_an_unknown_name_is_refused_with_its_place() -> None:
    text = resources.read("themes/dark.json").replace('"wire":', '"wyre":')
    with pytest.raises(ThemeError, match=r"“mine” cannot be used: .*wyre.*canvas"):
        parse_theme(text, "mine")


def test_a_theme_that_lacks_a_colour_is_refused_with_its_place() -> None:
    text = resources.read("themes/dark.json").replace('    "wire": "#5e6878",\n', "")
    with pytest.raises(ThemeError, match=r"“mine” cannot be used: .*`wire`.*canvas"):
        parse_theme(text, "mine")


@pytest.mark.parametrize("colour", ["red", "#fff", "#FFFFFF", "#12345g", "#11223344", "#112233\\n"])
def test_a_colour_is_six_small_hexadecimal_digits(colour: str) -> None:
    text = resources.read("themes/dark.json").replace("#5e6878", colour)
    with pytest.raises(ThemeError, match=r"canvas\.wire"):
        parse_theme(text, "mine")


def test_a_theme_that_is_not_json_is_refused() -> None:
    with pytest.raises(ThemeError, match="“mine” cannot be used"):
        parse_theme("{", "mine")


def test_asking_for_a_theme_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(ThemeError, match="no theme “blue”; there are dark and light"):
        load_theme("blue")


def test_each_theme_goes_by_its_file_name() -> None:
    assert [load_theme(name).name for name in NAMES] == list(NAMES)


# The style sheet and the palette


def test_the_sheet_is_filled_in_and_its_pictures_are_there(
    qapp: QApplication, theme: Theme
) -> None:
    sheet = style.stylesheet(theme)
    pictures = [part.split('"')[0] for part in sheet.split('url("')[1:]]
    assert "$" not in sheet
    assert len(pictures) > 20
    assert [picture for picture in pictures if not QFile.exists(picture)] == []


def test_a_button_wears_the_theme_and_changes_at_once(dressed: QApplication, qtbot: QtBot) -> None:
    button = QPushButton("Step")
    button.setProperty("role", "primary")
    qtbot.addWidget(button)
    button.resize(120, 32)
    for name in ("dark", "light", "dark"):
        theme = load_theme(name)
        style.apply(dressed, theme)
        assert button.grab().toImage().pixelColor(12, 8).name() == theme.window.accent
        assert button.palette().buttonText().color().name() == theme.window.accent_text


def test_the_palette_greys_what_is_disabled(theme: Theme) -> None:
    palette = style.palette(theme)
    group, role = palette.ColorGroup, palette.ColorRole
    assert palette.color(group.Active, role.Text).name() == theme.window.text
    assert palette.color(group.Inactive, role.Base).name() == theme.window.field
    assert palette.color(group.Disabled, role.ButtonText).name() == theme.window.disabled


class Hints:
    """A desktop that is set to one colour scheme."""

    def __init__(self, scheme: Qt.ColorScheme) -> None:
        self.scheme = scheme

    def colorScheme(self) -> Qt.ColorScheme:
        return self.scheme

    def setColorScheme(self, scheme: Qt.ColorScheme) -> None:
        self.scheme = scheme

    def unsetColorScheme(self) -> None:
        self.scheme = Qt.ColorScheme.Unknown


@pytest.mark.parametrize(
    ("scheme", "name"),
    [
        (Qt.ColorScheme.Light, "light"),
        (Qt.ColorScheme.Dark, "dark"),
        (Qt.ColorScheme.Unknown, "dark"),
    ],
)
def test_the_desktop_chooses_the_theme(
    monkeypatch: pytest.MonkeyPatch, scheme: Qt.ColorScheme, name: str
) -> None:
    monkeypatch.setattr("desktop_app.style.sheet.QGuiApplication.styleHints", lambda: Hints(scheme))
    assert style.system_theme_name() == name


def test_title_bars_go_with_the_theme_until_they_follow_the_desktop_again(
    monkeypatch: pytest.MonkeyPatch, theme: Theme
) -> None:
    hints = Hints(Qt.ColorScheme.Unknown)
    monkeypatch.setattr("desktop_app.style.sheet.QGuiApplication.styleHints", lambda: hints)
    style.frame_like(theme)
    assert style.system_theme_name() == theme.name
    style.frame_like_desktop()
    assert hints.scheme is Qt.ColorScheme.Unknown


# Icons


def picture(icon: QIcon, size: int, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return icon.pixmap(QSize(size, size), 1.0, mode).toImage()


def apart(one: QColor, other: QColor) -> int:
    """The largest difference of a channel, from 0 to 255."""
    both = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return max(abs(p - q) for p, q in both)


def is_all_in(ink: str, image: QImage) -> bool:
    """Whether something is drawn, and everything in one ink (but for rounding at its rims)."""
    spots = itertools.product(range(image.width()), range(image.height()))
    covered = [colour for spot in spots if (colour := image.pixelColor(*spot)).alpha() == 255]
    return bool(covered) and all(apart(colour, QColor(ink)) <= 1 for colour in covered)


@pytest.mark.parametrize("name", LINE_DRAWINGS)
def test_every_icon_is_drawn_in_the_ink_of_the_theme(
    qapp: QApplication, theme: Theme, name: str
) -> None:
    icon = style.icon(name, theme)
    assert is_all_in(theme.window.icon, picture(icon, 96))
    assert is_all_in(theme.window.disabled, picture(icon, 96, QIcon.Mode.Disabled))


@pytest.mark.parametrize("name", LINE_DRAWINGS)
def test_the_icons_are_of_one_hand(name: str) -> None:
    drawing = resources.read(f"icons/{name}.svg")
    for trait in (
        'viewBox="0 0 24 24"',
        'stroke-width="1.75"',
        'stroke-linecap="round"',
        'stroke-linejoin="round"',
        'stroke="currentColor"',
    ):
        assert trait in drawing
    assert "#" not in drawing


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_icons_are_drawn_anew_for_every_resolution(qapp: QApplication, ratio: float) -> None:
    shown = style.ink_icon("open", "#102030").pixmap(QSize(24, 24), ratio)
    pixels = round(24 * ratio)
    assert shown.width() == pixels
    text = resources.read("icons/open.svg").replace("currentColor", "#102030")
    drawn = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(0)
    with QPainter(drawn) as painter:
        QSvgRenderer(text.encode()).render(painter)
    assert shown.toImage().convertToFormat(drawn.format()) == drawn


def test_a_switch_that_is_on_looks_on(qapp: QApplication, theme: Theme) -> None:
    icon = style.icon("live", theme)
    shown = icon.pixmap(QSize(96, 96), 1.0, QIcon.Mode.Normal, QIcon.State.On)
    assert is_all_in(theme.window.selection_text, shown.toImage())


def test_an_icon_is_made_once(qapp: QApplication, theme: Theme) -> None:
    assert style.icon("open", theme) is style.icon("open", theme)


def test_an_icon_that_does_not_exist_is_named(qapp: QApplication, theme: Theme) -> None:
    with pytest.raises(IconError, match="There is no icon “unicorn”"):
        style.icon("unicorn", theme)


def test_the_picture_of_the_program_is_its_drawing(qapp: QApplication) -> None:
    kept = QImage.fromData(resources.read_bytes("icons/chainrule.png"))
    drawn = picture(style.window_icon(), 256)
    assert kept.size() == drawn.size() == QSize(256, 256)
    spots = itertools.product(range(4, 256, 9), repeat=2)
    assert max(apart(kept.pixelColor(*spot), drawn.pixelColor(*spot)) for spot in spots) <= 12


file_names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(lambda name: name not in {".", ".."})


@given(files=st.dictionaries(file_names, st.binary(max_size=200), min_size=1, max_size=12))
def test_files_in_memory_read_back_as_they_were_given(files: dict[str, bytes]) -> None:
    folder = f"given-{next(FOLDERS)}"
    add_files(folder, files)
    for name, content in files.items():
        file = QFile(f":/{folder}/{name}")
        assert file.open(QIODevice.OpenModeFlag.ReadOnly)
        assert bytes(file.readAll().data()) == content


# Fonts


@pytest.mark.parametrize("name", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"])
def test_the_bundled_fonts_have_every_sign_that_is_written(qapp: QApplication, name: str) -> None:
    font = QRawFont(resources.read_bytes(f"fonts/{name}"), 13)
    assert [sign for sign in SIGNS_WE_WRITE if not font.supportsCharacter(ord(sign))] == []


def test_digits_on_the_canvas_are_of_one_width(qapp: QApplication) -> None:
    font = style.canvas_font(13)
    measures = QFontMetricsF(font)
    assert QFontInfo(font).family() == "DejaVu Sans"
    assert len({measures.horizontalAdvance(sign) for sign in "0123456789−"}) == 2
    assert len({measures.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_canvas_text_has_the_size_asked_for(qapp: QApplication) -> None:
    assert [style.canvas_font(size).pixelSize() for size in (13, 12.6, 0.1)] == [13, 13, 1]


def test_the_window_has_the_system_s_font_with_the_bundled_one_behind_it(
    qapp: QApplication,
) -> None:
    font = style.install_fonts()
    assert font.families()[-1] == "DejaVu Sans"
    assert not QFontInfo(font).fixedPitch()


def test_the_bundled_font_is_the_same_on_every_machine(qapp: QApplication) -> None:
    font = style.install_fonts(style.Fonts.BUNDLED)
    assert (font.family(), font.pixelSize()) == ("DejaVu Sans", 13)


def test_a_system_font_for_code_is_not_used_for_words(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.style.fonts.QFontInfo.fixedPitch", lambda info: True)
    assert style.install_fonts().family() == "DejaVu Sans"


# Files


def test_asking_for_a_resource_that_is_not_there_says_which() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.json"):
        resources.read("themes/nothing.json")


def test_the_licence_of_the_bundled_fonts_comes_with_them() -> None:
    licence = resources.read("fonts/LICENSE-DejaVu.txt")
    assert "Bitstream Vera" in licence
    assert "Arev" in licence


def test_what_a_field_asks_for_can_be_read(dressed: QApplication, theme: Theme) -> None:
    style.apply(dressed, theme)
    field = QLineEdit()
    field.ensurePolished()
    asked = field.palette().placeholderText().color()
    assert (asked.name(), asked.alpha()) == (theme.window.muted, 255)
