"""The history: one SQLite database in the user's data folder.

Facts are question versions, attempts with their forms, and append-only responses, each with a
hash chained to the one before. Marks and totals are derived from them. `store.open_store` is the
way in, `migrations` holds the schema and its changes, `integrity.examine` looks without touching,
`backup` copies and restores; `export`, `import_reader` and `merge` bring histories of several
machines together.
"""
