"""The annual report, assembled from what was really done. Read only: `actions.annual` stores what comes of it.

assemble(office, year)        every statement of the draft, with its evidence
fates_of(office, year)        承诺去向: what became of each promise of last year's report
"""

from .assembling import assemble
from .promises import fates_of, last_report

__all__ = ["assemble", "fates_of", "last_report"]
