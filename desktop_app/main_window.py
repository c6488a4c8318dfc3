"""The window: it puts canvas, panels and commands together, and holds no logic of its own."""

from __future__ import annotations

from itertools import chain, pairwise
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QVBoxLayout, QWidget

from desktop_app import actions, file_menus, menus, style
from desktop_app.appearance import Appearance
from desktop_app.availability import available, history_texts
from desktop_app.canvas.canvas import Canvas
from desktop_app.canvas.snapping import SnapTo
from desktop_app.chords import Chords
from desktop_app.docks import INSPECTOR, LESSON, OP_CARD, OUTLINE, PALETTE, Docks, Parts
from desktop_app.edit_actions import EditActions
from desktop_app.example_files import examples, lessons
from desktop_app.file_actions import FileActions
from desktop_app.keymap import Keymap
from desktop_app.model.lesson_player import LessonPlayer
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.settings import Settings
from desktop_app.model.target_curves import TargetCurves
from desktop_app.model.theme import Theme
from desktop_app.panel_walk import Panel, panel_of, stops_in, walk
from desktop_app.panels.expression_field import ExpressionField
from desktop_app.panels.inspector import Inspector
from desktop_app.panels.palette import Palette
from desktop_app.panels.status_bar import StatusBar
from desktop_app.panels.trace_bar import TraceBar
from desktop_app.panels.training_bar import TrainingBar
from desktop_app.run_actions import RunActions
from desktop_app.searching import Searching
from desktop_app.select_actions import SelectActions
from desktop_app.tidying import Tidying
from desktop_app.trace_actions import TraceActions
from engine.document import Direction

_SIZE: Final = QSize(1440, 900)


