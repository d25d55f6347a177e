"""Keeping an installation well: a copy that can be put back, what is wrong with it in plain words, whether it lives."""
