"""The concepts of the product as immutable types, without input or output."""
