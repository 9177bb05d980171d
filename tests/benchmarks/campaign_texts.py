"""Comments on one draft of which some belong to campaigns, and which those are: made at random, the same from a seed.

All are about the same streets in the same words. Those that are in no campaign are hard to tell from those that are:
forms of words that thousands fill in, short ones that many send alike, and remarks beside a quoted paragraph.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain


def _listed(words: str) -> list[str]:
    return words.split("|")


PLACES = _listed(
    "the High Street|Mill Road|the market square|the bus station|Station Road|the library|the riverside car park|"
    "the old town hall|Church Lane|the leisure centre|Bridge Street|the retail park|the hospital|Priory Gardens"
)
PEOPLE = _listed(
    "older residents|parents with pushchairs|shop workers|teenagers|wheelchair users|market traders|carers|"
    "people without a car|night shift workers|small businesses|visitors|commuters|delivery drivers|students"
)
THINGS = _listed(
    "the bus lane|the parking charge|free parking for the first hour|the twenty mile an hour limit|the cycle track|"
    "the pedestrian area|the weekly market|the empty shops scheme|the evening bus|the new crossing|the street trees|"
    "the public toilets|the loading bay|the one way system|the clean air charge|the wider pavement"
)
TROUBLES = _listed(
    "congestion|dirty air|noise at night|empty windows|broken paving|speeding traffic|litter|rising rents|late buses|"
    "parked vans|flooding|rat running|higher prices|confusing signs|long queues"
)
GOODS = _listed(
    "footfall|safety|clean air|trade|quiet evenings|fairness|shade|access|independence|better health|"
    "shorter journeys|lower bills|local jobs|friendly streets|trust in the council"
)
TIMES = _listed(
    "every morning|on market days|after dark|in winter|at the weekend|during school holidays|before nine|"
    "most evenings|twice a week|all year round|when it rains|since the spring"
)
SOMEBODY = _listed(
    "my mother|my neighbour|our street|my daughter|the owner of the bakery|a friend who is blind|my husband|"
    "our residents group|the chemist|my employer|a nurse I know|my grandson|the school crossing patrol|our choir"
)
NUMBERS = _listed("two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty")
SIDES = (
    ("I support {thing}.", "I oppose {thing}."),
    ("I support {thing}.", "I do not support {thing}."),
    ("We welcome {thing} at {place}.", "We are against {thing} at {place}."),
    ("Like many of {people} I agree with {thing}.", "Like many of {people} I don’t agree with {thing}."),
    ("Yes to {thing}!", "No to {thing}!"),
    ("The council should go ahead with {thing}.", "The council should not go ahead with {thing}."),
)
VERBS = _listed(
    "support|oppose|welcome|question|agree with|worry about|like|dislike|back|reject|favour|doubt"
)
NAMES = _listed("Ann Smith|Tom Jones|Priya Patel|Gareth Evans|Siân Davies|Mo Khan|Olu Okafor|Zofia Kowalska")
SENTENCES = (
    "I {verb} {thing} because it brings {good} to {place}.",
    "{somebody} uses {place} {time} and sees {trouble} there.",
    "Please think about {people} before you change {thing}.",
    "Without {thing} we will have more {trouble} around {place}.",
    "The draft says nothing about {people}, and that worries me.",
    "I have lived near {place} for {number} years and {trouble} has never been worse.",
    "If the council pays for {thing}, who will pay for {good}?",
    "{people} need {thing} {time}, not another consultation.",
    "We should try {thing} for {number} months and then count {good}.",
    "My main concern is {trouble} near {place}.",
    "In other towns {thing} led to {good} within {number} months.",
    "It would be better to spend the money on {good} for {people}.",
    "Nobody asked {people} what they think of {thing}.",
    "I walk past {place} {time} and count the {trouble}.",
    "{somebody} told me that {thing} is the only reason to come into town.",
    "Start at {place}, then do the rest when the figures are in.",
    "There are {number} reasons to keep {thing}, and {good} is the first.",
    "The evidence from session {number} about {trouble} convinced me.",
    "As somebody who speaks for {people}, I {verb} this.",
    "Do not let {trouble} be an excuse to drop {thing}.",
    "What will happen to {place} when {thing} is gone?",
    "I would rather see {thing} at {place} than a promise of {good}.",
    "{time} there is nowhere to sit near {place}.",
    "The cost of {thing} should be shown next to its effect on {good}.",
    "Traders near {place} lost {number} customers a day to {trouble}.",
    "Give {people} a discount and I will {verb} the whole plan.",
    "{thing} must not open before {place} is repaired.",
    "Let the members visit {place} {time} and judge {trouble} for themselves.",
    "Could {somebody} apply for an exemption from {thing}?",
    "A promise of {good} is not a plan for {people}.",
    "I cannot see how {thing} helps {somebody} get to {place}.",
    "Put a number on {trouble} and report it {time}.",
    "Cameras at {place} would deal with {trouble} for less.",
    "I read the paragraph on {thing} twice and still do not know when it starts.",
    "Keep {place} open to {people} whatever you decide about {thing}.",
    "Last year {trouble} made {somebody} give up going to {place}.",
    "{good} matters more to me than {thing}.",
    "The timetable for {thing} leaves {number} weeks to consult {people}.",
    "Mae {thing} yn bwysig i {people} sydd yn byw ger {place}.",
    "Rhaid i’r cyngor ateb pob argymhelliad am {trouble} o fewn {number} mis.",
)
SHORT = (
    "I support this.", "I agree.", "No.", "Good idea", "Please do this", "I do not support this.", "I support {thing}.",
    "No to {thing}!", "Yes to {good}.", "What about {people}?", "Too much {trouble} already.", "Waste of money.",
    "I {verb} this because of {good}.", "This will help {people}.", "Stop {trouble} at {place}.", "Cytuno’n llwyr.",
    "I support this proposal because it will help {people}.", "Please keep {place} open {time}.",
)  # fmt: skip
CLAUSE = (
    "The council will make the High Street free of through traffic between ten and four from spring 2027 and report "
    "each year how many people came."
)
GREETINGS = (
    "Dear council,", "Hello,", "Hi there", "To whom it may concern,", "Dear Sir or Madam,", "Good morning,", "",
    "Dear members of the assembly,", "Dear Fenbury Borough Council", "To the planning team:", "Annwyl Gyngor,",
)  # fmt: skip
SIGNATURES = (
    "Kind regards,\n{name}", "Yours sincerely, {name}", "Thanks, {name}", "{name}, {place}", "Many thanks", "", "",
    "Best wishes\n{name}\nFB1 2QA", "Yours faithfully\n\n{name}", "Regards, {name} (resident of {place})", "- {name}",
    "Thank you for reading, {name}", "Yn gywir,\n{name}",
)  # fmt: skip
_LISTS = {
    "place": PLACES,
    "people": PEOPLE,
    "thing": THINGS,
    "trouble": TROUBLES,
    "good": GOODS,
    "time": TIMES,
    "somebody": SOMEBODY,
    "number": NUMBERS,
    "verb": VERBS,
    "name": NAMES,
}
_FORMS = [re.sub(r"\{\w+\}", "", sentence) for sentence in SENTENCES]
VOCABULARY = sorted(set(re.findall(r"[a-z]+", " ".join([*_FORMS, *chain.from_iterable(_LISTS.values())]))))

CAMPAIGNED = 0.4
LARGEST, SMALLEST = 500, 5


class Kind(StrEnum):
    """What people do to a text that they were given."""

    SWAPPED = "swapped"
    ROUGH = "rough"
    OWN_WORDS = "own words"
    CONTRARY = "contrary"


@dataclass(frozen=True)
class Planted:
    """A comment, and the campaign that it belongs to; each of the others has a name of its own."""

    campaign: str
    text: str


def planted(kind: Kind, number: int, seed: int) -> list[Planted]:
    """So many comments in any order, two fifths of them of campaigns of 5 to 500 copies."""
    chance = random.Random(f"{kind} {number} {seed}")
    found: list[Planted] = []
    vary = _VARIATIONS[kind]
    largest = min(LARGEST, number // 10)
    while len(found) < CAMPAIGNED * number:
        size = largest if not found else int(SMALLEST * (largest / SMALLEST) ** chance.random())
        base = _sentences(chance, 3, 9)
        for stand in _stands(kind, chance):
            copies = [base, *(vary(list(base), chance) for _ in range(size - 1))]
            name = f"campaign {len(found)}"
            found += [Planted(name, _letter([*stand, *copy], chance)) for copy in copies]
    for place in range(number - len(found)):
        found.append(Planted(f"nobody's {place}", _distinct(chance)))
    chance.shuffle(found)
    return found


def _stands(kind: Kind, chance: random.Random) -> list[list[str]]:
    """What stands before the sentences that all copies share: nothing, or for each of two campaigns the opposite."""
    if kind is not Kind.CONTRARY:
        return [[]]
    pro, contra = chance.choice(SIDES)
    filled = {name: chance.choice(words) for name, words in _LISTS.items()}
    return [[pro.format(**filled)], [contra.format(**filled)]]


def _filled(sentence: str, chance: random.Random) -> str:
    text = sentence.format(**{name: chance.choice(words) for name, words in _LISTS.items()})
    return text[:1].upper() + text[1:]


def _sentences(chance: random.Random, fewest: int, most: int) -> list[str]:
    return [_filled(sentence, chance) for sentence in chance.sample(SENTENCES, chance.randint(fewest, most))]


def _letter(sentences: list[str], chance: random.Random) -> str:
    greeting, signature = chance.choice(GREETINGS), _filled(chance.choice(SIGNATURES), chance)
    before = greeting + chance.choice(("\n", " ")) if greeting else ""
    return before + " ".join(sentences) + (chance.choice(("\n", "\n", " ")) + signature if signature else "")


def _distinct(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.25:
        return _filled(chance.choice(SHORT), chance)
    if kind < 0.3:
        return f"“{CLAUSE}” " + " ".join(_sentences(chance, 1, 3))
    if kind < 0.33:
        return f"{CLAUSE} " + " ".join(_sentences(chance, 2, 4))
    sentences = _sentences(chance, 1, 6)
    return _letter(sentences, chance) if kind < 0.6 else " ".join(sentences)


def _swapped(sentences: list[str], chance: random.Random, share: float) -> list[str]:
    """The sentences with words swapped for any others of the vocabulary."""
    return [
        " ".join(chance.choice(VOCABULARY) if chance.random() < share else word for word in sentence.split())
        for sentence in sentences
    ]


def _vary_by_swapping(sentences: list[str], chance: random.Random) -> list[str]:
    """Up to a fifth of the words swapped, the sentences often in another order."""
    if chance.random() < 0.6:
        chance.shuffle(sentences)
    return _swapped(sentences, chance, chance.uniform(0, 0.2))


def _vary_roughly(sentences: list[str], chance: random.Random) -> list[str]:
    """Words left out and mistyped, capitals and commas as it comes."""
    if chance.random() < 0.3:
        chance.shuffle(sentences)
    share = chance.uniform(0, 0.2)
    return [_mistyped(sentence, chance, share) for sentence in _swapped(sentences, chance, 0.05)]


def _mistyped(sentence: str, chance: random.Random, share: float) -> str:
    words = []
    for word in sentence.split():
        fate, cut = chance.random(), chance.randrange(len(word))
        if fate >= share:
            words.append(word)
        elif fate >= share / 2:
            words.append(word[:cut] + word[cut + 1 :])
    return chance.choice((str, str, str.upper, str.lower))(" ".join(words)).rstrip(".") + chance.choice(
        (".", "!!", "")
    )


def _vary_with_own_words(sentences: list[str], chance: random.Random) -> list[str]:
    """Few words swapped, one sentence dropped at times; three in ten add sentences, up to half as many."""
    chance.shuffle(sentences)
    if chance.random() < 0.2 and len(sentences) > 3:
        sentences.pop()
    varied = _swapped(sentences, chance, chance.uniform(0, 0.12))
    if chance.random() < 0.3:
        own = "\n".join(_sentences(chance, 1, max(1, len(sentences) // 2)))
        varied = [*varied, f"\n\n{own}"] if chance.random() < 0.6 else [f"{own}\n\n", *varied]
    return varied


_VARIATIONS: dict[Kind, Callable[[list[str], random.Random], list[str]]] = {
    Kind.SWAPPED: _vary_by_swapping,
    Kind.ROUGH: _vary_roughly,
    Kind.OWN_WORDS: _vary_with_own_words,
    # Two campaigns in the same words but for the first sentence, which says the opposite and is copied as it is.
    Kind.CONTRARY: lambda sentences, chance: _swapped(sentences, chance, chance.uniform(0, 0.2)),
}
