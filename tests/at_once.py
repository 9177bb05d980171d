"""Two who press their buttons at the same moment: acts in threads, for tests on a `committed_database`."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from app.core import transactions
from app.core.errors import Refused

Act = Callable[[Session], object]


def at_once(app: Flask, *acts: Act) -> list[str]:
    """Do these in a thread each, all at the same moment. Returns "done" or the refusal's words, for each."""
    together = threading.Barrier(len(acts), timeout=20)
    outcomes = ["lost"] * len(acts)

    def do(place: int, act: Act) -> None:
        with app.app_context():
            together.wait()
            try:
                with transactions.unit_of_work() as own:
                    act(own)
                outcomes[place] = "done"
            except Refused as refusal:
                outcomes[place] = refusal.message

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
