"""A wave of spam on a running site: `python -m tests.journeys.wave send SLUG`, in the environment of that site.

It runs in a process of its own, since the browser's event loop keeps Flask from ending a context in the journeys' one.
"""

from __future__ import annotations

import os
import random
import sys

from app import create_app
from app.assemblies.queries import assembly_by_slug
from app.comments.models import CommentState, Submission
from app.comments.services import new_receipt_token, post_comment
from app.core import outbox, transactions
from app.moderation.services.campaigns import group_comment
from config import from_environment
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.recommendations import make_recommendation

# How many send each of the texts, and how many write something of their own.
COPIES = (110, 90, 60)
OTHERS = 40
PEOPLE = ("Ann", "Tom", "Priya", "Gareth", "Siân", "Mo", "Olu", "Zofia", "Kit", "Bea")
PLACES = ("Eastmoor", "Priory Gardens", "Church Lane", "the Riverside", "Mill Road", "Station Road")
CAMPAIGNS = (
    "Dear council, stop the war on the motorist now. As a resident of {place} I say that the plan to close the High"
    " Street to cars will kill every shop in it, and nobody asked us. Sign the petition and share it. {person}",
    "Win back your evenings with the Fenbury tanning lounge, two minutes from {place}. Our members save half on"
    " every visit in December, and parking is free. Ask for {person} at the desk and bring a friend.",
    "Hello. I live near {place} and I want the bus lane kept, because my mother cannot walk from the station and the"
    " bus is the only way she has to see her doctor and her friends. Please keep it. Yours, {person}",
)
REMARKS = (
    "Could the loading bays on {place} open at seven in the morning?",
    "I would like a bench at {place}, for those who wait.",
    "The lamps along {place} have been broken since spring.",
    "Who will pay for the crossing near {place}?",
    "More trees at {place}, please: it is hot there in July.",
    "Deliveries before ten are fine by me, if {place} stays quiet at night.",
    "My shop on {place} needs a van twice a week.",
)


def texts(chance: random.Random) -> list[str]:
    """Three hundred texts in no order: three of them in many hands, the rest somebody's own."""
    written = [
        CAMPAIGNS[number].format(place=chance.choice(PLACES), person=chance.choice(PEOPLE))
        for number, copies in enumerate(COPIES)
        for _ in range(copies)
    ]
    remarks = [(remark, place) for remark in REMARKS for place in PLACES]
    chance.shuffle(remarks)
    written += [remark.format(place=place) for remark, place in remarks[:OTHERS]]
    chance.shuffle(written)
    return written


def send(slug: str) -> None:
    """Make an assembly that asks for no confirmation, send the texts to its one draft, and let them be read."""
    app = create_app(from_environment(os.environ))
    with app.app_context():
        with transactions.unit_of_work():
            assembly = make_assembly(
                slug, consulting=(-7, 7), confirms_comments=False, name=f"Assembly of the wave {slug}"
            )
            draft = make_recommendation(assembly)
            for number, text in enumerate(texts(random.Random(slug))):
                sent = Submission(body=text, email=f"{slug}-{number}@residents.example")
                post_comment(draft.subject, sent, receipt_token=new_receipt_token(), text=draft.versions[-1])
        outbox.drain()


def leave_behind(slug: str) -> None:
    """Put a campaign that was rejected long ago into an assembly of the sample data, which holds none."""
    app = create_app(from_environment(os.environ))
    with app.app_context(), transactions.unit_of_work():
        assembly = assembly_by_slug(slug)
        assert assembly is not None
        for place in PLACES[:3]:
            text = CAMPAIGNS[1].format(place=place, person=PEOPLE[0])
            group_comment(make_comment(subject_of(assembly), text, state=CommentState.REJECTED))


if __name__ == "__main__":
    {"send": send, "leave-behind": leave_behind}[sys.argv[1]](sys.argv[2])
