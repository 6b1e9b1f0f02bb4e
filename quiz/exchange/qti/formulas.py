"""MathML as text on one line, so that a fraction does not become another number."""

from lxml import etree

from quiz.exchange.xmldoc import children, local, text_of

_BETWEEN = {"mfrac": "/", "msup": "^", "mover": "^", "msub": "_", "munder": "_"}


def in_line(formula: etree._Element) -> str:
    """Return a formula as text: `(a+b)/2`, `x^2`, `√(2)`."""
    name = local(formula)
    parts = [in_line(each) for each in children(formula) if not local(each).startswith("annot")]
    if not parts:
        return " ".join(text_of(formula).split())
    if name in _BETWEEN and len(parts) == 2:
        return _BETWEEN[name].join(map(_grouped, parts))
    if name in ("msubsup", "munderover") and len(parts) == 3:
        return f"{_grouped(parts[0])}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if name == "mroot" and len(parts) == 2:
        return f"{_grouped(parts[0])}^(1/{_grouped(parts[1])})"
    if name == "mfenced":
        return f"({', '.join(parts)})"
    joined = "".join(parts)
    return f"√({joined})" if name == "msqrt" else joined


def _grouped(text: str) -> str:
    return text if text.isalnum() else f"({text})"
