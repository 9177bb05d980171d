"""The list of all evidence at the desk, and what every page of it loads and leads to."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, flash, render_template
from flask_babel import gettext, ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core.access import requires
from app.core.errors import Refused
from app.core.loading import found
from app.core.permissions import Permission
from app.evidence import services
from app.evidence.desk_wording import list_words, thing_words
from app.evidence.forms.publishing import MoveForm, ScheduleForm, SeenForm
from app.evidence.models import AssemblySession, EvidenceItem
from app.evidence.queries import item_at_desk, items_at_desk, session_at_desk, sessions_at_desk
from app.evidence.queries.wordings import count_readable_wordings
from app.evidence.standing import Thing
from app.evidence.words import Correction

bp = Blueprint("evidence", __name__)
Answer = str | BaseResponse | tuple[str, int]

DESK = "/council/<slug>/evidence"
ITEM = f"{DESK}/<address>"
SESSION = f"{DESK}/sessions/<address>"
# What belongs to both has two addresses, which say so to the view.
OF_ITEM, OF_SESSION = {"kind": "item"}, {"kind": "session"}
# No database counts further.
NUMBER = "<int(max=2147483647):number>"


def session_of(slug: str, address: str) -> tuple[Assembly, AssemblySession]:
    """The assembly and the session of an address."""
    assembly = assembly_at_desk(slug, Permission.EDIT_EVIDENCE)
    return assembly, found(session_at_desk(assembly, address))


def item_of(slug: str, address: str) -> tuple[Assembly, EvidenceItem]:
    """The assembly and the item of an address."""
    assembly = assembly_at_desk(slug, Permission.EDIT_EVIDENCE)
    return assembly, found(item_at_desk(assembly, address))


def thing_of(slug: str, kind: str, address: str) -> tuple[Assembly, Thing]:
    """The assembly and the session or item of an address. `kind` is "session" or "item", as the route says."""
    return session_of(slug, address) if kind == "session" else item_of(slug, address)


def desk_path(assembly: Assembly, thing: Thing | None = None) -> str:
    """The page of a session or an item at the desk; without one, the list."""
    here = f"/council/{assembly.slug}/evidence/"
    if thing is None:
        return here
    return (
        f"{here}sessions/{thing.address}/"
        if isinstance(thing, AssemblySession)
        else f"{here}{thing.address}/"
    )


def warn_of_readable(assembly: Assembly, things: Iterable[Thing], correction: Correction) -> bool:
    """After a former wording was withheld: say of each page how many others readers can read, and where to look.

    Returns whether there was anything to say.
    """
    told = False
    for thing in things if correction.withheld_reason is not None else ():
        count = count_readable_wordings(thing.subject_id)
        if count:
            told = True
            words = ngettext(
                "%(num)d older wording of “%(title)s” can still be read. Check that nothing in it must go.",
                "%(num)d older wordings of “%(title)s” can still be read. Check that nothing in them must go.",
                count,
                title=thing.title,
            )
            link = Markup('{} <a href="{}versions/">{}</a>')
            flash(link.format(words, desk_path(assembly, thing), gettext("See them")))
    return told


def thing_page(
    assembly: Assembly,
    thing: Thing,
    schedule: ScheduleForm | None = None,
    status: int = 200,
    refusal: Refused | None = None,
) -> tuple[str, int]:
    """A session or an item at the desk. `schedule` is a form that came back, `refusal` what the rules said no to."""
    seen = services.state_mark(thing)
    if schedule and refusal:
        # Whoever reads why also sees what a colleague wrote meanwhile, and may press again.
        schedule.seen.data = seen
    page = render_template(
        "evidence/session.html" if isinstance(thing, AssemblySession) else "evidence/item.html",
        edited=assembly,
        thing=thing,
        here=desk_path(assembly, thing),
        words=thing_words(assembly, thing),
        form=SeenForm(seen),
        move_form=MoveForm(),
        schedule=schedule or ScheduleForm(seen, thing.published_at),
        is_refused=schedule is not None,
        refused=[{"text": refusal.message}] if refusal else [],
    )
    return page, refusal.status if refusal else status


@bp.get(f"{DESK}/")
@requires(Permission.EDIT_EVIDENCE)
def desk(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.EDIT_EVIDENCE)
    words = list_words(sessions_at_desk(assembly), items_at_desk(assembly))
    return render_template(
        "evidence/desk.html", edited=assembly, here=desk_path(assembly), words=words, move_form=MoveForm()
    )
