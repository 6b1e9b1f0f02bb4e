"""The lists of English words that rules for English banks look for."""

NEGATIONS = frozenset(("not", "except", "least", "never", "cannot"))
HEDGES = frozenset(
    "reportedly allegedly supposedly purportedly apparently possibly potentially probably perhaps "
    "maybe might may could likely unlikely seemingly presumably reported alleged rumoured "
    "rumored suggests suggested appears appeared seems seemed".split()
)
REPORTING = frozenset(
    "according say says said saying state states stated claim claims claimed call calls called "
    "describe describes described mention mentions mentioned name names named report reports "
    "reported quote quotes quoted quotation quotations word words wording article text passage "
    "author writer speaker speech statement list lists listed warn warns warned argue argues "
    "argued believe believes believed think thinks thought tell tells told give gives present "
    "presents presented conclude concludes explain explains explained suggest suggests "
    "suggested recognise recognises recognised recognize recognizes express expresses "
    "sentence sentences source adjective whose attribute attributes attributed".split()
)
"""Words by which a prompt attributes a claim."""
EVALUATIVE = frozenset(
    "controversial crucial massive shocking brilliant terrible disastrous outrageous remarkable "
    "stunning dramatic alarming impressive excellent horrific tragic shameful disgraceful "
    "historic vital dire appalling heroic infamous notorious unprecedented devastating "
    "catastrophic wonderful amazing excessive reckless".split()
)
ABSOLUTES = frozenset(
    "always never all none every only entirely completely totally invariably must nobody "
    "everyone everybody nothing everything".split()
)
VAGUE = frozenset(
    "usually often sometimes generally typically frequently some many several may might mostly "
    "probably likely partly somewhat occasionally".split()
)
RELATIVE_DATES = frozenset(
    "yesterday today tomorrow tonight weekend monday tuesday wednesday thursday friday saturday "
    "sunday ago".split()
)
RELATIVE = frozenset(("last", "next", "this", "coming", "past", "recent"))
UNITS_OF_TIME = frozenset(
    "day days week weeks month months year years decade decades century weekend morning evening "
    "night summer winter spring autumn".split()
)
MONTHS = frozenset(
    "january february march april june july august september october november december".split()
)
PRONOUNS = frozenset("they he she it so these those this them him her his their its".split())
"""Words that refer back when they start a quote."""
COMMON = frozenset(
    "about after again against also among because been before being between both could does "
    "down during each from have having here into itself more most much only other over same "
    "should some such than that their them then there these they this those through under until "
    "very were what when where which while whom whose will with would your according article "
    "text says say said".split()
)
"""Words of four letters and more without a meaning of their own."""
