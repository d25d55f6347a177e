"""One walk through every address of both sites as everybody, in place of one for each question.

`test_walk.py` says what is asked on the way; `docs/access.txt` is what everybody found, by address.
"""
