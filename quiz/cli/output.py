"""What commands print as JSON."""

import json
import sys

from quiz.text.cleaning import is_plain


def as_json(data: object) -> str:
    """Return JSON that any terminal may be shown and any output can hold.

    Characters stand for themselves unless one could act on a terminal, or the output is not in
    UTF-8: then all beyond ASCII are escaped.
    """
    text = json.dumps(data, ensure_ascii=False, indent=2)
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return text if encoding == "utf8" and is_plain(text) else json.dumps(data, indent=2)
