"""`python -m benchmarks` runs all of them."""

from benchmarks import commit, faults, keystrokes, progress, quotes, reading, screens

for part in (reading, keystrokes, quotes, commit, screens, progress, faults):
    print(f"\n== {part.__name__}")
    part.main()
