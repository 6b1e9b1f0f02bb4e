"""Sources and the quotes taken from them: finding quotes, and the text around them."""
