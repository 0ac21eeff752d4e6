"""How languages are written, as far as cutting text into readable pieces needs to know it.

Where a sentence ends, which words lean on the next one, which languages put no spaces between
words, and how wide text is on a screen. Everything is a table or a pure function; a language that
no table knows is treated by its punctuation alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SPACELESS = frozenset({"ja", "km", "lo", "my", "th", "yue", "zh"})

_CLOSERS = "\"'”’»)]}】」』）》›"
_SENTENCE_MARKS = ".?!…。？！؟।॥۔።"
_CLAUSE_MARKS = ",;:—–、，；：،؛"
_AROUND_WORDS = f"{_CLOSERS}{_SENTENCE_MARKS}{_CLAUSE_MARKS}“‘«([{{¿¡- \t\n"
_NOT_AT_LINE_START = frozenset(
    "、。，．・：；？！」』）】》〉ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.!?;:)]}%…’”»"
)
_NOT_AT_LINE_END = frozenset("「『（【《〈([{“‘«")

# Written with a point that ends nothing: these always have a name or a number after them.
_TITLES = frozenset(
    "mr mrs ms messrs mme mlle dr prof st sr sra srta dña sig hr fr rev hon gen col capt "
    "cmdr lt sgt gov sen rep pres mt ft fig nr vol pp ing mgr inż ул г-н".split()
)
# Written with a point, and may also close a sentence: then a pause and a capital follow.
_SHORT_FORMS = frozenset(
    "etc vs jr inc ltd co corp bros dept est approx al cf ed eds a.m p.m e.g i.e u.s u.k "
    "ph.d b.c a.d usw bzw ca evtl ggf z.b d.h u.a u.s.w o.ä bspw vgl p.ex ex env av enz "
    "bijv d.w.z o.a m.b.t tzv tj tzn např atd apod resp ecc p.es pág págs ej p.ej т.д т.п "
    "т.е т.к т.н др пр гг в.в н.э".split()
)
# Languages that write an ordinal number with a point: "am 3. Oktober".
_POINTED_ORDINALS = frozenset("bs cs da de et fi hr hu is lv nb nn no pl sk sl sr tr".split())

# Conjunctions | prepositions: good to begin a line with, bad to end one with.
_OPENERS = {
    "en": "and or but nor so yet because although though while when whenever where if unless "
    "until since that which who whom whose as than | after before about above across "
    "against along among around at behind below beside between beyond by despite "
    "during except for from in inside into of on onto through "
    "to toward towards under upon with within without",
    "de": "und oder aber denn sondern weil dass ob wenn als während obwohl damit bevor nachdem "
    "sobald solange welcher welche | ab an auf aus bei bis durch für gegen "
    "hinter in im ins am mit nach neben ohne seit trotz über um unter von vom vor wegen "
    "zu zum zur zwischen",
    "nl": "en of maar want dus omdat dat als toen terwijl hoewel zodat voordat nadat die | aan "
    "achter bij binnen boven door in langs met na naar naast om onder op over per sinds "
    "te tegen tot tussen uit van vanaf voor zonder",
    "fr": "et ou mais donc or ni car que qui dont où quand comme si lorsque puisque parce | à "
    "au aux avant après avec chez contre dans de des du depuis derrière dès devant en "
    "entre jusque malgré par parmi pendant pour sans sauf selon sous sur vers",
    "es": "y e o u pero sino porque que quien cuando donde como si aunque mientras | a al ante "
    "bajo con contra de del desde durante en entre hacia hasta para por según sin sobre "
    "tras",
    "it": "e ed o ma però perché che chi cui quando dove come se mentre benché | a ad al allo "
    "alla ai agli alle con contro da dal dalla dai di del della dei degli delle durante "
    "fra in nel nella nei per senza sopra sotto su sul sulla tra verso",
    "pt": "e ou mas porém porque que quem quando onde como se embora enquanto | a ao aos à às "
    "ante até com contra de do da dos das desde durante em no na nos nas entre para por "
    "pelo pela sem sob sobre",
    "ru": "и а но или да что чтобы потому если когда где куда который которая которое которые "
    "как пока хотя ведь | без в во для до за из изо к ко между на над о об от перед по под "
    "при про ради с со среди у через",
    "cs": "a i ale nebo anebo ani však že aby protože když kde kam který která které jak pokud "
    "| bez do k ke kolem mezi na nad o od po pod pro před při proti s se skrz u v ve z ze "
    "za",
    "pl": "i a ale lub albo ani że żeby bo ponieważ gdy kiedy gdzie który która które jak jeśli "
    "| bez dla do ku między na nad o od po pod przed przez przy u w we z ze za",
    "sv": "och eller men för att som när där om medan eftersom | av bakom bland efter från före "
    "genom hos i in med mellan mot på till under upp utan vid över",
}  # fmt: skip
# Articles, possessives and other words that must not be parted from the word after them.
_LEANING = {
    "en": "a an the this that these those my your his her its our their no every each some any "
    "very too mr mrs ms dr i'm you're we're they're he's she's it's i he she we they not "
    "is are was were be been am will would can could shall should may might must do does "
    "did have has had don't doesn't didn't i.e e.g",
    "de": "der die das den dem des ein eine einen einem einer eines kein keine keinen mein "
    "meine dein deine sein seine ihr ihre unser unsere dieser diese dieses sehr zu nicht "
    "ich du er sie wir",
    "nl": "de het een geen mijn jouw zijn haar ons onze hun deze dit die dat heel te ik jij hij "
    "wij",
    "fr": "le la les un une des du au aux mon ma mes ton ta tes son sa ses notre nos votre "
    "vos leur leurs ce cet cette ces très ne je tu il elle on nous vous ils elles se",
    "es": "el la los las un una unos unas mi mis tu tus su sus este esta estos estas ese esa "
    "muy no se me te le lo",
    "it": "il lo la i gli le un uno una mio mia tuo tua suo sua questo questa quel "
    "quella molto non si mi ti ci",
    "pt": "o a os as um uma uns umas meu minha teu tua seu sua este esta esse essa muito não se "
    "me",
    "ru": "не ни мой моя моё мои твой наш ваш этот эта это эти тот та те очень самый самая "
    "самое",
    "cs": "ten ta to ti ty můj moje tvůj náš váš jeho její tento tato toto velmi moc ne",
    "pl": "ten ta to ci te mój moja mój twój nasz wasz jego jej bardzo nie się",
    "sv": "en ett den det de min mitt mina din ditt sin sitt vår er denna detta mycket inte jag "
    "du",
}  # fmt: skip

CONJUNCTIONS = {
    language: frozenset(words.split("|")[0].split()) for language, words in _OPENERS.items()
}
PREPOSITIONS = {
    language: frozenset(words.split("|")[1].split()) for language, words in _OPENERS.items()
}
LEANING = {language: frozenset(words.split()) for language, words in _LEANING.items()}

# Single letters that are words of their own, not initials of a name.
_LETTER_WORDS = frozenset("iя")

_UNSEEN = {"Cc", "Cf", "Cs", "Mn", "Me"}


def width(text: str) -> int:
    """Columns that `text` takes on a screen: two for a full-width character, none for an accent."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def plain(text: str) -> str:
    """`text` on one line: no control characters, no broken surrogates, single spaces."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_printable, text))
    return " ".join(text.split())


@lru_cache(maxsize=20_000)
def core(text: str) -> str:
    """The word alone, folded for comparison: "“Don't," becomes "don't"."""
    return text.strip(_AROUND_WORDS).casefold()


def ends_sentence(text: str, following: str, pause: float, language: str) -> bool:
    """Whether a sentence ends with `text`, heard `pause` seconds before `following`."""
    bare = text.strip().rstrip(_CLOSERS)
    if not bare or bare[-1] not in _SENTENCE_MARKS:
        return False
    if bare.endswith(("...", "…")):
        return pause >= 0.3 or _is_capital(following)
    if bare[-1] != ".":
        return True
    return not _is_short_form(bare, following, pause, language)


def ends_clause(text: str) -> bool:
    """Whether `text` closes with a comma or its like."""
    bare = text.strip().rstrip(_CLOSERS)
    return bool(bare) and (bare[-1] in _CLAUSE_MARKS or bare.endswith(("...", "…", " -", "--")))


def opens_clause(text: str, language: str) -> bool:
    """Whether `text` is a conjunction, the best word to begin a line with."""
    return core(text) in CONJUNCTIONS.get(language, ())


def opens_phrase(text: str, language: str) -> bool:
    """Whether `text` is a preposition, good to begin a line with."""
    return core(text) in PREPOSITIONS.get(language, ())


def leans_on_next(text: str, language: str) -> bool:
    """Whether `text` must not be parted from the word after it, as "the" or "of"."""
    return text.strip()[-1:] in _NOT_AT_LINE_END or _is_little(text, language)


def looks_like_a_beginning(text: str, language: str) -> bool:
    """Whether `text` is a little word with a capital, as "The" where no sentence ended before."""
    bare = text.strip()
    return _is_little(text, language) and bare[0].isupper() and not bare.isupper()


def may_begin_line(text: str) -> bool:
    """Whether a line may begin with `text`: none does with a closing mark or a small kana."""
    return text.strip()[:1] not in _NOT_AT_LINE_START or not text.strip()


def _is_little(text: str, language: str) -> bool:
    """Whether `text` is one of the words that only serve others."""
    word = core(text)
    tables = (LEANING, CONJUNCTIONS, PREPOSITIONS)
    return any(word in table.get(language, ()) for table in tables)


def _is_short_form(bare: str, following: str, pause: float, language: str) -> bool:
    """Whether the point that closes `bare` belongs to the word and ends no sentence."""
    word = bare.rstrip(".").lstrip("“‘«([{\"'").casefold()
    if word in _TITLES:
        return True
    if pause >= 0.35 and _is_capital(following):
        return False
    if word.isdigit():
        return language in _POINTED_ORDINALS or following[:1].isdigit()
    is_initial = re.fullmatch(r"(\w\.)*\w", word) is not None and word not in _LETTER_WORDS
    return is_initial or word in _SHORT_FORMS


def _is_capital(text: str) -> bool:
    letters = text.strip().lstrip("“‘«([{\"'¿¡-— ")
    return not letters or not letters[0].islower()


def _columns(character: str) -> int:
    if unicodedata.category(character) in _UNSEEN:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _printable(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if category in ("Cc", "Zl", "Zp"):
        return " " if character.isspace() else ""
    return character
