"""Files of other systems: the doors by which they come in, each within bounds."""