class MainWindow(QMainWindow):
    """One document in one window.

    Attributes:
        opened, run, selection, curves, lessons: the models.
        canvas, expression, training, status: the widgets.
        docks: the panels.
        files, editing, selecting, running, searching, tidying: the controllers.
        commands: the table of commands.
        actions_by_name: every command's action.
        keymap: every command's keys.
    """

    def __init__(self, settings: Settings, appearance: Appearance) -> None:
        """Make the window with an empty document; ``show`` it."""
        super().__init__()
        self._settings = settings
        self._appearance = appearance
        self._make_models()
        self._make_widgets(appearance.theme)
        self._make_controllers()
        self._make_actions()
        self._lay_out()
        self._order_tab_stops()
        self._fill_menus()
        self._connect()
        self._restore()
        self._dress(appearance.theme)
        self._refresh()
        self.canvas.setFocus()

    @property
    def palette_panel(self) -> Palette:
        """The panel of values and ops."""
        return self.docks.panel(PALETTE)

    @property
    def inspector(self) -> Inspector:
        """The panel that explains what is selected."""
        return self.docks.panel(INSPECTOR)

    def find_in_palette(self) -> None:
        """Put the keyboard into the palette's search."""
        self.docks.show(PALETTE).focus_search()

    def go_to_outline(self) -> None:
        """Put the keyboard into the table of nodes."""
        self.docks.show(OUTLINE).tab_stops()[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_op_card(self) -> None:
        """Show the rule of the selected node's op."""
        self.docks.show(OP_CARD)

    def type_expression(self) -> None:
        """Put the keyboard into the expression field."""
        self.expression.focus_line()

    def next_panel(self) -> None:
        """Put the keyboard into the next panel."""
        walk(self._panels(), 1)

    def previous_panel(self) -> None:
        """Put the keyboard into the panel before."""
        walk(self._panels(), -1)

    def show_all_wire_numbers(self, always: bool) -> None:  # noqa: FBT001 - Qt passes the switch
        """Show the numbers of every wire, or of those nearby alone."""
        self._settings.wire_numbers = "always" if always else "selected"
        self.canvas.set_wire_numbers(self._settings.wire_numbers)

    def show_minimap(self, wanted: bool) -> None:  # noqa: FBT001 - Qt passes the switch
        """Show a minimap where the graph does not fit into the view, or never."""
        self._settings.minimap = wanted
        self.canvas.minimap.want(wanted)

    def snap_to_guides(self, snaps: bool) -> None:  # noqa: FBT001 - Qt passes the switch
        """Let what is dragged snap into line with other nodes, or not."""
        self._settings.snaps_to_guides = snaps
        self._apply_snapping()

    def snap_to_grid(self, snaps: bool) -> None:  # noqa: FBT001 - Qt passes the switch
        """Let what is dragged snap to the grid, or not."""
        self._settings.snaps_to_grid = snaps
        self._apply_snapping()

    def show_keys(self) -> None:
        """Show every key and gesture."""
        from desktop_app import dialogs

        theme = self._appearance.theme
        dialogs.show_keys(self, self.commands, self.actions_by_name, theme)

    def show_about(self) -> None:
        """Say what this is."""
        from desktop_app import dialogs

        dialogs.show_about(self)

    def commit_typing(self) -> bool:
        """Enter the number or name that is being typed; tell whether it was accepted.

        Where it is refused, the field has said so and keeps its text.
        """
        return (
            self.canvas.finish()
            and self.docks.commit_typing()
            and self.training.rate.commit_typing()
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before something is lost; then end what is under way and remember the window."""
        if not self.files.may_close():
            event.ignore()
            return
        self.tidying.close()
        self.curves.close()
        self._settings.last_file = self.opened.path
        self._settings.window_geometry = self.saveGeometry()
        self._settings.window_state = self.saveState()
        self._settings.sync()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file."""
        if _dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file."""
        path = _dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.files.open_path(path)

    def _make_models(self) -> None:
        self.opened = OpenDocument(parent=self)
        self.run = Run(self.opened, self)
        self.run.live = self._settings.live
        self.selection = Selection(self.opened, self)
        self.curves = TargetCurves(self.opened, self.run, self)
        self.lessons = LessonPlayer(self.opened, self.run, self._settings, self)

    def _make_widgets(self, theme: Theme) -> None:
        self.canvas = Canvas(self.opened, self.run, self.selection, theme, self)
        self.canvas.set_wire_numbers(self._settings.wire_numbers)
        self.canvas.set_text_scale(style.text_scale())
        place = self.canvas.insertion_point
        self.expression = ExpressionField(self.opened, self.selection, place, theme)
        self.trace_bar = TraceBar(self.opened, self.run, self.canvas.stepper)
        self.status = StatusBar(self.opened, self.run)
        self.setStatusBar(self.status)

    def _make_controllers(self) -> None:
        self.files = FileActions(
            self.opened,
            self._settings,
            self,
            lambda: self._appearance.theme,
            self.commit_typing,
        )
        self.editing = EditActions(self.opened, self.selection, self.canvas, self)
        self.selecting = SelectActions(self.opened, self.selection, self.canvas, self)
        self.running = RunActions(self.opened, self.run, self._settings, self)
        self.tracing = TraceActions(
            self.opened, self.run, self.canvas.stepper, self.selection, self
        )
        self.searching = Searching(self, self.canvas, self._settings)
        self.tidying = Tidying(self.opened, self.selection, self)

    def _make_actions(self) -> None:
        handlers = actions.Handlers(
            self.files,
            self.editing,
            self.selecting,
            self.running,
            self.tracing,
            self.searching,
            self.tidying,
            self._appearance,
            self.canvas,
            self,
        )
        self.commands = actions.table(handlers)
        self.actions_by_name = menus.make_actions(
            self.commands, self, self.canvas, self.commit_typing
        )
        self.keymap = Keymap(self.commands, self.actions_by_name, self._settings)
        Chords(self.canvas, self.actions_by_name.values())
        self._stop_tidying = QAction("Stop Tidying", self)
        self._stop_tidying.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        self._stop_tidying.setEnabled(False)
        self._stop_tidying.triggered.connect(self.tidying.cancel)
        self.addAction(self._stop_tidying)

    def _lay_out(self) -> None:
        self.setWindowIcon(style.window_icon())
        self.setAcceptDrops(True)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * 0.95))
        self.training = TrainingBar(
            self.opened, self.run, self.actions_by_name, self._appearance.theme
        )
        self.addToolBar(self.training)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.expression)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.trace_bar)
        self.setCentralWidget(middle)
        self.docks = Docks(
            self,
            Parts(
                self.opened,
                self.run,
                self.selection,
                self._settings,
                self.curves,
                self._appearance.theme,
                self.lessons,
                self.canvas,
                self.editing,
            ),
        )

    def _order_tab_stops(self) -> None:
        docks = self.docks
        stops = [
            *self.training.tab_stops(),
            self.expression.line,
            *chain.from_iterable(map(stops_in, docks.on_the_left())),
            self.canvas,
            *chain.from_iterable(map(stops_in, docks.elsewhere())),
        ]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _panels(self) -> list[Panel]:
        return [
            panel_of(self.training),
            Panel(self.expression, [self.expression.line]),
            *map(panel_of, self.docks.on_the_left()),
            Panel(self.canvas, [self.canvas]),
            panel_of(self.trace_bar),
            *map(panel_of, self.docks.elsewhere()),
        ]

    def _fill_menus(self) -> None:
        special = {
            "<recent>": self._add_recent_menu,
            "<examples>": self._add_examples_menu,
            "<course>": self._add_course_menu,
            "<panels>": self._add_panel_entries,
        }
        for title, entries in actions.MENUS:
            menu = self.menuBar().addMenu(title)
            menus.fill_menu(menu, entries, self.actions_by_name, special)

    def _add_recent_menu(self, menu: QMenu) -> None:
        recent = menu.addMenu("Open &Recent")
        recent.aboutToShow.connect(lambda: self._fill_recent(recent))

    def _fill_recent(self, menu: QMenu) -> None:
        file_menus.fill_recent(menu, self._settings, self.files)

    def _add_examples_menu(self, menu: QMenu) -> None:
        file_menus.fill_examples(menu.addMenu("E&xamples"), examples(), self.files)

    def _add_course_menu(self, menu: QMenu) -> None:
        file_menus.fill_examples(menu.addMenu("Co&urse"), lessons(), self.files)

    def _show_lesson(self) -> None:
        self.docks.show(LESSON)

    def _add_panel_entries(self, menu: QMenu) -> None:
        menu.addSeparator()
        menu.addActions(self.docks.switches())

    def _connect(self) -> None:
        for source in (
            self.canvas,
            self.files,
            self.running,
            self.tracing,
            self.tidying,
            self.training,
            self.expression,
        ):
            source.message.connect(self.status.say)
        self.lessons.begun.connect(self._show_lesson)
        self.running.ran.connect(self.lessons.note_run)
        self.docks.filled.connect(self._order_tab_stops)
        self.training.target_pressed.connect(self._select_one)
        self.expression.left.connect(self.canvas.setFocus)
        self.canvas.menu_requested.connect(self._show_menu)
        self.canvas.view_changed.connect(self._show_zoom)
        self.tidying.work_changed.connect(self.status.show_work)
        self.tidying.busy_changed.connect(self._stop_tidying.setEnabled)
        self.status.cancelled.connect(self.tidying.cancel)
        self.opened.history_changed.connect(self._refresh)
        self.opened.replaced.connect(self._refresh)
        self.selection.changed.connect(self._refresh)
        self._appearance.changed.connect(self._dress)
        self._appearance.motion_changed.connect(self._move_or_not)

    def _restore(self) -> None:
        self.restoreGeometry(self._settings.window_geometry)
        self.restoreState(self._settings.window_state)
        switches = self.actions_by_name
        switches["live"].setChecked(self.run.live)
        switches["wire_numbers"].setChecked(self._settings.wire_numbers == "always")
        switches["minimap"].setChecked(self._settings.minimap)
        self.canvas.minimap.want(self._settings.minimap)
        switches["snap_to_guides"].setChecked(self._settings.snaps_to_guides)
        switches["snap_to_grid"].setChecked(self._settings.snaps_to_grid)
        self._apply_snapping()
        switches[f"theme_{self._appearance.choice}"].setChecked(True)
        if size := switches.get(f"text_{self._appearance.text_size}"):
            size.setChecked(True)
        switches["reduce_motion"].setChecked(self._appearance.reduces_motion)
        self._move_or_not(self._appearance.reduces_motion)
        self.training.live.setChecked(self.run.live)

    def _apply_snapping(self) -> None:
        settings = self._settings
        self.canvas.shown.snap = SnapTo(settings.snaps_to_guides, settings.snaps_to_grid)

    def _move_or_not(self, reduces: bool) -> None:  # noqa: FBT001 - a signal passes it
        self.canvas.glide.is_still = reduces
        self.setAnimated(not reduces)
        self.status.set_still(is_still=reduces)

    def _follow_text_size(self) -> None:
        factor = style.text_scale() / self.canvas.camera.unit
        if factor != 1.0:
            self.canvas.set_text_scale(style.text_scale())
            self.docks.follow_text_size(factor)

    def _dress(self, theme: Theme) -> None:
        self._follow_text_size()
        menus.dress(self.actions_by_name, self.commands, theme)
        for part in (
            self.canvas,
            self.docks,
            self.expression,
            self.training,
        ):
            part.set_theme(theme)

    def _refresh(self) -> None:
        self.setWindowTitle(f"{self.opened.title}[*] — Chainrule")
        self.setWindowModified(self.opened.is_dirty)
        for name, usable in available(self.opened, self.selection).items():
            self.actions_by_name[name].setEnabled(usable)
        for name, text in history_texts(self.opened).items():
            self.actions_by_name[name].setText(text)
        upwards = self.opened.document.training.direction is Direction.UP
        self.actions_by_name["ascend" if upwards else "descend"].setChecked(True)

    def _show_menu(self, at: QPoint) -> None:
        entries = actions.SHEET_MENU
        if self.selection.nodes:
            entries = actions.NODE_MENU
        elif self.selection.wires:
            entries = actions.WIRE_MENU
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menus.fill_menu(menu, entries, self.actions_by_name, {})
        menu.popup(at)

    def _select_one(self, node_id: str) -> None:
        self.selection.set([node_id])

    def _show_zoom(self) -> None:
        self.status.show_zoom(self.canvas.camera.zoomed_to)


def _dropped_file(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_file() else None
