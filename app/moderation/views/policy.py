"""The moderation policy, for everybody."""

from __future__ import annotations

from flask import render_template

from app.core.access import public
from app.core.loading import found
from app.moderation.blueprint import bp
from app.moderation.models import PolicyVersion
from app.moderation.policy import in_words, wording_of
from app.moderation.policy_changes import policy_changes
from app.moderation.queries.policy import changes_between, policy_in_force, policy_version, policy_versions

VERSION = "<int(max=2147483647):number>"
OTHER = "<int(max=2147483647):other>"


def _page(version: PolicyVersion, in_force: PolicyVersion, is_permanent: bool) -> str:
    return render_template(
        "moderation/policy.html",
        version=version,
        in_force=in_force,
        is_permanent=is_permanent,
        versions=policy_versions(),
        paragraphs=[in_words(paragraph) for paragraph in version.paragraphs],
    )


@bp.get("/moderation-policy")
@public
def policy() -> str:
    """What may be written here, paragraph by paragraph, and what happens to comments."""
    in_force = policy_in_force()
    return _page(in_force, in_force, is_permanent=False)


@bp.get(f"/moderation-policy/versions/{VERSION}")
@public
def policy_as_it_was(number: int) -> str:
    """One version of the policy for ever, which says whether it is still in force. Decisions lead to theirs."""
    return _page(found(policy_version(number)), policy_in_force(), is_permanent=True)


@bp.get(f"/moderation-policy/versions/{VERSION}/compare/{OTHER}")
@public
def compare_policies(number: int, other: int) -> str:
    """What differs between two versions of the policy, word by word."""
    before, after = found(policy_version(number)), found(policy_version(other))
    former, present = ([wording_of(each) for each in one.paragraphs] for one in (before, after))
    return render_template(
        "moderation/policy_compare.html",
        before=before,
        after=after,
        explained=changes_between(before, after),
        changes=policy_changes(former, present),
    )
