"""The rules of a bearable year, by kind: told, true, fair, clean; `tally` next door counts what is bearable."""
