"""How much of their sources banks ask, and what becomes of quotes when a source changes."""
