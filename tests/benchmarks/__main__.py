"""`python -m tests.benchmarks [NAME …]`: runs all benchmarks, or those named. Nothing here is a test: machines are
noisy, so every number is a ratio to a floor or a size measured in the same run (docs/benchmarks.md)."""

import importlib
import sys

NAMES = ("sweep", "pages", "delivery", "end_to_end", "readers", "intake", "locks", "annual")


def main(arguments: list[str]) -> None:
    chosen = arguments or list(NAMES)
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        sys.exit(f"没有名为 {'、'.join(unknown)} 的测量，只有：{' '.join(NAMES)}。")
    for name in chosen:
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"tests.benchmarks.{name}").main([])


if __name__ == "__main__":
    main(sys.argv[1:])
