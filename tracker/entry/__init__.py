"""How a person gets in: the password, the lock after wrong ones, and the record of who did what with data."""
