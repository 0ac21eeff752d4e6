"""The languages that Whispers know, and what people may call them.

A language has the code of Whisper's own tokens everywhere in Longtake. What people type may be that
code, a code of other programs (`en-US`, `iw`) or the English name (`Russian`).
"""

from __future__ import annotations

import difflib

from engine.errors import UsageError

AUTO = "auto"
"""In place of a language: hear which it is."""

_NAMES = {
    code: tuple(name.replace("_", " ") for name in names.split("|"))
    for code, _, names in (
        entry.partition(":")
        for entry in (
            "af:afrikaans am:amharic ar:arabic as:assamese az:azerbaijani ba:bashkir be:belarusian"
            " bg:bulgarian bn:bengali bo:tibetan br:breton bs:bosnian ca:catalan|valencian cs:czech"
            " cy:welsh da:danish de:german el:greek en:english es:spanish|castilian et:estonian"
            " eu:basque fa:persian|farsi fi:finnish fo:faroese fr:french gl:galician gu:gujarati"
            " ha:hausa haw:hawaiian he:hebrew hi:hindi hr:croatian ht:haitian_creole|haitian"
            " hu:hungarian hy:armenian id:indonesian is:icelandic it:italian ja:japanese"
            " jw:javanese ka:georgian kk:kazakh km:khmer kn:kannada ko:korean la:latin"
            " lb:luxembourgish ln:lingala lo:lao lt:lithuanian lv:latvian mg:malagasy mi:maori"
            " mk:macedonian ml:malayalam mn:mongolian mr:marathi ms:malay mt:maltese"
            " my:burmese|myanmar ne:nepali nl:dutch|flemish nn:nynorsk no:norwegian|bokmal"
            " oc:occitan pa:punjabi|panjabi pl:polish ps:pashto|pushto pt:portuguese"
            " ro:romanian|moldovan ru:russian sa:sanskrit sd:sindhi si:sinhala|sinhalese sk:slovak"
            " sl:slovenian sn:shona so:somali sq:albanian sr:serbian su:sundanese sv:swedish"
            " sw:swahili ta:tamil te:telugu tg:tajik th:thai tk:turkmen tl:tagalog|filipino"
            " tr:turkish tt:tatar uk:ukrainian ur:urdu uz:uzbek vi:vietnamese yi:yiddish yo:yoruba"
            " yue:cantonese zh:chinese|mandarin"
        ).split()
    )
}
_OTHER_CODES = {
    "cmn": "zh",
    "fil": "tl",
    "in": "id",
    "iw": "he",
    "ji": "yi",
    "jv": "jw",
    "nb": "no",
}
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names}

CODES = frozenset(_NAMES)
"""Every language that some Whisper knows, by code."""


def code_of(typed: str) -> str:
    """The code that somebody means, or `AUTO`; a `UsageError` where it is no language."""
    meant = _plain(typed)
    known = AUTO if meant == AUTO else find(typed)
    if not known:
        raise UsageError(f"{typed!r} is no language that Longtake knows.", _advice(meant))
    return known


def find(name: str) -> str:
    """The code of a language by any of its names and codes; empty where it is none."""
    meant = _plain(name)
    code = meant.partition("-")[0]
    code = _OTHER_CODES.get(code, code)
    return code if code in CODES else _BY_NAME.get(meant.replace("-", " "), "")


def _plain(name: str) -> str:
    return name.strip().lower().replace("_", "-")


def _advice(typed: str) -> str:
    alike = difflib.get_close_matches(typed, _BY_NAME, n=1, cutoff=0.7)
    meant = f"Did you mean {_BY_NAME[alike[0]]}, {alike[0].title()}? " if alike else ""
    return f"{meant}Give a code such as en or ru, or auto to hear which language it is."
