"""The one error of the readers."""


class UnreadableDocument(Exception):
    """The file cannot be taken in. Its text is one Chinese sentence that says what is wrong and what to do."""
