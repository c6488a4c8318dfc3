"""What is asked when a file cannot be saved as it is: somebody changed it, or the disk refuses."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget


class OnDisk(Enum):
    """What is to become of a file that another program changed or deleted."""

    KEEP_MINE = auto()
    TAKE_THEIRS = auto()
    SAVE_A_COPY = auto()
    CANCEL = auto()


def ask_about_change(window: QWidget, name: str, *, is_gone: bool) -> OnDisk:
    """Ask what to do with a file that is no longer what was opened; nothing is overwritten yet."""
    box = _box(window, "changed_on_disk")
    roles = QMessageBox.ButtonRole
    answers: dict[QPushButton, OnDisk] = {}
    if is_gone:
        box.setText(f"{name} was deleted or moved by another program.")
        box.setInformativeText("Your version is in this window alone.")
        answers[box.addButton("Save It Again", roles.AcceptRole)] = OnDisk.KEEP_MINE
    else:
        box.setText(f"{name} was changed by another program.")
        box.setInformativeText(
            "Keep Mine saves your version over it and keeps theirs as the backup. "
            "Take Theirs opens it and drops your changes."
        )
        answers[box.addButton("Keep Mine", roles.DestructiveRole)] = OnDisk.KEEP_MINE
        answers[box.addButton("Take Theirs", roles.DestructiveRole)] = OnDisk.TAKE_THEIRS
    copy = box.addButton("Save a Copy…", roles.AcceptRole)
    answers[copy] = OnDisk.SAVE_A_COPY
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(copy)
    box.exec()
    pressed = box.clickedButton()
    answer = next((a for button, a in answers.items() if button is pressed), OnDisk.CANCEL)
    box.deleteLater()
    return answer


def offer_save_as(window: QWidget, sentence: str) -> bool:
    """Say why a document was not saved; tell whether it is to be saved elsewhere."""
    box = _box(window, "complaint")
    box.setText(sentence)
    box.setInformativeText("The document is still open, with your changes.")
    elsewhere = box.addButton("Save As…", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Ok)
    box.setDefaultButton(elsewhere)
    box.exec()
    wanted = box.clickedButton() is elsewhere
    box.deleteLater()
    return wanted


def _box(window: QWidget, name: str) -> QMessageBox:
    box = QMessageBox(window)
    box.setObjectName(name)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Chainrule")
    return box
