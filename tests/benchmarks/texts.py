"""Twenty thousand texts to search, made of the demo's own sentences; and what people type to search them."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from app.assemblies.models import Assembly
from app.comments.models import Comment
from app.core import clock
from app.core.db import db
from app.core.transactions import unit_of_work
from app.imports.demo import SAMPLES
from app.recommendations.models import Recommendation
from app.search.services import Reindexed, reindex

FILES = (
    "fenbury-high-street.json",
    "fenbury-clean-air.json",
    "iidp/dudley.json",
    "iidp/greater-cambridge.json",
    "iidp/romsey.json",
)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
# From words that nearly every text holds to words that none does, short and long, begun, in phrases, as questions.
QUERIES = (
    "the", "of", "people", "council", "bus", "buses", "street", "not", "car", "cars and buses", "air", "road",
    "parking", "market", "cycling", "shop*", "deliv", "libr", "pollut", "t*", "zebra", "Marchetti", "A47", "£60,000",
    "20mph", "toilets open", "empty shops", "blue badge", "wood-burning stoves", "first hour free", "bus stops",
    "council people street", "children at school", "what will the council do", "who owns the empty shops",
    "why are there no buses in the evening", "“high street”", "“the council”", "“of the”", "“first hour”",
    "“wood-burning stoves”", "“bus people buy light bulbs”", "Cymraeg", "café", "traders' association",
    "workplace parking levy", "Brierley Hill", "council bus car street people air road shop",
)  # fmt: skip


def _sentences(content: Any) -> Iterator[str]:
    """Every sentence of a sample file that is long enough to be one."""
    if isinstance(content, str):
        yield from (sentence for sentence in _SENTENCE_END.split(content) if len(sentence) > 15)
    elif isinstance(content, dict):
        for value in content.values():
            yield from _sentences(value)
    elif isinstance(content, list):
        for value in content:
            yield from _sentences(value)


def load_texts(number: int) -> tuple[Reindexed, float]:
    """Fill the site up to so many documents, with comments on every recommendation.

    Needs an application context. Returns what indexing them did, and the seconds that it took. The same texts each
    time, so that runs compare.
    """
    chance = random.Random(20_000)
    sentences = [
        sentence
        for name in FILES
        for sentence in _sentences(json.loads((SAMPLES / name).read_text(encoding="utf-8")))
    ]
    written = clock.now() - timedelta(days=1)
    with unit_of_work() as session:
        public = select(Recommendation.subject_id).join(Assembly).where(Assembly.published_at.is_not(None))
        subjects = session.scalars(public.order_by(Recommendation.id)).all()
        rows = [
            {
                "subject_id": chance.choice(subjects),
                "kind": "comment",
                "state": "published",
                "channel": "online",
                "body": " ".join(chance.choices(sentences, k=chance.randint(2, 9))),
                "author_name": chance.choice(("Priya N.", "Tom", None)),
                "author_key": f"benchmark author {place}",
                "is_official": False,
                "agrees": 0,
                "receipt_token": f"benchmark {place}",
                "created_at": written,
                "published_at": written,
            }
            for place in range(number)
        ]
        session.execute(insert(Comment), rows)
    begun = time.perf_counter()
    done = reindex()
    took = time.perf_counter() - begun
    db.session.close()
    return done, took
