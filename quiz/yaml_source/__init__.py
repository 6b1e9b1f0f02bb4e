"""A YAML file as positioned nodes, and the shapes that turn nodes into typed values."""
