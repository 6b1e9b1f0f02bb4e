"""The part of each language in reading typed answers: numerals, number words, articles, titles.

Numerals and the names of units come from CLDR by way of Babel, as an extract in `cldr.json`: Babel
itself weighs 36 MB, more than the rest of the core. `python -m tests.text.cldr` makes it again.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

# Marks on letters alone: without its stroke, “≠” would be “=”.
_MARKS = re.compile("(?<=[^\\W\\d_])[\u0300-\u036f]+")


def without_marks(text: str) -> str:
    """Return `text` without the diacritics of Latin, Greek and Cyrillic letters."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))


@dataclass(frozen=True, eq=False)
class NumberWords:
    """The number words of a language; all are compared without diacritics and spaces."""

    small: str
    """The words from zero on, each with its other forms after bars: `zero one|a two`."""
    tens: str = ""
    """The words for 20, 30, … 90."""
    hundreds: str = ""
    """The words for 100, 200, …, where they are not made of two words."""
    scales: Mapping[str, int] = field(default_factory=dict)
    """Words that multiply the number before them; `|` separates forms."""
    one: str = ""
    """Words for 1 before a hundred, a thousand …: “a hundred”."""
    joins: str = ""
    """Words between the parts of a number, such as “and”."""
    ordinals: Mapping[str, int] = field(default_factory=dict)
    """Words that can come last, such as “fifth”."""
    units_first: bool = False
    """21 is “one and twenty”."""
    pairs_years: bool = False
    """1989 is “nineteen eighty-nine”."""
    long_tens: frozenset[int] = frozenset()
    """The tens that are counted on to 19: French 60 and 80."""
    minus: str = "minus"
    points: str = ""
    """Words for the decimal sign."""
    halves: str = ""
    """Words that add a half to a number: “and a half”."""
    fractions: Mapping[str, str] = field(default_factory=dict)
    """Whole expressions and their values, such as “half”: 1/2."""

    @cached_property
    def tokens(self) -> dict[str, tuple[str, int]]:
        """Each word with its value and its role, such as `ten`, `scale` or `join`."""
        found: dict[str, tuple[str, int]] = {}

        def add(words: str, role: str, value: int) -> None:
            for word in words.split("|"):
                found[squashed(word)] = role, value

        for value, words in enumerate(self.small.split()):
            add(words, "small", value)
        for value, words in enumerate(self.tens.split(), 2):
            add(words, "ten", 10 * value)
        for value, words in enumerate(self.hundreds.split(), 1):
            add(words, "hundred", 100 * value)
        for words, value in self.scales.items():
            add(words.replace(" ", ""), "scale", value)
        for word in self.joins.split():
            add(word, "join", 0)
        for word in self.one.split():
            add(word, "one", 1)
        for words, value in self.ordinals.items():
            add(words.replace(" ", ""), "ordinal", value)
        return found

    @cached_property
    def parts(self) -> dict[str, str]:
        """The value of each whole expression, such as “half”: `1/2`."""
        return {form: value for forms, value in self.fractions.items() for form in forms.split("|")}

    @cached_property
    def longest(self) -> int:
        """The number of letters of the longest word."""
        return max(map(len, self.tokens), default=0)

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """Matches a text that is made of such words only."""
        return re.compile(f"(?:{'|'.join(map(re.escape, self.tokens)) or '(?!)'})+")


def squashed(text: str) -> str:
    """Return `text` in lower case without diacritics, spaces and hyphens."""
    return without_marks(text.casefold()).replace("-", "").replace(" ", "")


# Keyword arguments cannot hold a bar.
def _powers(**words: int) -> dict[str, int]:
    """Return scales by their forms; an underscore separates the forms."""
    return {forms.replace("_", "|"): 10**power for forms, power in words.items()}


