"""How easily a text reads: Flesch-Douma, the length of sentences and the share of rare words.

Flesch-Douma = 206.84 - 0.93 * (words a sentence) - 77 * (syllables a word): W.H. Douma, De leesbaarheid van
landbouwbladen (Wageningen, 1960), who fitted R. Flesch's Reading Ease (The art of readable writing, 1949) to
Dutch. From 0 (very hard) to about 120; 80 to 90 is easy, the reading of the fifth year of a primary school.
A formula finds long sentences and words, and no sentence that says nothing: that takes a reader.

Rare is a word that wordfreq gives less than 3.5 on the Zipf scale in Dutch (about 3 in a million words), and
that glossary.yaml does not list: words that a patient meets or needs, each with the reason.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from html.parser import HTMLParser
from pathlib import Path

import yaml
from wordfreq import zipf_frequency

GLOSSARY = Path(__file__).with_name("glossary.yaml")
RARE = 3.5
EASIEST, MOST_WORDS_A_SENTENCE, LONGEST, MOST_RARE = 70, 10, 15, 0.06
# A heading of one word, a cell of a table or an amount is no sentence: counted, it would only flatter.
SHORTEST_LINE = 3

_END = re.compile(r"(?<=[.?!])[\"”’)]*\s+")
_WORD = re.compile(r"[^\W_]+(?:[-’'.,:][^\W_]+)*")
# What is one sound in Dutch; any other vowel beside one starts a syllable of its own (mi-gra-ne, i-dee-ën).
_SYLLABLE = re.compile(
    "aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|ei|ij|ui|eu|oe|au|ou|ai|oi|y(?![aeiou])|[aeiouáàâäéèêëíìîïóòôöúùûü]"
)


@dataclass(frozen=True)
class Reading:
    """The sentences of one text, in order; `language` is nl or en."""

    sentences: tuple[tuple[str, ...], ...]
    language: str = "nl"

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for sentence in self.sentences for word in sentence)

    @property
    def flesch_douma(self) -> float:
        """The score for Dutch."""
        syllables = sum(map(syllables_of, self.words))
        return 206.84 - 0.93 * self.mean_sentence - 77 * syllables / len(self.words)

    @property
    def mean_sentence(self) -> float:
        """In words."""
        return len(self.words) / len(self.sentences)

    @property
    def longest(self) -> tuple[str, ...]:
        return max(self.sentences, key=len)

    @cached_property
    def rare_words(self) -> tuple[str, ...]:
        """Every rare word, as often as it stands there."""
        return tuple(word for word in self.words if is_rare(word))

    @property
    def share_rare(self) -> float:
        return len(self.rare_words) / len(self.words)

    @property
    def problems(self) -> tuple[str, ...]:
        """What makes it too hard, with what to rewrite."""
        found = [
            f"{len(sentence)} words: {' '.join(sentence)}"
            for sentence in self.sentences
            if len(sentence) > LONGEST and self.language == "nl"
        ]
        if self.language == "nl" and self.flesch_douma < EASIEST:
            found.append(f"Flesch-Douma {self.flesch_douma:.0f}")
        if self.language == "nl" and self.mean_sentence > MOST_WORDS_A_SENTENCE:
            found.append(f"{self.mean_sentence:.1f} words a sentence")
        if self.language == "nl" and self.share_rare > MOST_RARE:
            rare = ", ".join(sorted({word.lower() for word in self.rare_words}))
            found.append(f"{self.share_rare:.1%} rare words: {rare}")
        return tuple(found)


def reading_of(lines: Iterable[str], language: str = "nl") -> Reading:
    """The reading of lines of text; a sentence ends at its full stop or with its line."""
    sentences = [
        words
        for line in lines
        for sentence in _END.split(" ".join(line.split()))
        if (words := tuple(_WORD.findall(sentence)))
    ]
    return Reading(tuple(sentences), language)


def reading_of_html(html: str, language: str = "nl") -> Reading:
    """The reading of a page, block by block; a block shorter than three words is no sentence."""
    blocks = _Blocks()
    blocks.feed(html)
    blocks.close()
    return reading_of((line for line in blocks.lines if len(line.split()) >= SHORTEST_LINE), language)


def syllables_of(word: str) -> int:
    """The groups of vowels of a Dutch word; a number counts for one."""
    return max(1, len(_SYLLABLE.findall(word.lower())))


@cache
def is_rare(word: str) -> bool:
    word = word.lower().replace("’", "'")
    if any(sign.isdigit() for sign in word) or word in glossary():
        return False
    return float(zipf_frequency(word, "nl")) < RARE


@cache
def glossary() -> Mapping[str, str]:
    """The words of patients, with the reason why each may stand there."""
    groups = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))
    return {word: group["why"] for group in groups for word in group["words"]}


class _Blocks(HTMLParser):
    """The text of a page, a line for every block."""

    INLINE = frozenset({"a", "abbr", "b", "em", "i", "small", "span", "strong", "sub", "sup"})
    UNREAD = frozenset({"head", "script", "style", "svg", "title"})
    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = [""]
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in self.UNREAD
        if tag not in self.INLINE:
            self._parts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in self.UNREAD
        if tag not in self.INLINE:
            self._parts.append("")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._parts[-1] += data

    @property
    def lines(self) -> Iterator[str]:
        return (" ".join(part.split()) for part in self._parts if part.strip())
