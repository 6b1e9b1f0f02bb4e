"""The note types of our questions in Anki: their fields and what their cards look like.

The ids stand for the note types in every collection that they were imported into: a change of the
fields needs new ones. Cards run no scripts; what is typed is compared by Anki itself.
"""

FIELDS = (
    *("Question", "Options", "Typed", "Answer", "Explanation"),
    *("Hints", "Source", "Type", "ID", "Verbatim"),
)
CLOZE_FIELDS = ("Text", *FIELDS)
"""As `FIELDS`, the text with its gaps first."""
HOLDER = "Verbatim"
"""The field that is not shown and holds the whole question, as JSON in bank format."""
UNCHECKED_FIELDS = ("Source", "Type", "ID", HOLDER)
"""The fields that tell nothing of the question itself, or all of it."""
TYPE_NAME = "Verbatim Quiz"
CLOZE_TYPE_NAME = "Verbatim Quiz cloze"
TYPE_ID = 1_732_406_400_101
CLOZE_TYPE_ID = 1_732_406_400_102

# A bank's text is shown as it is: Anki shall not take `\(` for a formula.
_CARD = '<div class="verbatim tex2jax_ignore mathjax_ignore">\n{}\n</div>'
_ASKED = """\
<div class="question">{{Question}}</div>
{{#Options}}<div class="options">{{Options}}</div>{{/Options}}"""
_HINTS = "{{#Hints}}<details><summary>Hints</summary>{{Hints}}</details>{{/Hints}}"
_TYPED = "{{#Typed}}{{type:Typed}}{{/Typed}}"
_GAPS = '<div class="gaps">{{cloze:Text}}</div>'
_TOLD = """\
<hr id="answer">
<div class="key">{{Answer}}</div>
{{#Explanation}}<div class="explanation">{{Explanation}}</div>{{/Explanation}}
<div class="source">{{Source}}</div>"""

FRONT = _CARD.format("\n".join((_ASKED, _HINTS, _TYPED)))
BACK = _CARD.format("\n".join((_ASKED, _TYPED, _TOLD)))
CLOZE_FRONT = _CARD.format("\n".join((_ASKED, _GAPS, _HINTS)))
CLOZE_BACK = _CARD.format("\n".join((_ASKED, _GAPS, _TOLD)))
CARD_STYLE = """\
.card { font-family: system-ui, sans-serif; font-size: 20px; line-height: 1.5;
  color: #1b1f24; background: #ffffff; }
.verbatim { max-width: 38em; margin: 0 auto; padding: 0 .5em; text-align: start; }
.verbatim p { margin: .4em 0; }
.question { font-weight: 600; }
.options li { margin: .25em 0; }
.key { color: #0b6b34; font-weight: 600; }
.explanation blockquote { margin: .6em 0; padding: .1em .8em;
  border-inline-start: 4px solid #57606a; font-family: Georgia, serif; }
.cloze { color: #0b57a8; font-weight: 600; }
.source, summary { color: #57606a; font-size: 80%; }
hr { border: 0; border-top: 1px solid #8c959f; }
.nightMode.card, .night_mode.card, .nightMode .card { color: #e6e8eb; background: #1e2227; }
.nightMode .key, .night_mode .key { color: #6fdc96; }
.nightMode .cloze, .night_mode .cloze { color: #82bdff; }
.nightMode .source, .night_mode .source, .nightMode summary, .night_mode summary { color: #a8b0b9; }
"""
