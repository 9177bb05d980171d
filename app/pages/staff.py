"""What the pages about staff say: roles in words, and the forms by which an administrator gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.accounts.models import Account, Membership, Role
from app.core.forms import Line, PlainCharacters, StaffForm
from app.core.required import Required
from app.organisations.models import Organisation

ROLES = {
    Role.OFFICER: lazy_gettext("Council officer"),
    Role.MODERATOR: lazy_gettext("Moderator"),
    Role.LEAD_MODERATOR: lazy_gettext("Lead moderator"),
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
}


@dataclass(frozen=True)
class Desk:
    """A desk that somebody may use."""

    name: str
    path: str
    text: str


def role_words(membership: Membership, names: Mapping[int, str]) -> str:
    """A role with whom it serves: "Council officer for Fenbury Borough Council"."""
    role = str(ROLES[Role(membership.role)])
    if membership.role == Role.ADMINISTRATOR:
        return str(gettext("%(role)s of this site", role=role))
    if membership.organisation_id is None:
        return str(gettext("%(role)s for all organisations", role=role))
    return str(gettext("%(role)s for %(name)s", role=role, name=names[membership.organisation_id]))


def desks_of(account: Account) -> list[Desk]:
    """The desks that an account's roles open."""
    every = [
        (
            (Role.OFFICER,),
            Desk(
                gettext("Council desk"),
                "/council/",
                gettext("Evidence, draft recommendations, the consultation, answers and progress."),
            ),
        ),
        (
            (Role.MODERATOR, Role.LEAD_MODERATOR),
            Desk(
                gettext("Moderation desk"),
                "/moderation/",
                gettext("Comments that wait to be read, and what readers have reported."),
            ),
        ),
        (
            (Role.ADMINISTRATOR,),
            Desk(gettext("Administration"), "/admin/", gettext("Organisations, accounts and assemblies.")),
        ),
    ]
    return [desk for roles, desk in every if any(map(account.holds, roles))]


class RoleForm(StaffForm):
    """A role, and the organisation that it serves."""

    role = RadioField(
        lazy_gettext("Role"),
        choices=[SelectChoice(role.value, label) for role, label in ROLES.items()],
        validate_choice=False,
    )
    organisation = SelectField(
        lazy_gettext("Organisation"),
        description=lazy_gettext(
            "An officer serves one. A moderator may serve one or all. Leave it for administrators."
        ),
        validate_choice=False,
    )

    def __init__(self, organisations: Sequence[Organisation]) -> None:
        super().__init__()
        self.organisation.choices = [
            SelectChoice("", gettext("All organisations")),
            *(SelectChoice(each.slug, each.name) for each in organisations),
        ]
        self._ids = {organisation.slug: organisation.id for organisation in organisations}

    def validate_role(self, field: RadioField) -> None:
        """One of those that there are."""
        if field.data not in [role.value for role in Role]:
            raise ValidationError(gettext("Choose a role."))

    def validate_organisation(self, field: SelectField) -> None:
        """One of those that there are, or all."""
        if field.data and field.data not in self._ids:
            raise ValidationError(gettext("Choose an organisation from the list."))

    def organisation_id(self) -> int | None:
        """The organisation chosen, or None for all."""
        return self._ids[self.organisation.data] if self.organisation.data else None


class AccountForm(RoleForm):
    """A new account with its first role. Its password is made by the site."""

    email = EmailField(
        lazy_gettext("Email address"),
        [Required(lazy_gettext("Write the email address.")), PlainCharacters()],
        description=lazy_gettext("The person signs in with it."),
    )
    name = Line(
        lazy_gettext("Name"),
        [Required(lazy_gettext("Write the person’s name."))],
        description=lazy_gettext("Colleagues see it, and residents see it nowhere."),
    )

    def validate_email(self, field: EmailField) -> None:
        """No longer than an address can be; the service looks at the rest."""
        if len(field.data or "") > 254:
            raise ValidationError(gettext("This email address is too long."))
