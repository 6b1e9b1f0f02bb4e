"""Import and export of tables as text: CSV and similar formats."""
