"""Printed banks: versions of a question sheet, the key and the sources, as PDF or HTML."""
