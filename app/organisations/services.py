"""Keeping organisations."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import func, select

from app.core import audit, events, revisions
from app.core.db import db
from app.core.errors import WrongField
from app.core.text import slug
from app.organisations import accent
from app.organisations.accent import Accent
from app.organisations.events import OrganisationChanged
from app.organisations.models import Organisation
from app.organisations.queries import organisation_by_slug
from app.organisations.words import OrganisationWords


def _free_slug(name: str) -> str:
    """The name as an address, with a number where another organisation has it already."""
    wanted = slug(name) or "organisation"
    candidate, number = wanted, 1
    while organisation_by_slug(candidate) is not None:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def _must_be_free(words: OrganisationWords, own_id: int | None) -> None:
    """Names and codes are unique; a name that differs in capitals alone would only confuse."""
    others = select(Organisation.id).where(Organisation.id != (own_id or 0))
    if db.session.scalar(others.where(func.lower(Organisation.name) == words.name.lower())) is not None:
        raise WrongField("name", gettext("There is an organisation with this name already."))
    code = words.local_authority_code
    if (
        code is not None
        and db.session.scalar(others.where(Organisation.local_authority_code == code)) is not None
    ):
        raise WrongField(
            "local_authority_code", gettext("Another organisation has this code. Check which one is right.")
        )


def _write(organisation: Organisation, words: OrganisationWords) -> Accent | None:
    chosen = accent.fit(accent.parse(words.accent)) if words.accent else None
    organisation.name = words.name
    organisation.local_authority_code = words.local_authority_code
    organisation.gss_code = words.gss_code
    organisation.accent = chosen.used if chosen else None
    organisation.email = words.email
    organisation.phone = words.phone
    organisation.postal_address = words.postal_address
    organisation.website = words.website
    organisation.population = words.population
    return chosen


def create_organisation(
    words: OrganisationWords, actor_id: int | None = None
) -> tuple[Organisation, Accent | None]:
    """Make an organisation; its address is made of its name and never changes.

    Returns it and what became of its colour (None where none was given).
    Raises WrongField where the name or code is taken.
    """
    _must_be_free(words, None)
    organisation = Organisation(slug=_free_slug(words.name))
    chosen = _write(organisation, words)
    db.session.add(organisation)
    audit.record("created", organisation, actor_id=actor_id)
    revisions.touch(organisation.slug)
    return organisation, chosen


def edit_organisation(
    organisation: Organisation, words: OrganisationWords, actor_id: int | None = None
) -> Accent | None:
    """Change an organisation. Returns what became of its colour. Raises WrongField where the name or code is taken."""
    _must_be_free(words, organisation.id)
    chosen = _write(organisation, words)
    audit.record("edited", organisation, actor_id=actor_id)
    revisions.touch(organisation.slug)
    events.announce(OrganisationChanged(organisation.id))
    return chosen
