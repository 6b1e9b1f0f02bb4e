"""Sources and the quotes taken from them: where a quote stands, what stands around it."""
