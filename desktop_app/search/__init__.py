"""One search for everything: what can be added, and what can be done."""
