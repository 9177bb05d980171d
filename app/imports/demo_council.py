"""Fenbury Borough Council and its people."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account, Membership, Role
from app.accounts.passwords import hash_password
from app.accounts.queries import account_by_email
from app.assemblies.models import Assembly
from app.comments.models import Comment
from app.core import audit, clock
from app.core.db import db
from app.dispositions.models import Theme
from app.evidence.models import AssemblySession, EvidenceItem, Speaker
from app.organisations.models import Organisation
from app.recommendations.models import Recommendation, Version
from app.responses.models import Commitment, Response

# Only a demo may have a password that everybody knows.
PASSWORD = "moothall-demo"  # noqa: S105
# Who publishes whatever the file does not say otherwise of.
OFFICER = "officer@demo.example"


@dataclass
class Scene:
    """What the loading of one invented assembly has made so far, by the names that its file uses."""

    organisation: Organisation
    people: dict[str, Account]
    written: dict[str, Any]
    assembly: Assembly
    sessions: dict[str, AssemblySession] = field(default_factory=dict)
    speakers: dict[tuple[str, str], Speaker] = field(default_factory=dict)
    items: dict[str, EvidenceItem] = field(default_factory=dict)
    recommendations: dict[int, Recommendation] = field(default_factory=dict)
    versions: dict[tuple[int, str], Version] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    answers: dict[str, Response] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)

    def account_id(self, email: str | None) -> int | None:
        """The account of a member of staff that the file names, or None where it names nobody."""
        return self.people[email].id if email else None


def day_of(moment: datetime) -> str:
    """The day of a moment in London, as a partial date."""
    return moment.astimezone(clock.LONDON).date().isoformat()


def load_council(written: dict[str, Any]) -> Organisation:
    """Make Fenbury, unless it is there."""
    known = db.session.scalar(select(Organisation).where(Organisation.slug == written["slug"]))
    if known is not None:
        return known
    organisation = Organisation(
        slug=written["slug"],
        name=written["name"],
        local_authority_code=written["local_authority_code"],
        gss_code=written["gss_code"],
        accent=written["accent"],
        email=written["email"],
        phone=f"{written['phone']}, {written['phone_hours']}",
        postal_address="\n".join(written["postal_address"]),
        website=written["website"],
        population=written["residents"],
    )
    db.session.add(organisation)
    audit.record("created", organisation)
    return organisation


def load_people(written: list[dict[str, Any]], organisation: Organisation) -> dict[str, Account]:
    """Make the staff that are not there yet, each with their roles. Returns all of them by address."""
    return {person["email"]: _load_person(person, organisation) for person in written}


def _load_person(written: dict[str, Any], organisation: Organisation) -> Account:
    known = account_by_email(written["email"])
    if known is not None:
        return known
    account = Account(
        email=written["email"],
        name=written["name"],
        password_hash=hash_password(PASSWORD),
        created_at=clock.now(),
        session_key=secrets.token_urlsafe(32),
        memberships=[_membership(Role(role), organisation) for role in written["roles"]],
    )
    db.session.add(account)
    audit.record("created", account)
    return account


def _membership(role: Role, organisation: Organisation) -> Membership:
    """Officers serve Fenbury; moderators and administrators the whole site."""
    return Membership(role=role.value, organisation_id=organisation.id if role is Role.OFFICER else None)
