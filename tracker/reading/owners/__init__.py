"""Whose: names of units, owner clauses, subjects of sentences."""
