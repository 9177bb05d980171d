"""The officers' desk: invite an assembly's members to the counter-check, without ever seeing what one of them says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.forms import OnceForm, StaffForm
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.responses.blueprint import bp
from app.responses.forms.members import (
    InviteForm,
    PrintForm,
    ReminderForm,
    ReplacePrintedForm,
    ReplaceSentForm,
)
from app.responses.models import CheckPass
from app.responses.queries.passes import members_asked, printed_passes
from app.responses.services import passes

Answer = str | BaseResponse | tuple[str, int]
MEMBERS = Permission.INVITE_MEMBERS


def _page(assembly: Assembly, form: FlaskForm | None = None, status: int = 200) -> Answer:
    """The whole page; the form that came back stands in its place, with all that was typed."""
    forms = _fresh_forms(assembly)
    if form is not None:
        name = next(name for name, fresh in forms.items() if type(fresh) is type(form))
        forms[name] = form
    page = render_template(
        "responses/members.html",
        edited=assembly,
        form=form,
        asked=members_asked(assembly),
        printed=printed_passes(assembly),
        **forms,
    )
    return page, status


def _fresh_forms(assembly: Assembly) -> dict[str, FlaskForm]:
    """The forms of the page, each by itself. Two of them show links, and show them only once."""
    slug = assembly.slug
    return {
        "invite": InviteForm(formdata=None),
        "printing": PrintForm(formdata=None, at=url_for(".print_links", slug=slug)),
        "reminder": ReminderForm(formdata=None),
        "sent_link": ReplaceSentForm(formdata=None),
        "printed_link": ReplacePrintedForm(formdata=None, at=url_for(".replace_printed", slug=slug)),
    }


def _done(slug: str, message: str) -> BaseResponse:
    flash(message)
    return redirect(url_for(".members", slug=slug), 303)


def _acted(slug: str, form: StaffForm, act: Callable[[Assembly], str]) -> Answer:
    """Do what a form asks for, and say so; a refused form comes back whole.

    `act` takes the assembly and returns the words that say what was done.
    """
    assembly = assembly_at_desk(slug, MEMBERS)
    if not form.accepted():
        return _page(assembly, form, 422)
    try:
        return _done(slug, act(assembly))
    except WrongField as refusal:
        form.show(refusal)
        return _page(assembly, form, 422)


@bp.get("/members")
@requires(MEMBERS)
def members(slug: str) -> Answer:
    """How many were invited and have answered, and all that can be done."""
    return _page(assembly_at_desk(slug, MEMBERS))


@bp.post("/members/invite")
@requires(MEMBERS)
@limiter.limit(networks.writes_allowed)
@writes
def invite(slug: str) -> Answer:
    """Give each address a link of its own, and write to it."""
    form = InviteForm()

    def act(assembly: Assembly) -> str:
        return _invited_words(passes.invite_members(assembly, form.emails, current_user))

    return _acted(slug, form, act)


def _invited_words(invited: passes.Invited) -> str:
    sent = ngettext("%(num)d link is on its way.", "%(num)d links are on their way.", invited.written_to)
    if not invited.known:
        return str(sent)
    known = ngettext(
        "%(num)d address had a link already. No second one was made.",
        "%(num)d addresses had a link already. No second ones were made.",
        invited.known,
    )
    return f"{sent} {known}"


@bp.post("/members/remind")
@requires(MEMBERS)
@limiter.limit(networks.writes_allowed)
@writes
def remind(slug: str) -> Answer:
    """Write again to whoever has said nothing yet."""

    def act(assembly: Assembly) -> str:
        number = passes.remind_members(assembly, current_user)
        return str(
            ngettext(
                "The link goes to %(num)d member again, unless it was sent today already.",
                "The link goes to %(num)d members again, unless it was sent today already.",
                number,
            )
        )

    return _acted(slug, ReminderForm(), act)


@bp.post("/members/again")
@requires(MEMBERS)
@limiter.limit(networks.writes_allowed)
@writes
def again(slug: str) -> Answer:
    """Send one member their link again."""
    form = ReplaceSentForm()

    def act(assembly: Assembly) -> str:
        passes.send_again(assembly, form.email.data or "", current_user)
        return str(gettext("The link goes out again, unless it was sent today already."))

    return _acted(slug, form, act)


@bp.post("/members/end-sent")
@requires(MEMBERS)
@limiter.limit(networks.writes_allowed)
@writes
def end_sent(slug: str) -> Answer:
    """End the link that was sent to an address."""
    form = ReplaceSentForm()

    def act(assembly: Assembly) -> str:
        passes.end_sent_link(assembly, form.email.data or "", current_user)
        return str(gettext("The link has ended, and the address is forgotten."))

    return _acted(slug, form, act)


@bp.post("/members/end-printed")
@requires(MEMBERS)
@limiter.limit(networks.writes_allowed)
@writes
def end_printed(slug: str) -> Answer:
    """End a printed link by its number."""
    form = ReplacePrintedForm()

    def act(assembly: Assembly) -> str:
        passes.end_printed_link(assembly, form.number.data or 0, current_user)
        return str(gettext("Link %(number)d has ended.", number=form.number.data))

    return _acted(slug, form, act)


@bp.post("/members/replace-sent")
@requires(MEMBERS)
@limiter.limit(networks.writes_allowed)
@writes
def replace_sent(slug: str) -> Answer:
    """Let another link take the place of one that was sent, and send it."""
    form = ReplaceSentForm()

    def act(assembly: Assembly) -> str:
        right = form.right_email.data or ""
        passes.replace_sent_link(assembly, form.email.data or "", right, current_user)
        return str(gettext("A new link is on its way. The former one opens nothing any more."))

    return _acted(slug, form, act)


@bp.post("/members/print")
@requires(MEMBERS)
@limiter.limit(networks.writes_allowed)
@writes
def print_links(slug: str) -> Answer:
    """Make links for members without e-mail, and show them, this once."""
    form = PrintForm()

    def make(assembly: Assembly) -> Sequence[CheckPass]:
        return passes.print_links(assembly, form.links.data or 0, current_user)

    return _shown_once(slug, form, make)


@bp.post("/members/replace-printed")
@requires(MEMBERS)
@limiter.limit(networks.writes_allowed)
@writes
def replace_printed(slug: str) -> Answer:
    """Let another link take the place of a printed one, and show it, this once."""
    form = ReplacePrintedForm()

    def make(assembly: Assembly) -> Sequence[CheckPass]:
        return [passes.replace_printed_link(assembly, form.number.data or 0, current_user)]

    return _shown_once(slug, form, make)


def _shown_once(slug: str, form: OnceForm, make: Callable[[Assembly], Sequence[CheckPass]]) -> Answer:
    """Make links and show them; the same form sent again shows nothing, and makes nothing."""
    assembly, made = assembly_at_desk(slug, MEMBERS), list[CheckPass]()
    if not form.accepted():
        return _page(assembly, form, 422)

    def make_them() -> str:
        made.extend(make(assembly))
        return url_for(".members", slug=slug)

    try:
        form.make_once(make_them)
    except WrongField as refusal:
        form.show(refusal)
        return _page(assembly, form, 422)
    if not made:
        return _done(slug, gettext("These links were shown before. They are shown only once."))
    site = current_app.config["PUBLIC_URL"]
    return render_template("responses/members_printed.html", edited=assembly, links=made, site=site)
