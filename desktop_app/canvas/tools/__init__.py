"""The gestures: one class each, imported when a button is first pressed."""
