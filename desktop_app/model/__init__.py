"""What the window is about, without a pixel: documents, runs, settings (QtCore only)."""
