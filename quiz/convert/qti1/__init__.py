"""QTI 1.2: written as Canvas writes it, read as Canvas and others do."""
