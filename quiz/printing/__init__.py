"""Banks on paper: versions of a question sheet, their keys and the texts, as a PDF or a page."""
