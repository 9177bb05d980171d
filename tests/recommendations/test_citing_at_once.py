"""Nobody cites words in the moment in which a colleague takes them away."""

from __future__ import annotations

import threading
from dataclasses import replace

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core import transactions
from app.core.errors import WrongField
from app.evidence.models import EvidenceItem
from app.evidence.services import edit_item
from app.evidence.words import as_written
from app.recommendations.models import Citation, Recommendation
from app.recommendations.services import cite
from app.recommendations.words import Place
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import TOLD, make_item
from tests.factories.recommendations import make_recommendation


def test_words_that_a_colleague_is_just_taking_away_cannot_be_cited(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        assembly = make_assembly()
        item_id = make_item(assembly, summary="It was dark.").id
        recommendation_id, officer_id = make_recommendation(assembly).id, make_account().id
    has_changed = threading.Event()
    refusals: list[str] = []

    def quote() -> None:
        with app.app_context(), transactions.unit_of_work() as own:
            # The words as they were before the colleague is done.
            item, recommendation = (
                own.get_one(EvidenceItem, item_id),
                own.get_one(Recommendation, recommendation_id),
            )
            has_changed.set()
            try:
                cite(recommendation, item, None, None, None, Place("It was dark."))
            except WrongField as refusal:
                refusals.append(refusal.field)

    thread = threading.Thread(target=quote)
    with transactions.unit_of_work() as own:
        item = own.get_one(EvidenceItem, item_id)
        words = replace(as_written(item), summary="It was light.")
        edit_item(item, words, own.get_one(Account, officer_id), correction=TOLD)
        thread.start()
        # On SQLite the colleague waits already at the door.
        has_changed.wait(1)
    thread.join(30)
    assert refusals == ["quote"]
    assert session.scalars(select(Citation)).all() == []
