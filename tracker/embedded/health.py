"""`python -m tracker.embedded.health web|beat`: exit code 0 if that process works, for containers.

The worker needs no check of its own: `celery -A tracker inspect ping` asks it.
"""

import http.client
import os
import sys
import time
from pathlib import Path

CALLED = "beat-called"  # under DUBAN_VAR; its time of change is the moment of beat's last call
BEAT_SECONDS = 300  # beat calls for a delivery each minute


def web_is_healthy(address: str, port: int, *, host: str) -> bool:
    """Whether the server at `address` answers a page to a client that calls it `host`."""
    connection = http.client.HTTPConnection(address, port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def beat_is_healthy(called: Path, *, now: float) -> bool:
    """Whether beat has put a call into the queue lately; a moment in the future is none."""
    return called.exists() and abs(now - called.stat().st_mtime) < BEAT_SECONDS


def main(what: str) -> int:
    if what == "web":
        host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
        healthy = web_is_healthy("127.0.0.1", 8000, host=host.lstrip(".*") or "localhost")
    else:
        healthy = beat_is_healthy(Path(os.environ.get("DUBAN_VAR", "var"), CALLED), now=time.time())
    return 0 if healthy else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
