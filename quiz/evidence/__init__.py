"""Sources and the quotes that stand in them."""
