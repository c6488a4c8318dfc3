"""The canvas: one widget that paints arrays, and the gestures made on it."""
