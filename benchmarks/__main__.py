"""`python -m benchmarks` runs all of them."""

from benchmarks import commit, quotes, reading, screens

for part in (reading, quotes, commit, screens):
    print(f"\n== {part.__name__}")
    part.main()
