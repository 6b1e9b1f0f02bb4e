"""Texts of sources for property tests: odd in every way that folding and YAML care about."""

from hypothesis import strategies as st

PIECES = st.sampled_from(
    ["The ferry ", "left “Picton” ", "it’s ", "—", "a: b ", "#x ", "\n", "\n\n", ". ", "? ", "é",
     "soft\xadly ", "zero\u200bwidth ", "\x07", "\ue000 ", "[…] ", "漢字。", "'q' ", '"d" ', "1,0 ",
     "{{gap}} ", "- ", "\t", "\r\n", "harbourmaster "]
)  # fmt: skip
TEXTS = st.lists(PIECES, min_size=1, max_size=40).map("".join)
