"""How fast the engine is, beside others: what ``chainrule bench engine`` measures."""