# “Fourty” is the one slip in a number word that is common enough to be read.
_ENGLISH = NumberWords(
    small="zero|nought one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen",
    tens="twenty thirty forty|fourty fifty sixty seventy eighty ninety",
    scales={
        "hundred": 100,
        **_powers(thousand=3, lakh=5, million=6, crore=7, billion=9, trillion=12),
    },
    one="a an",
    joins="and",
    ordinals={
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
        "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
        "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
        "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50,
        "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100,
        "thousandth": 1000, "millionth": 10**6, "billionth": 10**9,
    },
    pairs_years=True,
    minus="minus|negative",
    points="point",
    halves="and a half|and one half",
    fractions={
        "half|a half|one half": "1/2", "a dozen|one dozen|dozen": "12",
        "two dozen": "24", "half a dozen": "6",
    },
)  # fmt: skip
_GERMAN = NumberWords(
    small="null eins|ein|eine|einen|einem zwei|zwo drei vier fünf|fuenf sechs sieben acht neun "
    "zehn elf zwölf|zwoelf dreizehn vierzehn fünfzehn|fuenfzehn sechzehn siebzehn achtzehn "
    "neunzehn",
    tens="zwanzig dreißig vierzig fünfzig|fuenfzig sechzig siebzig achtzig neunzig",
    scales={"hundert": 100,
            **_powers(tausend_tsd=3, million_millionen_mio=6, milliarde_milliarden_mrd=9,
                      billion_billionen=12)},
    joins="und",
    units_first=True,
    points="komma",
    halves="einhalb",
    fractions={"halb|ein halb|ein halbes|eine halbe|die hälfte": "1/2", "anderthalb": "3/2",
               "ein drittel": "1/3", "zwei drittel": "2/3", "ein viertel": "1/4",
               "drei viertel": "3/4", "ein dutzend": "12"},
)  # fmt: skip
_DUTCH = NumberWords(
    small="nul een|één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien "
    "vijftien zestien zeventien achttien negentien",
    tens="twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    scales={"honderd": 100, **_powers(duizend=3, miljoen_mln=6, miljard_mld_mrd=9,
                                         biljoen=12)},
    joins="en",
    units_first=True,
    minus="min|minus",
    points="komma",
    halves="en een half",
    fractions={"half|een half|de helft": "1/2", "anderhalf": "3/2", "een kwart": "1/4",
               "een derde": "1/3", "een dozijn": "12"},
)  # fmt: skip
_SPANISH = NumberWords(
    small="cero uno|un|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece "
    "catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno|veintiún|veintiuna "
    "veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve",
    tens="veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    hundreds="cien|ciento doscientos|doscientas trescientos|trescientas "
    "cuatrocientos|cuatrocientas quinientos|quinientas seiscientos|seiscientas "
    "setecientos|setecientas ochocientos|ochocientas novecientos|novecientas",
    scales=_powers(mil=3, millón_millones=6, billón_billones=12),
    joins="y",
    minus="menos",
    points="coma punto",
    halves="y medio|y media",
    fractions={"medio|media|un medio|la mitad": "1/2", "un tercio": "1/3", "dos tercios": "2/3",
               "un cuarto": "1/4", "tres cuartos": "3/4", "una docena": "12"},
)  # fmt: skip
# “Quatre-vingt-dix-sept” is 80 and 17; Belgium and Switzerland have “septante”, “nonante”.
_FRENCH = NumberWords(
    small="zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
    "quinze seize dixsept dixhuit dixneuf",
    tens="vingt|vingts trente quarante cinquante soixante septante "
    "quatrevingt|quatrevingts|huitante nonante",
    scales={"cent|cents": 100, **_powers(mille=3, million_millions=6, milliard_milliards_mrd=9,
                                            billion_billions=12)},
    joins="et",
    long_tens=frozenset((60, 80)),
    minus="moins",
    points="virgule",
    halves="et demi|et demie",
    fractions={"demi|un demi|une demie|la moitié": "1/2", "un tiers": "1/3", "deux tiers": "2/3",
               "un quart": "1/4", "trois quarts": "3/4", "une douzaine": "12"},
)  # fmt: skip
_ITALIAN = NumberWords(
    small="zero uno|un|una due tre quattro cinque sei sette otto nove dieci undici dodici tredici "
    "quattordici quindici sedici diciassette diciotto diciannove",
    # Before “uno” and “otto” the tens lose their vowel: “ventuno”.
    tens="venti|vent trenta|trent quaranta|quarant cinquanta|cinquant sessanta|sessant "
    "settanta|settant ottanta|ottant novanta|novant",
    scales={"cento|cent": 100,
            **_powers(mille_mila=3, milione_milioni_mln=6, miliardo_miliardi_mld=9)},
    joins="e",
    minus="meno",
    points="virgola",
    halves="e mezzo|e mezza",
    fractions={"mezzo|mezza|un mezzo|la metà": "1/2", "un terzo": "1/3", "due terzi": "2/3",
               "un quarto": "1/4", "tre quarti": "3/4", "una dozzina": "12"},
)  # fmt: skip
_PORTUGUESE = NumberWords(
    small="zero um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze treze "
    "quatorze|catorze quinze dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove",
    tens="vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    hundreds="cem|cento duzentos|duzentas trezentos|trezentas quatrocentos|quatrocentas "
    "quinhentos|quinhentas seiscentos|seiscentas setecentos|setecentas oitocentos|oitocentas "
    "novecentos|novecentas",
    scales=_powers(mil=3, milhão_milhões=6, bilhão_bilhões=9, trilhão_trilhões=12),
    joins="e",
    minus="menos",
    points="vírgula ponto",
    halves="e meio|e meia",
    fractions={"meio|meia|um meio|a metade": "1/2", "um terço": "1/3", "dois terços": "2/3",
               "um quarto": "1/4", "três quartos": "3/4", "uma dúzia": "12"},
)  # fmt: skip
_SWEDISH = NumberWords(
    small="noll ett|en två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton "
    "sexton sjutton arton nitton",
    tens="tjugo|tjugi trettio fyrtio femtio sextio sjuttio åttio nittio",
    scales={"hundra": 100, **_powers(tusen=3, miljon_miljoner=6, miljard_miljarder_mdr=9)},
    joins="och",
    points="komma",
    halves="och en halv|och ett halvt",
    fractions={"en halv|ett halvt|halv|hälften": "1/2", "ett dussin": "12"},
)
_NORWEGIAN = NumberWords(
    small="null en|ett|én to tre fire fem seks sju|syv åtte ni ti elleve tolv tretten fjorten "
    "femten seksten sytten atten nitten",
    tens="tjue|tyve tretti|tredve førti femti seksti sytti åtti nitti",
    scales={"hundre": 100, **_powers(tusen=3, million_millioner_mill=6, milliard_milliarder_mrd=9)},
    joins="og",
    points="komma",
    halves="og en halv|og et halvt",
    fractions={"en halv|et halvt|halv|halvparten": "1/2", "et dusin": "12"},
)
# Danish counts in scores: “halvtreds” is half the third score, 50.
_DANISH = NumberWords(
    small="nul en|et|ét to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten "
    "seksten sytten atten nitten",
    tens="tyve tredive fyrre|fyrretyve halvtreds|halvtredsindstyve tres|tresindstyve "
    "halvfjerds|halvfjerdsindstyve firs|firsindstyve halvfems|halvfemsindstyve",
    scales={"hundrede|hundred": 100,
            **_powers(tusind_tusinde=3, million_millioner_mio=6,
                      milliard_milliarder_mia=9)},
    joins="og",
    units_first=True,
    points="komma",
    halves="og en halv|og et halvt",
    fractions={"en halv|et halvt|halv": "1/2", "halvanden": "3/2", "et dusin": "12"},
)  # fmt: skip
# The scales have the forms used after 1, after 2 to 4, and after 5 and more.
_RUSSIAN = NumberWords(
    small="ноль|нуль один|одна|одно два|две три четыре пять шесть семь восемь девять десять "
    "одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать "
    "восемнадцать девятнадцать",
    tens="двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    hundreds="сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот",
    scales=_powers(тысяча_тысячи_тысяч_тыс=3, миллион_миллиона_миллионов_млн=6,
                   миллиард_миллиарда_миллиардов_млрд=9),
    minus="минус",
    fractions={"половина": "1/2", "полтора|полторы": "3/2", "треть": "1/3", "четверть": "1/4"},
)  # fmt: skip
_MAORI = NumberWords(
    small="kore tahi|kotahi rua toru whā rima ono whitu waru iwa",
    # “Rua tekau mā toru” counts the tens, as it counts hundreds and thousands.
    scales={"tekau": 10, "rau": 100, "mano": 1000, "miriona": 10**6},
    joins="mā",
    points="ira",
    fractions={"haurua|te haurua": "1/2", "hauwhā": "1/4"},
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Language:
    """How answers are read in one language; the words are in lower case."""

    tag: str
    groups_of_two: bool = False
    """Lakhs and crores: 1,00,000."""
    decimal: str = "."
    """The decimal sign of numerals."""
    group: str = ","
    """The sign between groups of digits."""
    units: Mapping[str, list[str]] = field(default_factory=dict)
    """The names of units by their CLDR names, such as `length-kilometer`."""
    numbers: NumberWords = NumberWords("")
    articles: Mapping[str, str] = field(default_factory=dict)
    """Articles, each with the letters of the genders and numbers that it goes with."""
    own_letters: str = ""
    """Letters with diacritics that are letters of their own: “ñ” in Spanish."""
    two_letters: dict[str, str] = field(default_factory=dict)
    """How such letters are written if a keyboard lacks them: “ae” for “ä”."""
    conjunction: str = "and"
    """The word that `&` stands for."""
    alternative: str = "or"
    """The word between two things of which one is to be chosen."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Titles before names, each with the one that means the same: “ms” with “mrs”."""
    frames: frozenset[str] = frozenset()
    """Words that may come before an answer and add nothing: “it is”, “in”."""
    bounds: tuple[str, ...] = ()
    """Words that make a number a bound or a guess: “over 100”, “100 or more”."""
    unknown: frozenset[str] = frozenset()
    """Ways to type that one does not know the answer."""

    @property
    def base(self) -> str:
        """The language without its region: `en` of `en-NZ`."""
        return self.tag.partition("-")[0].lower()


_EN_TITLES = {
    "mr": "mr", "mister": "mr", "mrs": "mrs", "ms": "ms", "miss": "miss", "mx": "mx", "dr": "dr",
    "doctor": "dr", "prof": "prof", "professor": "prof", "sir": "sir", "lord": "lord",
    "lady": "lady", "dame": "dame", "st": "st", "saint": "st",
}  # fmt: skip
FREE_TITLES = frozenset(("dr", "prof", "sir", "lord", "dame", "president"))
"""Titles that say nothing of who is meant: they may be left out."""
_EN_BOUNDS = (
    "more than", "less than", "fewer than", "greater than", "not more than", "no more than",
    "no less than", "no fewer than", "over", "above", "under", "below", "at least", "at most",
    "up to", "about", "around", "approximately", "approx", "roughly", "nearly", "almost", "circa",
    "some", "or more", "or less", "or so", "plus", "and over", "at minimum", "at maximum", "ish",
    "between", "exceeding", "beyond", "maybe",
)  # fmt: skip
_UNKNOWN = frozenset(("?", "??", "???", "idk", "-", "--", "...", "n/a"))
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "numbers": _ENGLISH,
        "articles": "the a an",
        "titles": _EN_TITLES,
        "frames": "it is its it's was are were be the a an that that's this they these those he "
        "she called named answer my i think believe would say by in on at from with through via "
        "there year ad ce",
        "bounds": _EN_BOUNDS,
        "unknown": "i don't know|don't know|i do not know|do not know|dont know|i dont know|dunno|"
        "i dunno|no idea|i have no idea|not sure|i'm not sure|im not sure|i am not sure|no clue|"
        "can't remember|i can't remember|i forgot|i forget|pass|don't remember|i don't remember|"
        "unsure|i give up|give up|ik",
    },
    "de": {
        "numbers": _GERMAN,
        # In the nominative, in which answers are given: “der” is no dative of “die Katze”.
        "articles": "der:m die:fp das:n den:mp dem:mn des:mn ein:mn eine:f einen:m einem:mn "
        "einer:f eines:mn",
        "own_letters": "äöü",
        "two_letters": {"ä": "ae", "ö": "oe", "ü": "ue"},
        "conjunction": "und",
        "alternative": "oder",
        "titles": {"herr": "mr", "herrn": "mr", "frau": "mrs", "fraeulein": "miss",
                   "dr": "dr", "doktor": "dr", "prof": "prof", "professor": "prof"},
        "frames": "es ist sind war waren das dies er sie heißt heisst die der antwort lautet ich "
        "glaube denke in im am an von durch mit bei aus jahr",
        "bounds": ("mehr als", "weniger als", "über", "ueber", "unter", "mindestens", "höchstens",
                   "etwa", "ungefähr", "circa", "ca", "rund", "fast", "knapp", "bis zu",
                   "oder mehr", "oder weniger", "zirka", "wenigstens"),
        "unknown": "weiß nicht|weiss nicht|ich weiß nicht|ich weiss nicht|ich weiß es nicht|"
        "ich weiss es nicht|weiß ich nicht|weiss ich nicht|keine ahnung|kp|kein plan|"
        "ich habe keine ahnung",
    },
    "es": {
        "numbers": _SPANISH,
        "articles": "el:m la:f los:x las:y un:m una:f unos:x unas:y",
        "own_letters": "ñ",
        "conjunction": "y",
        "alternative": "o",
        "titles": {"sr": "mr", "señor": "mr", "sra": "mrs", "señora": "mrs", "srta": "miss",
                   "señorita": "miss", "don": "don", "doña": "doña", "dr": "dr", "dra": "dr"},
        "frames": "es son era eran fue está se llama la el respuesta creo que en por con de del "
        "un una los las año",
        "bounds": ("más de", "mas de", "menos de", "al menos", "por lo menos", "como mínimo",
                   "como máximo", "unos", "unas", "cerca de", "casi", "alrededor de",
                   "aproximadamente", "hasta", "sobre", "o más", "o menos"),
        "unknown": "no sé|no se|no lo sé|no lo se|ni idea|no tengo ni idea|no tengo idea",
    },
    "fr": {
        "numbers": _FRENCH,
        "articles": "le:m la:f les:p l':mf un:m une:f des:p",
        "conjunction": "et",
        "alternative": "ou",
        "titles": {"m": "mr", "monsieur": "mr", "mme": "mrs", "madame": "mrs", "mlle": "miss",
                   "mademoiselle": "miss", "dr": "dr"},
        "frames": "c'est c'était ce est sont était la le les l' un une réponse je pense que crois "
        "en par avec dans à au de du d' il elle s'appelle année",
        "bounds": ("plus de", "moins de", "au moins", "au plus", "environ", "près de", "presque",
                   "à peu près", "jusqu'à", "autour de", "ou plus", "ou moins"),
        "unknown": "je ne sais pas|je sais pas|sais pas|aucune idée|aucune idee|jsp|"
        "je n'en sais rien|pas d'idée",
    },
    "it": {
        "numbers": _ITALIAN,
        "articles": "il:m lo:m la:f i:x gli:x le:y l':mf un:m uno:m una:f un':f",
        "conjunction": "e",
        "alternative": "o",
        "titles": {"signor": "mr", "sig": "mr", "signora": "mrs", "dott": "dr", "dottor": "dr"},
        "frames": "è sono era erano la il lo risposta si chiama credo penso che in per con di da "
        "nel nella anno",
        "bounds": ("più di", "meno di", "almeno", "al massimo", "circa", "quasi", "fino a",
                   "o più", "o meno", "oltre"),
        "unknown": "non lo so|non so|boh|nessuna idea|non ne ho idea",
    },
    "pt": {
        "numbers": _PORTUGUESE,
        "articles": "o:m a:f os:x as:y um:m uma:f uns:x umas:y",
        "conjunction": "e",
        "alternative": "ou",
        "titles": {"sr": "mr", "senhor": "mr", "sra": "mrs", "senhora": "mrs", "dr": "dr"},
        "frames": "é são era eram foi a o resposta acho que chama se em por com de do da no na ano",
        "bounds": ("mais de", "menos de", "pelo menos", "no máximo", "cerca de", "quase", "até",
                   "aproximadamente", "ou mais", "ou menos"),
        "unknown": "não sei|nao sei|não faço ideia|sei lá",
    },
    "nl": {
        "numbers": _DUTCH,
        "articles": "de:cp het:n een:cn",
        "conjunction": "en",
        "alternative": "of",
        "titles": {"meneer": "mr", "dhr": "mr", "mevrouw": "mrs", "mevr": "mrs", "dr": "dr"},
        "frames": "het is zijn was waren dit dat de een antwoord ik denk in door met van op jaar",
        "bounds": ("meer dan", "minder dan", "minstens", "hoogstens", "ongeveer", "circa", "bijna",
                   "tot", "of meer", "of minder", "ruim"),
        "unknown": "weet niet|ik weet het niet|geen idee|weet ik niet",
    },
    "sv": {
        "numbers": _SWEDISH,
        "articles": "en:c ett:n den:c det:n de:p",
        "own_letters": "åäö",
        "conjunction": "och",
        "alternative": "eller",
        "frames": "det är var den de heter i på med av från",
        "bounds": ("mer än", "mindre än", "över", "under", "minst", "högst", "ungefär", "cirka",
                   "nästan", "eller mer"),
        "unknown": "vet inte|jag vet inte|ingen aning|vet ej",
    },
    "da": {
        "numbers": _DANISH,
        "articles": "en:c et:n den:c det:n de:p",
        "own_letters": "æøå",
        "two_letters": {"æ": "ae", "ø": "oe", "å": "aa"},
        "conjunction": "og",
        "alternative": "eller",
        "frames": "det er var den de hedder i på med af fra",
        "bounds": ("mere end", "mindre end", "over", "under", "mindst", "højst", "cirka", "næsten"),
        "unknown": "ved ikke|det ved jeg ikke|jeg ved det ikke|ingen idé",
    },
    "nb": {
        "numbers": _NORWEGIAN,
        "articles": "en:mf ei:f et:n den:mf det:n de:p",
        "own_letters": "æøå",
        "two_letters": {"æ": "ae", "ø": "oe", "å": "aa"},
        "conjunction": "og",
        "alternative": "eller",
        "frames": "det er var den de heter i på med av fra",
        "bounds": ("mer enn", "mindre enn", "over", "under", "minst", "høyst", "omtrent", "nesten"),
        "unknown": "vet ikke|jeg vet ikke|ingen anelse|aner ikke",
    },
    "ru": {
        "numbers": _RUSSIAN,
        "own_letters": "й",
        "conjunction": "и",
        "alternative": "или",
        "frames": "это был была было были в на из от он она",
        "bounds": ("больше", "более", "меньше", "менее", "около", "примерно", "почти", "свыше",
                   "не менее", "до"),
        "unknown": "не знаю|я не знаю|без понятия|хз",
    },
    "mi": {
        "numbers": _MAORI,
        "articles": "te ngā nga he",
        "conjunction": "me",
        "alternative": "rānei",
        "frames": "ko te ngā he kei i ki",
        "unknown": "aua|aua hoki|kāore au i te mōhio|kaore au i te mohio",
    },
    "fi": {"own_letters": "åäö", "conjunction": "ja", "unknown": "en tiedä|ei tietoa"},
    "et": {"own_letters": "äöüõ", "conjunction": "ja", "unknown": "ei tea"},
    "is": {"own_letters": "áðéíóúýþæö", "conjunction": "og"},
    "tr": {"own_letters": "çğıöşü", "conjunction": "ve", "unknown": "bilmiyorum"},
    "az": {"own_letters": "çəğıöşü", "conjunction": "və"},
    "pl": {"own_letters": "ąćęłńóśźż", "conjunction": "i", "unknown": "nie wiem"},
    "cs": {"own_letters": "čďěňřšťůž", "conjunction": "a", "unknown": "nevím|nevim"},
    "sk": {"own_letters": "čďľňšťž", "conjunction": "a", "unknown": "neviem"},
    "hu": {"own_letters": "öőüű", "articles": "a az egy", "conjunction": "és",
           "unknown": "nem tudom"},
    "ro": {"own_letters": "ăâîșț", "conjunction": "și", "unknown": "nu știu|nu stiu"},
    "hr": {"own_letters": "čćđšž", "conjunction": "i", "unknown": "ne znam"},
    "sl": {"own_letters": "čšž", "conjunction": "in", "unknown": "ne vem"},
    "lv": {"own_letters": "āčēģīķļņšūž", "conjunction": "un"},
    "lt": {"own_letters": "ąčęėįšųūž", "conjunction": "ir"},
    "uk": {"own_letters": "йїґ", "conjunction": "і", "unknown": "не знаю|я не знаю"},
    "el": {"articles": "ο:m η:f το:n οι:p τα:p τον:m την:f ένας:m μία:f μια:f ένα:n",
           "conjunction": "και", "unknown": "δεν ξέρω|δεν ξερω"},
    "ca": {"articles": "el:m la:f els:x les:y l':mf un:m una:f", "conjunction": "i",
           "unknown": "no ho sé|no ho se"},
    "ar": {"conjunction": "و", "unknown": "لا أعرف|لا اعرف"},
    "fa": {"conjunction": "و", "unknown": "نمی دانم|نمیدانم"},
    "he": {"conjunction": "ו", "unknown": "לא יודע|לא יודעת"},
    "ja": {"conjunction": "と", "unknown": "わからない|わかりません|分からない|知らない"},
    "zh": {"conjunction": "和", "unknown": "不知道|我不知道"},
    "ko": {"conjunction": "와", "unknown": "모르겠어요|모름|몰라요"},
    "hi": {"conjunction": "और", "unknown": "पता नहीं|मुझे नहीं पता"},
}  # fmt: skip
# Both written forms of Norwegian are read as Bokmål, whose words most people type.
_SAME_WORDS = {"no": "nb", "nn": "nb"}


