"""The note types of our questions in Anki: their fields and the look of their cards.

Collections that imported our packages know the note types by their ids: when the fields change, the
ids must change too. Cards run no scripts; Anki itself compares typed answers.
"""

FIELDS = (
    *("Question", "Options", "Typed", "Answer", "Explanation"),
    *("Hints", "Source", "Type", "ID", "Verbatim"),
)
CLOZE_FIELDS = ("Text", *FIELDS)
"""The fields of a cloze: the text with its gaps, then `FIELDS`."""
HOLDER = "Verbatim"
"""The hidden field that holds the whole question, as JSON in bank format."""
UNCHECKED_FIELDS = ("Source", "Type", "ID", HOLDER)
"""The fields that are not compared to find out whether the question was changed in Anki."""
TYPE_NAME = "Verbatim Quiz"
CLOZE_TYPE_NAME = "Verbatim Quiz cloze"
TYPE_ID = 1_732_406_400_101
CLOZE_TYPE_ID = 1_732_406_400_102

# Text is shown as it is: Anki must not read `\(` as the start of a formula.
_CARD = '<div class="verbatim tex2jax_ignore mathjax_ignore">\n{}\n</div>'
_PROMPT = """\
<div class="question">{{Question}}</div>
{{#Options}}<div class="options">{{Options}}</div>{{/Options}}"""
_HINTS = "{{#Hints}}<details><summary>Hints</summary>{{Hints}}</details>{{/Hints}}"
_TYPED = "{{#Typed}}{{type:Typed}}{{/Typed}}"
_GAPS = '<div class="gaps">{{cloze:Text}}</div>'
_ANSWER = """\
<hr id="answer">
<div class="key">{{Answer}}</div>
{{#Explanation}}<div class="explanation">{{Explanation}}</div>{{/Explanation}}
<div class="source">{{Source}}</div>"""

FRONT = _CARD.format("\n".join((_PROMPT, _HINTS, _TYPED)))
BACK = _CARD.format("\n".join((_PROMPT, _TYPED, _ANSWER)))
CLOZE_FRONT = _CARD.format("\n".join((_PROMPT, _GAPS, _HINTS)))
CLOZE_BACK = _CARD.format("\n".join((_PROMPT, _GAPS, _ANSWER)))
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
