"""QTI 2.x and 3.0: items, tests and packages of both, which differ in their names alone."""
