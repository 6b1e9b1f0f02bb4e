"""A quiz app for the terminal that explains every answer with a quote checked in its source."""

__version__ = "0.1.0"
