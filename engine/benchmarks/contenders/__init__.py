"""Who is measured: one file for each family of contenders."""
