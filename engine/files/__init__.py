"""Documents in files: one module for each format, and a table of them by ending."""
