"""`python -m benchmarks` runs all of them."""

from benchmarks import commit, progress, quotes, reading, screens

for part in (reading, quotes, commit, screens, progress):
    print(f"\n== {part.__name__}")
    part.main()
