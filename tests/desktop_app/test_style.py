"""The look can be read by everybody, is complete, and changes at once."""

import itertools
import math
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QFile, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

import resources
from desktop_app import style
from desktop_app.model.theme import NAMES, Pair, Theme, ThemeError, load_theme, parse_theme
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


# Colours


def linear(colour: str) -> tuple[float, float, float]:
    """The light of each channel, from IEC 61966-2-1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    dark, light = sorted(
        0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(linear, (one, other))
    )
    return (light + 0.05) / (dark + 0.05)


def pairs(group: object) -> dict[str, Pair]:
    return {name: getattr(group, name) for name in group.__struct_fields__}  # type: ignore[attr-defined]


def test_numbers_and_names_on_a_node_can_be_read(theme: Theme) -> None:
    canvas = theme.canvas
    written = pairs(theme.signs) | pairs(theme.states) | pairs(theme.kinds)
    poor = {
        (name, behind): contrast(pair.strong, behind)
        for name, pair in written.items()
        for behind in (canvas.node, canvas.node_hovered, pair.soft, theme.window.panel)
    }
    poor |= {
        (ink, behind): contrast(ink, behind)
        for ink in (canvas.text, canvas.muted)
        for behind in (canvas.node, canvas.node_hovered, canvas.background)
    }
    poor[canvas.refusal, canvas.background] = contrast(canvas.refusal, canvas.background)
    assert {key: ratio for key, ratio in poor.items() if ratio < 4.5} == {}


def test_words_in_the_window_can_be_read(theme: Theme) -> None:
    window = theme.window
    surfaces = (window.background, window.panel, window.field, window.raised, window.hovered)
    inks = (window.text, window.muted)
    said = itertools.product(inks, surfaces)
    meant = itertools.product(
        (window.danger, window.warning, window.success), (window.background, window.panel)
    )
    accents = (window.accent, window.accent_hovered, window.accent_pressed)
    reversed_out = itertools.product((window.accent_text,), accents)
    rows = [(window.selection_text, window.selection), (window.tooltip_text, window.tooltip)]
    words = [*said, *meant, *reversed_out, *rows]
    assert [(ink, behind) for ink, behind in words if contrast(ink, behind) < 4.5] == []


def test_wires_ports_and_the_focus_ring_can_be_seen(theme: Theme) -> None:
    canvas, window = theme.canvas, theme.window
    lines = (
        "wire",
        "wire_hovered",
        "wire_selected",
        "port_ring",
        "port_accepting",
        "target",
        "box",
        "guide",
    )
    drawn = [(getattr(canvas, line), canvas.background) for line in lines]
    drawn += [(window.focus, behind) for behind in (window.background, window.panel, window.field)]
    drawn.append((canvas.node_border_selected, canvas.node))
    assert [(line, behind) for line, behind in drawn if contrast(line, behind) < 3.0] == []


# What is left of linear red, green, blue: Machado, Oliveira and Fernandes 2009, severity 1.
COLOUR_BLINDNESS = {
    "full sight": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    """CIE L*, a*, b* (D65) of a colour as somebody with that sight sees it."""
    light = linear(colour)
    rows = COLOUR_BLINDNESS[sight]
    r, g, b = (
        min(1.0, max(0.0, sum(k * c for k, c in zip(row, light, strict=True)))) for row in rows
    )
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: str, other: str, sight: str) -> float:
    """How far apart two colours look (CIE 1976); about 2 can just be noticed."""
    ends = zip(seen(one, sight), seen(other, sight), strict=True)
    return math.hypot(*(p - q for p, q in ends))


@pytest.mark.parametrize("sight", COLOUR_BLINDNESS)
def test_the_signs_differ_for_every_kind_of_sight(theme: Theme, sight: str) -> None:
    signs = theme.signs
    strong = [sign.strong for sign in (signs.positive, signs.negative, signs.zero)]
    assert min(difference(p, q, sight) for p, q in itertools.combinations(strong, 2)) > 15
    assert difference(signs.positive.strong, signs.negative.strong, sight) > 40


@pytest.mark.parametrize("sight", COLOUR_BLINDNESS)
def test_going_well_and_going_wrong_differ_for_every_kind_of_sight(
    theme: Theme, sight: str
) -> None:
    assert difference(theme.window.danger, theme.window.success, sight) > 15
    assert difference(theme.canvas.refusal, theme.canvas.port_accepting, sight) > 15


@pytest.mark.parametrize("sight", COLOUR_BLINDNESS)
def test_a_selected_wire_differs_from_a_signed_one_for_every_kind_of_sight(
    theme: Theme, sight: str
) -> None:
    others = [sign.strong for sign in pairs(theme.signs).values()]
    assert min(difference(theme.canvas.wire_selected, o, sight) for o in others) > 15


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
