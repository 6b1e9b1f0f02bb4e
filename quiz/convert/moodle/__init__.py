"""Import and export of Moodle XML, and what GIFT shares with it: weights, gaps and keys."""
