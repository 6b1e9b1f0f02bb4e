"""YAML to banks, with the position of every problem."""
