"""The council's list of words: found however they are dressed up, and never within another word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.moderation.signals.words import WordList, normal_form
from tests.moderation.signals.quoting import quoted

WORDS = WordList(
    {1: "idiot", 2: "ass", 3: "go home", 4: "shit", 5: "1488", 6: "filth", 7: "god", 8: "tit", 9: "twpsyn"}
)


def _found(text: str) -> list[str]:
    return quoted(WORDS.find, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You idiot!", ["idiot"]),
        ("IDIOT. Idiot? “idiot” (idiot) idiot's", ["IDIOT", "Idiot", "idiot", "idiot", "idiot"]),
        # Letters of other scripts: Cyrillic о and і, Greek ι and ο.
        ("idiоt іdіоt ιdιοt", ["idiоt", "іdіоt", "ιdιοt"]),
        ("ｉｄｉｏｔ 𝓲𝓭𝓲𝓸𝓽 ⓘⓓⓘⓞⓣ ɪᴅɪᴏᴛ ıdıot", ["ｉｄｉｏｔ", "𝓲𝓭𝓲𝓸𝓽", "ⓘⓓⓘⓞⓣ", "ɪᴅɪᴏᴛ", "ıdıot"]),
        ("the ﬁlth of it", ["ﬁlth"]),
        ("ídíót i\u0308d\u0308i\u0308o\u0308t\u0308", ["ídíót", "i\u0308d\u0308i\u0308o\u0308t\u0308"]),
        ("1d10t !d!ot id10t", ["1d10t", "!d!ot", "id10t"]),
        ("a$$, @ss, 4ss, 5h1t", ["a$$", "@ss", "4ss", "5h1t"]),
        ("i d i o t", ["i d i o t"]),
        ("what a i d i o t u are", ["i d i o t"]),
        (
            "i.d.i.o.t, i-d-i-o-t, I_D_I_O_T, i  d  i  o  t",
            ["i.d.i.o.t", "i-d-i-o-t", "I_D_I_O_T", "i  d  i  o  t"],
        ),
        ("id.iot id-iot", ["id.iot", "id-iot"]),
        (
            "i\u200bd\u200bi\u200bo\u200bt id\u00adiot \u202eidiot\u202c",
            ["i\u200bd\u200bi\u200bo\u200bt", "id\u00adiot", "idiot\u202c"],
        ),
        ("idiooooot iiidiot idiiot", ["idiooooot", "iiidiot", "idiiot"]),
        ("sh*t s**t id**t", ["sh*t", "s**t", "id**t"]),
        ("*idiot* _idiot_ ~idiot~ @idiot", ["idiot", "idiot", "idiot", "@idiot"]),
        ("Go home! GO, HOME go h0me", ["Go home", "GO, HOME", "go h0me"]),
        ("it says 1488 there", ["1488"]),
        ("goood god", ["goood", "god"]),
        ("Twpsyn!", ["Twpsyn"]),
    ],
)
def test_a_word_is_found_in_any_dress(text: str, found: list[str]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "class, pass, assess, Scunthorpe, Shitterton, titan, title, goddess",
        "idiots and idiotic ideas",
        "as small as s",
        "The A55 and the B455, the M1 and FB1",
        "good, as it is, it",
        "I'll go. Home is far.",
        "go to their home",
        "We are go homeward",
        "14880 and 11488",
        "a** b** ***",
        "he di it",
        "a b c d e f g",
        "1 2 3 4 5",
    ],
)
def test_a_word_within_a_word_does_not_count(text: str) -> None:
    assert _found(text) == []


def test_words_of_other_languages_are_not_taken_for_ours() -> None:
    # Ukrainian for mouth and forest look like English words, letter for letter.
    words = WordList({1: "pot", 2: "cop"})
    assert quoted(words.find, "Мій рот і сор на дорозі біля мосту") == []
    assert quoted(words.find, "Take the роt, the рот and go away with it") == ["роt", "рот"]


def test_a_list_of_nothing_finds_nothing() -> None:
    assert quoted(WordList({}).find, "idiot") == []
    assert quoted(WordList({1: "  ", 2: "?!"}).find, "idiot ?!") == []


@pytest.mark.parametrize(
    ("term", "form"),
    [
        ("Idiot", "idiot"),
        (" go   HOME ", "go home"),
        ("ĺdіоt", "ldiot"),
        ("ﬁlth", "filth"),
        ("?", ""),
    ],
)
def test_a_term_has_one_form_however_it_is_typed(term: str, form: str) -> None:
    assert normal_form(term) == form


def test_each_place_says_which_entry_it_is() -> None:
    assert [finding.figures for finding in WORDS.find("an idiot in shit")] == [{"entry": 1}, {"entry": 4}]


latin_words = st.text("bcdfghklmnprtvwxyz", min_size=5, max_size=12)


@given(
    latin_words,
    st.lists(st.sampled_from("\u200b\u200d\u00ad\u0301\u0336\ufe0f"), min_size=1, max_size=5),
    st.data(),
)
def test_what_nobody_sees_hides_no_word(word: str, unseen: list[str], data: st.DataObject) -> None:
    dressed = word
    for character in unseen:
        at = data.draw(st.integers(1, len(dressed)))
        dressed = dressed[:at] + character + dressed[at:]
    assert quoted(WordList({1: word}).find, f"some {dressed} here") == [dressed]


@given(latin_words, latin_words)
def test_a_word_is_found_only_as_a_whole(word: str, more: str) -> None:
    words = WordList({1: word})
    assert quoted(words.find, f"see {word}, there") == [word]
    assert quoted(words.find, f"see {word}{more}a there") == []


@given(st.text(max_size=200))
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    for finding in WORDS.find(text):
        assert finding.start is not None
        assert finding.end is not None
        assert 0 <= finding.start < finding.end <= len(text)
