"""Writes docs/permissions.md from the table in app/wiring.py: `make permissions`.

The roles of each line are found by asking the predicates about people who hold one role each, so the page cannot say
anything that the program does not do.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from app import wiring
from app.accounts.models import Account, Membership, Role
from app.assemblies.models import Assembly
from app.comments.models import Comment
from app.core.access import __doc__ as access_words
from app.core.permissions import Permission
from app.subjects.models import Subject
from tests.architecture.routes import Route, routes, whole_site

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
OWN, OTHER = 1, 2


def _person(role: Role | None, organisation_id: int | None = None) -> Account:
    memberships = [Membership(role=role.value, organisation_id=organisation_id)] if role else []
    return Account(memberships=memberships)


PEOPLE = {
    "administrator": _person(Role.ADMINISTRATOR),
    "officer of a council": _person(Role.OFFICER, OWN),
    "moderator of a council": _person(Role.MODERATOR, OWN),
    "moderator for all": _person(Role.MODERATOR),
    "lead moderator of a council": _person(Role.LEAD_MODERATOR, OWN),
    "signed in, no role": _person(None),
}


def _assembly(organisation_id: int) -> Assembly:
    return Assembly(organisation_id=organisation_id)


def _comment(organisation_id: int) -> Comment:
    return Comment(subject=Subject(assembly=_assembly(organisation_id)))


# What a permission is asked about, where it is not an assembly or what hangs on one.
ASKED_ABOUT: dict[Permission, Callable[[int], object]] = {
    Permission.MODERATE: _comment,
    Permission.LEAD_MODERATION: _comment,
}


def _answer(permission: Permission, person: Account) -> str:
    predicate = wiring.PERMISSIONS[permission]
    thing = ASKED_ABOUT.get(permission, _assembly)
    if predicate(person, thing(OWN)):
        return "yes" if predicate(person, thing(OTHER)) else "own council’s"
    return "–"


def _rule(permission: Permission) -> str:
    predicate = wiring.PERMISSIONS[permission]
    words = " ".join((predicate.__doc__ or "").split())
    return f"{words} (`{predicate.__module__}.{predicate.__name__}`)"


def _addresses(permission: Permission, every: list[Route]) -> str:
    found = sorted({route.rule.rule for route in every if route.access == permission})
    return "<br>".join(f"`{address}`" for address in found) or "none yet"


def page(every: list[Route]) -> str:
    """The whole text of docs/permissions.md, for the routes of the whole site."""
    kinds = (access_words or "").partition("\n\n")[2].strip()
    lines = [
        "# Who may do what",
        "",
        "Written by `make permissions` from the table in `app/wiring.py`; a test compares the two. Do not edit it"
        " by hand.",
        "",
        "*Who* is a predicate in a feature’s `policies.py` and stands here. *When* (a phase that is open, a version",
        "that is published, another person than the drafter) is an invariant of the service concerned. A thing that",
        "is not this person’s business answers 404, a role that lacks the permission altogether 403, nobody signed",
        "in 401 or the way to the sign-in page.",
        "",
        "## Roles",
        "",
        f"| permission | {' | '.join(PEOPLE)} |",
        f"| --- |{' --- |' * len(PEOPLE)}",
        *(
            f"| {permission.value} | {' | '.join(_answer(permission, person) for person in PEOPLE.values())} |"
            for permission in Permission
        ),
        "",
        "Roles add up: who holds two may do what either may. An answer is published by another person than the one",
        "who drafted or last changed it, whatever their roles.",
        "",
        "## Permissions",
        "",
        "| permission | what it allows | who has it | addresses |",
        "| --- | --- | --- | --- |",
        *(f"| {p.value} | {p.description} | {_rule(p)} | {_addresses(p, every)} |" for p in Permission),
        "",
        "## Views without a permission",
        "",
        "Every view declares its access by exactly one decorator of `app/core/access.py`:",
        "",
        kinds,
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Write the page."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(page(list(routes(whole_site(Path(folder))))), encoding="utf-8")


if __name__ == "__main__":
    main()
