"""A council at work on its answers, and what its officers type into their forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.recommendations.models import VersionStage
from app.responses import services
from app.responses.models import Commitment, ProgressUpdate, Response, Verdict
from app.responses.words.answers import Wording
from tests.conftest import Visitor
from tests.factories.accounts import make_account, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_commitment, make_response

DESK = "/council/high-street/responses/"
WORDING = Wording(Verdict.ACCEPTED, "The lane is wide.", "Fenbury Borough Council", decided_on="2026-11-19")
ANSWER = {
    "recommendations": "2",
    "verdict": "accepted",
    "reasons": "The lane is wide enough.",
    "responsible_body": "Fenbury Borough Council",
    "decided_on-day": "19",
    "decided_on-month": "11",
    "decided_on-year": "2024",
}
PROMISE = {"title": "Put up 14 monitors", "due_on-month": "6", "due_on-year": "2099"}
REPORT = {"status": "in_progress", "text": "Eleven of fourteen are up."}


class Council:
    """Recommendation 1 is answered and has a commitment, 2 waits, 3 is being answered by a colleague."""

    def __init__(self) -> None:
        self.assembly: Assembly = make_assembly()
        self.recommendations = [
            make_recommendation(self.assembly, number=number, stage=VersionStage.FINAL)
            for number in (1, 2, 3)
        ]
        self.olu = self.officer("olu@fenbury.example", "Olu Officer")
        self.priya = self.officer("priya@fenbury.example", "Priya Planner")
        self.answer = make_response(self.recommendations[0], drafted_by=self.olu, published_by=self.priya)
        self.draft = services.draft_response([self.recommendations[2]], WORDING, self.olu)
        self.commitment = make_commitment(self.recommendations[0])

    def officer(self, email: str, name: str) -> Account:
        serves = self.assembly.organisation_id
        return make_account(email, name=name, role=Role.OFFICER, organisation_id=serves)

    @property
    def paths(self) -> Mapping[str, str]:
        return {
            "index": DESK,
            "new": DESK + "new",
            "edit": f"{DESK}{self.draft.id}/edit",
            "correct": f"{DESK}{self.answer.id}/correct",
            "preview": f"{DESK}{self.draft.id}/preview",
            "publish": f"{DESK}{self.draft.id}/publish",
            "anew": f"{DESK}{self.answer.id}/anew",
            "promise": f"{DESK}commitments/new/1",
            "report": f"{DESK}commitments/{self.commitment.id}/report",
        }


def seen_on(client: Visitor, path: str) -> str:
    return client.get(path).text.split('name="seen" value="')[1].split('"')[0]


def post(client: Visitor, path: str, fields: Mapping[str, Any]) -> Any:
    """Send a form with nothing but these fields and the tokens of its page."""
    form = path.replace("/publish", "/preview")
    page = client.get(form).text
    tokens = re.findall(r'type="hidden" name="(once)" value="([^"]*)"', page)
    return client.post(path, data={"csrf_token": token_in(client, form), **dict(tokens), **fields})


def act(client: Visitor, preview: str, what: str, **fields: Any) -> Any:
    """Press one of the buttons of a draft's page: send, publish, schedule, call-off, hand-back, remarks."""
    form = {"csrf_token": token_in(client, preview), "seen": seen_on(client, preview), **fields}
    return client.post(preview.replace("preview", what), data=form)


def rows(session: Session) -> tuple[int, ...]:
    return tuple(
        session.scalar(select(func.count(table.id))) or 0 for table in (Response, Commitment, ProgressUpdate)
    )
