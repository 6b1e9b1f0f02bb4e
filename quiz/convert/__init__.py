"""Banks to and from the formats of other systems, with a report of what cannot be carried."""
