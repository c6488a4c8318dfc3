"""The compiled evaluator: C that is written from the ops, its build, and its face in Python."""
