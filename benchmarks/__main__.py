"""`python -m benchmarks` runs all of them."""

from benchmarks import commit, faults, progress, quotes, reading, screens

for part in (reading, quotes, commit, screens, progress, faults):
    print(f"\n== {part.__name__}")
    part.main()
