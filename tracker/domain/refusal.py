"""How a verb says no: one sentence for the person who acted."""


class Refused(Exception):
    """The state, the role or the input forbids it. `str()` is a Chinese sentence to show as it is."""


def refuse_if(sentence: str) -> None:
    if sentence:
        raise Refused(sentence)
