"""What gunicorn is told beyond its command line (`--config python:tracker.embedded.serving`).

The program is loaded once and then forked, and what was loaded is put out of the garbage collector's sight: the
workers share its memory, and no page waits while hundreds of thousands of objects that never go are counted again.
"""

import gc
from typing import Any

from django.urls import get_resolver

preload_app = True
# Young objects are looked at after so many (a page makes and drops some 50,000 of them), all of them rarely.
THRESHOLDS = (20_000, 20, 50)


def when_ready(server: Any) -> None:
    """Everything is imported; nothing is forked yet."""
    _addresses = get_resolver().url_patterns  # loads the views and the admin, which the first page would load
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
