"""Official documents out. `paper_of` lays out a formal letter, `slip_of` the proof that it arrived; `kinds.KINDS` names all
papers that a page or `manage.py paper` can ask for."""

from tracker.papers.documents import Paper, brief_of, paper_of, slip_of

__all__ = ["Paper", "brief_of", "paper_of", "slip_of"]
