"""A year in the office, played: simulated people press the real verbs, the real clock sweeps, the real post goes.

dice, tempers    how people are, drawn by seed: the same seed plays the same year
town             who acts on a day
units, office    what the people of the units, and those of the office, do in a day
occasions        what happens once: somebody leaves, a unit is renamed, a leader writes an instruction
play             the days, one after the other
checks           what must hold after each day; tally: how many letters whom has got, and the limits
table            the outcome, for people and for machines
"""
