"""How Tidy works: Graphviz in a process of its own, and a layout in columns without it."""
