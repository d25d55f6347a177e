"""Tables of tasks: grids, columns, rows."""
