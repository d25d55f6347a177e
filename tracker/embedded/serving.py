"""What gunicorn is told beyond its command line (`--config python:tracker.embedded.serving`).

The program is loaded once and then forked, and what was loaded is put out of the garbage collector's sight: the
workers share its memory, and no page waits while hundreds of thousands of objects that never go are counted again.
"""

import gc
from typing import Any

from django.urls import get_resolver

preload_app = True
worker_class = "tracker.embedded.patience.PatientWorker"
# No proxy says by a header that the program lies below a path: /public/login/ with “SCRIPT_NAME: /public” would be
# /login/, behind every rule that a proxy has for paths. X-Forwarded-Proto and -For are Django's (web/proxies.py).
forwarder_headers = ""
forwarded_allow_ips = ""
keepalive = 5  # seconds without a byte, also for who sends his header slowly
# How many young objects make a look worth while; more would make each look itself longer (docs/benchmarks.md).
THRESHOLDS = (10_000, 10, 10)

gc.disable()  # while it loads: nothing of that goes, and to count it again and again takes a twentieth of the start


def when_ready(server: Any) -> None:
    """Everything is imported; nothing is forked yet."""
    _addresses = get_resolver().url_patterns  # loads the views and the admin, which the first page would load
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()
