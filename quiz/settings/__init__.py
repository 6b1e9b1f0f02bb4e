"""What a person can set: one table of definitions, one file, and the values that count in a run.

`definitions` is the table. `reading` and `writing` are the file's two ways; `keeper.Keeper` says
what counts now (defaults, then the file, then flags) and keeps changes.
"""
