"""How fast the canvas is beside a plain graphics view: ``chainrule bench canvas``."""
