"""`python -m tests.benchmarks [NAME …]`: runs all benchmarks, or those named; one may be given its own options
(`pages --sizes 1000 --processor`). Nothing here is a test: machines are noisy, so every number is a ratio to a floor or
a size measured in the same run (docs/benchmarks.md)."""

import importlib
import sys
from itertools import takewhile

NAMES = ("sweep", "pages", "delivery", "end_to_end", "readers", "intake", "locks", "annual")


def main(arguments: list[str]) -> None:
    named = list(takewhile(lambda word: not word.startswith("-"), arguments))
    options, chosen = arguments[len(named) :], named or list(NAMES)
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        sys.exit(f"没有名为 {'、'.join(unknown)} 的测量，只有：{' '.join(NAMES)}。")
    if options and len(named) != 1:
        sys.exit("选项只能跟在一个测量的名称之后。")
    for name in chosen:
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"tests.benchmarks.{name}").main(options)


if __name__ == "__main__":
    main(sys.argv[1:])