@cache
def cldr() -> dict[str, Any]:
    """Return the extract: `languages`, `territories`, `numerals`, `units`; read on first use."""
    # English answers need neither the file nor what reads it.
    import json
    from importlib.resources import files

    text = files("quiz.text").joinpath("cldr.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def language(tag: str) -> Language:
    """Return how answers are read in the language of a BCP 47 tag; “en-NZ” is read as English."""
    parts = tag.split("-")
    base = parts[0].lower()
    words = _WORDS.get(_SAME_WORDS.get(base, base), {})
    known: dict[str, Any] = {
        name: frozenset(value.split("|" if name == "unknown" else None))
        if name in ("frames", "unknown")
        else value
        for name, value in words.items()
    }
    # Without genders all articles go with all words.
    articles = [word.partition(":") for word in words.get("articles", "").split()]
    known["articles"] = {word: genders or "*" for word, _, genders in articles}
    known["unknown"] = known.get("unknown", frozenset()) | _UNKNOWN
    territory = next((part.upper() for part in parts[1:] if len(part) == 2), "")
    known["groups_of_two"] = base in ("hi", "bn", "mr", "ta", "te", "gu") or territory == "IN"
    if base == "en":
        # No file is read for the language of most banks: its numerals are the defaults.
        return Language(tag, **known)
    data = cldr()
    # A region is in the extract only where it differs from its language.
    numerals = data["numerals"]
    decimal, group = numerals.get(f"{base}_{territory}") or numerals.get(base) or (".", ",")
    return Language(tag, decimal=decimal, group=group, units=data["units"].get(base, {}), **known)


ENGLISH = language("en")


def fraction(text: str) -> Decimal:
    """Return the value of `1/3` to 40 digits, or of `12`."""
    over, _, under = text.partition("/")
    return Decimal(over) if not under else (Decimal(over) / Decimal(under)).normalize()
