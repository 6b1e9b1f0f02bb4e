"""`python -m benchmarks` runs all of them."""

from benchmarks import commit, exchange, faults, keystrokes, progress, quotes, reading, screens

for part in (reading, keystrokes, quotes, commit, screens, progress, faults, exchange):
    print(f"\n== {part.__name__}")
    part.main()
