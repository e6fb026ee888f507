"""Finds text typed in the fonts before Unicode (TCVN3, VNI) or decoded twice: refused with a sample, never guessed.

Such text is valid Unicode, so no decoder complains: «Hµ Néi» is Hà Nội in a .VnTime font, «Haø Noäi» in VNI-Times.
"""

import re

# Signs inside a word that no Vietnamese word has: TCVN3 vowels, TCVN3 đ/ă/â/ê/ô/ơ/ư before a letter.
_TCVN3 = re.compile(r"(?<=[A-Za-z])(?:[µ¸¶¹¾¼½]|»(?=[a-z]))|[®¨©ª«¬\u00ad](?=[a-zµ-þ])(?![®©])")
# A base vowel followed by the letter that VNI uses for its mark.
_VNI = re.compile(r"(?i:[ae][âáàãêéèùúõøûïäåëü]|[ou][ùøûïäåü]|ö[ùøûõï])")
# UTF-8 read as a Western code page. «á» before a closing quotation mark is Vietnamese, so it needs the third byte too.
_THIRD = (
    "\x80-\xbf\u20ac\u201a\u0192\u201e\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u2022\u02dc\u2122\u0161"
    "\u203a\u0153\u017e\u0178"
)
_TWICE = re.compile(rf"á[º»][{_THIRD}]|Ä[‘\x91ƒ\x83]|Æ[°¡]|\ufffd")
# The same with a third byte that is also punctuation: sure only where no letter is Unicode Vietnamese.
_MAY_BE_TWICE = re.compile(r"á[º»][“”…–—]")
# Quotation marks in pairs are signs of their own; in an old font « and » stand inside words.
_QUOTED = re.compile(r"(?<![^\s(\[“\"'/-])«([^«»]*)»")
# Letters of Western languages: normal once («Curaçao»), a sign of an old font when a text or a list has many.
_FOREIGN = re.compile(r"[ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïñöøûüþ](?=[A-Za-zÀ-ÿ])|(?<=[A-Za-zÀ-ÿ])[ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïñöøûüþ]")
# Letters that only Unicode Vietnamese has.
_UNICODE_VIETNAMESE = re.compile(r"[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
_MANY = 3


def is_legacy(text: str) -> bool:
    """Whether the text is surely not Unicode Vietnamese."""
    if text.isascii():
        return False
    if "«" in text:
        text = _QUOTED.sub(r"\1", text)
    if _TWICE.search(text):
        return True
    if _UNICODE_VIETNAMESE.search(text):
        return False
    if _MAY_BE_TWICE.search(text):
        return True
    return bool(_TCVN3.search(text) or _VNI.search(text) or len(_FOREIGN.findall(text)) >= _MANY)


def may_be_legacy(text: str) -> bool:
    """Whether the text has letters that are foreign to Vietnamese; several such cells make a list suspicious."""
    return not text.isascii() and not _UNICODE_VIETNAMESE.search(text) and bool(_FOREIGN.search(text))
