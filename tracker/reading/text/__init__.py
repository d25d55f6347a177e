"""The characters and labels of a text."""
