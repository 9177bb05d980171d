"""Publishing the next version of the moderation policy."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.core import audit, clock, dates, revisions
from app.core.db import db
from app.core.errors import Refused
from app.core.text import slug
from app.moderation.models import PolicyParagraph, PolicyVersion
from app.moderation.policy import IN_WELSH, PARTS, SOMETHING_ELSE, Wording, wording_of
from app.moderation.queries.policy import codes_given, policy_in_force

# Long enough to be told apart by, and short enough for an address.
LONGEST_CODE = 40
# What the addresses of the page's own parts are called, so that no paragraph is.
NOT_FOR_PARAGRAPHS = {SOMETHING_ELSE, "main", "paragraphs", "never", "how", "report", "changes", "versions"}


def publish_policy(
    wordings: Sequence[Wording], change_note: str, *, opened_on: int, by: Account
) -> PolicyVersion:
    """Publish the next version of the policy. Decisions cite it from now on; earlier ones keep citing theirs.

    Takes its paragraphs in order, what changed and why (for everybody to read), the number of the version that the
    person began from, and who publishes. A paragraph without a code is new and gets one made from its title, which no
    version ever gave to another paragraph. Returns the new version. Raises Refused where somebody else has published
    since, where nothing changed, and where nothing would be left of the policy.
    """
    _wait_for_others(opened_on)
    in_force = refuse_overtaken(opened_on)
    if not wordings:
        raise Refused(gettext("A policy needs a paragraph. Leave at least one in it."))
    if list(wordings) == [wording_of(paragraph) for paragraph in in_force.paragraphs]:
        raise Refused(gettext("Nothing has changed, so there is no new version to publish."))
    version = PolicyVersion(
        number=in_force.number + 1,
        published_at=clock.now(),
        published_by_id=by.id,
        change_note=change_note,
        paragraphs=_paragraphs(wordings),
    )
    db.session.add(version)
    audit.record("published", version, actor_id=by.id, number=version.number)
    # Traces and receipts lead to the version that they cite, so no page of an assembly changes.
    revisions.touch(revisions.SITE)
    return version


def refuse_overtaken(opened_on: int) -> PolicyVersion:
    """Raise Refused, saying who published since, where the version that somebody began from is not in force any more.

    Takes the number of that version and returns it where it is.
    """
    in_force = policy_in_force()
    if in_force.number != opened_on:
        raise Refused(_who_was_first(in_force))
    return in_force


def _wait_for_others(opened_on: int) -> None:
    """Let one publish after the other: whoever begins from the same version waits here until the first is done."""
    db.session.execute(
        select(PolicyVersion.id).where(PolicyVersion.number == opened_on).with_for_update(key_share=True)
    )


def _who_was_first(in_force: PolicyVersion) -> str:
    when = dates.moment(in_force.published_at)
    name = in_force.published_by.name if in_force.published_by else gettext("Somebody")
    return str(
        gettext(
            "%(name)s published version %(number)s on %(when)s, after you began. Nothing that you wrote is lost.",
            name=name,
            number=in_force.number,
            when=when,
        )
    )


def _paragraphs(wordings: Sequence[Wording]) -> list[PolicyParagraph]:
    taken = codes_given() | NOT_FOR_PARAGRAPHS
    paragraphs = []
    for position, wording in enumerate(wordings, start=1):
        code = wording.code or _new_code(wording.said["title"], taken)
        taken.add(code)
        said = {part: wording.said[part] for part in PARTS}
        welsh = {part: wording.said[part] or None for part in IN_WELSH}
        paragraphs.append(
            PolicyParagraph(code=code, position=position, for_readers=wording.for_readers, **said, **welsh)
        )
    return paragraphs


def _new_code(title: str, taken: set[str]) -> str:
    """A code made from the title: "Private people" is `private_people`, or `private_people_2` if that was given."""
    made = slug(title, LONGEST_CODE).replace("-", "_") or "paragraph"
    number = 1
    code = made
    while code in taken:
        number += 1
        code = f"{made}_{number}"
    return code
