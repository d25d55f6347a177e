"""Document -> proposal. Pure: no Django, no database; the guarded child imports this folder as a package of its own."""
