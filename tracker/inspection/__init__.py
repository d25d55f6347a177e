"""安检: what comes in from outside is looked at before it is kept: what it really is, marks of secrecy, viruses."""

from tracker.inspection.inspect import why_not_keep, why_not_read

__all__ = ["why_not_keep", "why_not_read"]
