"""The canvas: one widget that paints the scene's arrays and hands gestures to tools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from desktop_app.canvas import hits, palette_drop, tips
from desktop_app.canvas.ailments import Ailments
from desktop_app.canvas.bubble import Bubble, Said
from desktop_app.canvas.camera import Camera
from desktop_app.canvas.dropping import Dropping
from desktop_app.canvas.find_bar import FindBar, Found
from desktop_app.canvas.focus_ring import FocusRing
from desktop_app.canvas.glide import Glide
from desktop_app.canvas.hands import Hands, InHand
from desktop_app.canvas.hint import Hint, Lines
from desktop_app.canvas.hits import Hit
from desktop_app.canvas.lit_wires import LitWires
from desktop_app.canvas.look import Look, look_of
from desktop_app.canvas.minimap import Minimap
from desktop_app.canvas.overlay import Overlay, paint_overlays
from desktop_app.canvas.painter import Picture, Shown
from desktop_app.canvas.scene import Scene
from desktop_app.canvas.stage import Stage
from desktop_app.canvas.tags import Tags
from desktop_app.canvas.tools.base import Pointer
from desktop_app.canvas.trace_marks import TraceMarks
from desktop_app.canvas.view import View
from desktop_app.commands.nodes import added
from desktop_app.model.health import Health
from desktop_app.model.highlight import Highlight
from desktop_app.model.open_document import OpenDocument
from desktop_app.model.run import Run
from desktop_app.model.selection import Selection
from desktop_app.model.stepper import Stepper
from desktop_app.model.theme import Theme
from engine.document import EditError, Point
from engine.edits import Edit
from engine.graph import Wire

if TYPE_CHECKING:
    from desktop_app.canvas.in_place_editor import InPlaceEditor

_BY_KEYBOARD: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_ELSEWHERE_FOR_A_WHILE: Final = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
)
_TABS: Final = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_MODIFIERS: Final = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class Canvas(QWidget):
    """Shows the open document and lets it be edited by mouse and keyboard.

    Attributes:
        opened, run, selection: the models that it shows and changes.
        shown: the view state.
        stage: the document as arrays and as a picture.
        overlays: what is painted over the picture, the last on top.
        camera: what moves the view.
        hands: what follows mouse and keys.
        bubble: the sentence beside the pointer.
        editor: what is being typed in place, or None.
        find_bar: what finds nodes.
        minimap: the whole graph in a corner.
        highlight: wires that a panel points at.
        stepper: where one stands in the two passes, while they are walked through.
        pointer: where the pointer is, or None where it is elsewhere.

    Signals:
        message: a sentence for the status bar.
        menu_requested: a context menu is wanted at a global position; the selection is set.
        view_changed: the part of the plane that is shown has changed.
        keys_let_go: a modifier key was released, or the keyboard went elsewhere.
        search_wanted: something is to be added at a ``Loose`` place.
    """

    message = Signal(str)
    menu_requested = Signal(QPoint)
    view_changed = Signal()
    keys_let_go = Signal()
    search_wanted = Signal(object)

    def __init__(
        self,
        open_document: OpenDocument,
        run: Run,
        selection: Selection,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """Show a document in a theme."""
        super().__init__(parent)
        self.opened, self.run, self.selection = open_document, run, selection
        self.shown = Shown()
        self.stage = Stage(open_document, run, look_of(theme), self.isVisible, self)
        self.camera = Camera(self, self.shown)
        self.hands = Hands(self)
        self.bubble = Bubble(self)
        self.editor: InPlaceEditor | None = None
        self.find_bar = FindBar(self)
        self.minimap = Minimap(self)
        self.stepper = Stepper(open_document, run, self)
        self.highlight = Highlight(self)
        self.pointer: QPointF | None = None
        self._dropping = Dropping(self)
        self._hint = Hint(self)
        self._focus_ring = FocusRing(self)
        self.overlays: list[Overlay] = [
            Tags(self),
            Ailments(self, Health(open_document, run, self)),
            TraceMarks(self, self.stepper),
            LitWires(self, self.highlight),
            Found(self.find_bar, self),
            InHand(self.hands),
            self._dropping,
            Said(self.bubble, self),
            self._hint,
            self._focus_ring,
        ]
        self._needs_fit = True
        self._set_up_widget()
        self._connect()

    def _set_up_widget(self) -> None:
        self.setObjectName("canvas")
        self.setAccessibleName("Graph")
        # Tab would lead on anywhere else: who cannot see the menus must be told.
        self.setAccessibleDescription("Tab adds a node; Ctrl+Tab goes to the next panel.")
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(320, 240)

    def _connect(self) -> None:
        self.stage.changed.connect(self.update)
        self.stage.edited.connect(self._reveal_added)
        self.stage.looks_changed.connect(self._hover_nothing)
        self.stage.replaced.connect(self._start_afresh)
        self.selection.changed.connect(self._follow_selection)
        self.bubble.changed.connect(self.update)
        self.camera.about_to_move.connect(self.commit_editing)
        self.camera.about_to_move.connect(self.bubble.hide)
        self.camera.moved.connect(self.update)
        self.camera.moved.connect(self.view_changed)

    @property
    def scene(self) -> Scene:
        """The document as arrays."""
        return self.stage.scene

    @property
    def picture(self) -> Picture:
        """What paints them."""
        return self.stage.picture

    @property
    def glide(self) -> Glide:
        """The animation of a tidy."""
        return self.stage.glide

    @property
    def look(self) -> Look:
        """Colours, pens and fonts."""
        return self.picture.look

    def set_theme(self, theme: Theme) -> None:
        """Paint in another theme."""
        self.stage.set_look(look_of(theme))

    def set_text_scale(self, scale: float) -> None:
        """Draw as many times as large as usual as text is everywhere else."""
        self.camera.set_unit(scale)

    @property
    def wire_numbers(self) -> str:
        """``"always"`` where all wires carry numbers, ``"selected"`` where those nearby do."""
        return "always" if self.shown.tags_always else "selected"

    def set_wire_numbers(self, mode: str) -> None:
        """Choose which wires carry numbers: ``"selected"`` or ``"always"``."""
        self.shown.tags_always = mode == "always"
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for most of the window."""
        return QSize(900, 600)

    # The view.

    def set_view(self, view: View) -> None:
        """Show another part of the plane."""
        self.camera.show(view)

    def fit(self) -> None:
        """Show what is selected, or everything."""
        slots = [self.opened.slots.of[n] for n in self.selection.nodes]
        self.camera.fit(hits.bounds(self.scene, slots or hits.living(self.scene)))

    def fit_all(self) -> None:
        """Show everything."""
        self.camera.fit(hits.bounds(self.scene, hits.living(self.scene)))

    def zoom_in(self) -> None:
        """Enlarge about the middle."""
        self.camera.zoom_in()

    def zoom_out(self) -> None:
        """Show more, about the middle."""
        self.camera.zoom_out()

    def zoom_100(self) -> None:
        """Show everything at its own size, about the middle."""
        self.camera.zoom_100()

    def center_point(self) -> Point:
        """Return the point of the plane in the middle of the view."""
        middle = self.camera.middle()
        return Point(round(middle.x()), round(middle.y()))

    def insertion_point(self) -> Point:
        """Return where a new node can lie near the middle without covering another."""
        return palette_drop.free_spot(self.scene, self.center_point())

    def free_spot(self, middle: QPointF) -> Point:
        """Return the corner of a node near a point of the plane that covers no other."""
        return palette_drop.free_spot(self.scene, Point(middle.x(), middle.y()))

    def hit(self, at: QPointF) -> tuple[QPointF, Hit]:
        """Return the point of the plane under a point of the widget, and what lies there."""
        plane = self.shown.view.to_plane(at)
        return plane, hits.hit(self.scene, self.opened.slots, plane, self.shown.view.scale)

    def show_node(self, node_id: str) -> None:
        """Bring a node into view, moving as little as will do."""
        self.camera.bring_into_view(hits.box_rect(self.scene, self.opened.slots.of[node_id]))

    def _reveal(self, node_ids: list[str]) -> None:
        """Show nodes that came in, unless they are in view; by panning where that is enough."""
        slots = [self.opened.slots.of[n] for n in node_ids]
        around, seen = hits.bounds(self.scene, slots), self.camera.seen()
        dropped_here = len(slots) == 1 and seen.contains(around.center())
        if not slots or not self.isVisible() or seen.contains(around) or dropped_here:
            return
        if len(slots) == len(self.opened.document.graph.nodes):
            self.fit_all()
        else:
            self.camera.bring_into_view(around)

    # Following the models.

    def _reveal_added(self, edit: Edit) -> None:
        self._reveal(added(edit))

    def _hover_nothing(self) -> None:
        self.shown.hovered_node = self.shown.hovered_wire = None

    def _start_afresh(self) -> None:
        self.hands.drop_tool()
        self._close_editor()
        self._needs_fit = True
        self._fit_if_needed()

    def _follow_selection(self) -> None:
        self.shown.nodes = self.selection.nodes
        self.shown.wires = self.selection.wires
        self.update()

    def displace(self, positions: Mapping[str, tuple[float, float]]) -> None:
        """Show nodes elsewhere than the document has them, until their next edit."""
        self.stage.displace(positions)

    def lift(self, wires: Iterable[Wire]) -> None:
        """Leave wires unpainted while a gesture has them in hand; and no others any more."""
        self.shown.lifted = frozenset(wires)
        self.update()

    # Saying things.

    def show_refusal(self, sentence: str | None, at: QPointF) -> None:
        """Say at the pointer why something would be refused, while it would be."""
        if sentence:
            self.bubble.show(sentence, at)
        else:
            self.bubble.hide()

    def refuse(self, sentence: str, at: QPointF) -> None:
        """Say why something was refused, for a while and in the status bar."""
        self.bubble.show(sentence, at, lingers=True)
        self.message.emit(sentence)

    @property
    def hint(self) -> Lines:
        """The keys that may follow the one that was pressed, and what they do."""
        return self._hint.lines

    def show_hint(self, lines: Lines) -> None:
        """Show keys that may follow now; without lines, show none any more."""
        self._hint.show(lines)

    def refuse_here(self, sentence: str) -> None:
        """Say why a command was refused: at the pointer, or at the node that it was meant for."""
        at = QPointF(self.mapFromGlobal(QCursor.pos()))
        node_id = self.selection.current
        if node_id is not None and not self.underMouse():
            box = hits.box_rect(self.scene, self.opened.slots.of[node_id])
            at = self.shown.view.to_widget(box.bottomLeft()) - QPointF(10.0, 10.0)
        self.refuse(sentence, at)

    # Editing in place.

    def edit_value(self, node_id: str) -> None:
        """Type a leaf's number in its place."""
        from desktop_app.canvas import inplace

        inplace.edit_value(self, node_id)

    def rename(self, node_id: str) -> None:
        """Type a node's name in its place."""
        from desktop_app.canvas import inplace

        inplace.rename(self, node_id)

    def edit(self, node_id: str) -> None:
        """Type a leaf's number in its place, or another node's name."""
        from desktop_app.canvas import inplace

        inplace.edit(self, node_id)

    def commit_editing(self) -> bool:
        """Take what is being typed in place; tell whether nothing is left to be typed."""
        if self.editor is not None:
            self.editor.try_to_commit()
        return self.editor is None

    def finish(self) -> bool:
        """Finish what needs no button and what is typed; tell whether nothing is left."""
        self.hands.leave()
        return self.commit_editing()

    def follow(self, edit: Edit) -> None:
        """Make an edit that adds nodes, and let these follow the pointer until a click."""
        from desktop_app.canvas.tools.follow import Follow

        self.hands.begin(Follow(self, self._pointer_now(), edit))

    def wire_by_keys(self) -> None:
        """Take a wire from the current node; keys choose the port that it goes to."""
        source = self.selection.current
        if source is None:
            self.refuse_here("Select the node that the wire is to leave.")
            return
        from desktop_app.canvas.tools.key_wire import KeyWire

        try:
            self.hands.begin(KeyWire(self, self._pointer_now(), source))
        except EditError as error:
            self.refuse_here(str(error))

    def _pointer_now(self) -> Pointer:
        at = QPointF(self.mapFromGlobal(QCursor.pos()))
        plane, hit = self.hit(at)
        no_key, no_button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
        return Pointer(at, plane, no_button, no_key, hit)

    def _close_editor(self) -> None:
        if self.editor is not None:
            self.editor.close_now()

    # Events.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the part that needs it."""
        with QPainter(self) as painter:
            ratio = self.devicePixelRatioF()
            self.stage.sheet.paint(painter, event.rect(), self.size(), ratio, self.shown)
            paint_overlays(painter, self.shown.view, self.overlays)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._close_editor()
        self.bubble.hide()
        self.hands.press(event)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lead the gesture on, or light up what the pointer is on."""
        self.pointer = event.position()
        self.hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish the gesture."""
        self.hands.release(event)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Type a number or a name where it stands; elsewhere it is a second press."""
        if not self.hands.double_click(event):
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom or pan."""
        self.hands.turn_wheel(event)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key means here, or leave it to the window."""
        if not self.hands.press_key(event):
            super().keyPressEvent(event)
        self.update()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Likewise."""
        if event.key() in _MODIFIERS:
            self.keys_let_go.emit()
        if not self.hands.release_key(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard acts here."""
        super().focusInEvent(event)
        self.shown.focused = True
        self._focus_ring.is_shown = event.reason() in _BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard acts elsewhere."""
        super().focusOutEvent(event)
        self.shown.focused = self._focus_ring.is_shown = False
        self.hands.let_go()
        if event.reason() not in _ELSEWHERE_FOR_A_WHILE:
            self.hands.leave()
        self.keys_let_go.emit()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Light nothing up."""
        super().leaveEvent(event)
        self.pointer = None
        self.hands.hover(hits.NOTHING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the document into the first real size; afterwards keep the middle."""
        super().resizeEvent(event)
        self.find_bar.place()
        self.minimap.place()
        if self._needs_fit or not event.oldSize().isValid():
            self._fit_if_needed()
        else:
            self.camera.keep_middle(event.size() - event.oldSize())

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the document when the canvas is first seen."""
        super().showEvent(event)
        self._fit_if_needed()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is selected, unless the right button is a gesture's."""
        if event.reason() == QContextMenuEvent.Reason.Mouse and self.hands.took_right_button:
            return
        self.hands.drop_tool()
        self.menu_requested.emit(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Show a tip, follow a pinch, and keep keys to the gesture under way."""
        if isinstance(event, QKeyEvent) and self.hands.tool is not None:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in _TABS:
                self.keyPressEvent(event)  # before Qt moves the focus on
                return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            _, hit = self.hit(QPointF(event.pos()))
            tip = tips.tip_for(self.opened.document.graph, self.run, hit)
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.camera.zoom(1.0 + event.value(), event.position())
            return True
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what comes from the palette."""
        self._dropping.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where the node would come to lie, and which wire it would go into."""
        self._dropping.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show nothing any more."""
        super().dragLeaveEvent(event)
        self._dropping.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put a node from the palette where it was dropped."""
        self._dropping.drop(event)

    def _fit_if_needed(self) -> None:
        if self._needs_fit and self.width() > 1 and self.isVisible():
            self._needs_fit = False
            self.fit_all()
