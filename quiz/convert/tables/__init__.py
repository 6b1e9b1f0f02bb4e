"""Tables of questions as text: CSV and what is like it."""
