"""Who may do what: one list of permissions, one table of predicates in `app/wiring.py`.

*Who* is policy and stands here. *When* (a phase that is open, a version that is published) is an invariant of the
service concerned. What one may not know of is a 404, not a 403.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from flask import abort, current_app
from flask_login import current_user

Predicate = Callable[[Any, Any], bool]
PermissionTable = Mapping["Permission", Predicate]

PERMISSIONS_KEY = "moothall-permissions"


class Permission(StrEnum):
    """Everything that needs a role. The docstring of each member is its line in docs/permissions.md."""

    description: str

    def __new__(cls, value: str, description: str) -> Permission:
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member

    SEE_OWN_ACCOUNT = "see own account", "See one's own account and change one's own password."
    ADMINISTER_SITE = "administer site", "Create organisations and accounts, give and take away roles."
    CREATE_ASSEMBLY = "create assembly", "Create an assembly with its phases."
    MODERATE = (
        "moderate",
        "Use the moderation desk: see what waits, publish, reject, redact, hide and escalate.",
    )
    LEAD_MODERATION = (
        "lead moderation",
        "Pause comments from the moderation desk. Services ask the same before what was escalated is decided,"
        " or a colleague’s press undone.",
    )
    PAUSE_COMMENTS = "pause comments", "Pause comments and questions of an assembly, with a public reason."
    EDIT_MODERATION_POLICY = (
        "edit moderation policy",
        "Publish a new version of the moderation policy, and change the list of words.",
    )
    USE_COUNCIL_DESK = "use council desk", "See the council desk and the organisation's assemblies there."
    EDIT_EVIDENCE = "edit evidence", "Add, change and publish sessions and evidence items of an assembly."
    STATE_OPENNESS = "state openness", "Say how an assembly stands to the openness checklist."
    DRAFT_RECOMMENDATION = (
        "draft recommendation",
        "Write, preview and publish versions of a recommendation; discard drafts.",
    )
    ENTER_VOTE = "enter vote", "Enter the members' vote, and check the sums of what a colleague entered."
    CODE_COMMENTS = "code comments", "Label comments with themes and sum up what each theme says."
    ANSWER_COMMENTS = (
        "answer comments",
        "Say what became of comments, finish the consultation, and give the members what the public said.",
    )
    ANSWER_QUESTIONS = "answer questions", "Answer residents' questions about sessions and evidence."
    RUN_CONSULTATION = "run consultation", "Open and close the consultation of an assembly."
    DRAFT_RESPONSE = "draft response", "Draft the council's answer to a recommendation."
    PUBLISH_RESPONSE = (
        "publish response",
        "Publish an answer that somebody else has written, now or at a set time; hand it back; call that off.",
    )
    PAUSE_CLOCK = (
        "pause clock",
        "State the day of the final report, and let the clock of answers stand still, with a public reason.",
    )
    REPORT_PROGRESS = "report progress", "Make commitments and report progress on them."
    INVITE_MEMBERS = (
        "invite members",
        "Give an assembly's members their links to the counter-check, and end one that went astray.",
    )


def can(permission: Permission, thing: object = None) -> bool:
    """Whether the signed-in person holds the permission, for the thing if one is given. False if nobody is."""
    table: PermissionTable = current_app.extensions[PERMISSIONS_KEY]
    return bool(current_user.is_authenticated) and table[permission](current_user, thing)


def authorise(permission: Permission, thing: object = None) -> None:
    """Go on only if the signed-in person may.

    Raises 401 where nobody is signed in, 404 where the thing is not this person's business, 403 where the role
    lacks the permission altogether.
    """
    if not current_user.is_authenticated:
        abort(401)
    if not can(permission, thing):
        abort(403 if thing is None else 404)
