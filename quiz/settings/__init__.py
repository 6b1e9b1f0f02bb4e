"""Settings: their definitions, the settings file, and the values that apply in a run.

`definitions` is the table of settings, `file` reads and writes the settings file, and
`manager.SettingsManager` holds the current values: defaults, then the file, then flags.
"""
