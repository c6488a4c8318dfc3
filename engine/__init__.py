"""The mathematics and the files of Chainrule: usable without the window."""
