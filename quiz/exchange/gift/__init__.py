"""Import and export of GIFT, Moodle's plain text format."""
