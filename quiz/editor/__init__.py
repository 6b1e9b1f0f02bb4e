"""What editors ask of a bank's text while it is typed, as plain functions of text and place."""
