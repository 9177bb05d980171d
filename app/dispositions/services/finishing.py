"""Marking a consultation finished: every published comment of the public has an answer by then."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.phases import comments_closed_at
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, revisions
from app.core.db import db
from app.core.errors import Refused
from app.dispositions.models import Finish
from app.dispositions.queries.dispositions import progress
from app.dispositions.queries.finishing import is_as_finished, last_finish


def finish_consultation(assembly: Assembly, by: Account) -> Finish:
    """Say that a consultation is finished.

    Returns the new row, or the last one where neither comments nor answers came since. Raises Refused while comments
    are open, and while published comments have no answer, with their number.
    """
    one_at_a_time(assembly.id)
    if comments_closed_at(assembly) is None:
        raise Refused(gettext("Comments are not closed yet. You can finish the consultation after that."))
    figures = progress(assembly)
    if figures.unanswered:
        raise Refused(
            ngettext(
                "%(num)s published comment has no answer yet. Answer it first.",
                "%(num)s published comments have no answer yet. Answer them first.",
                figures.unanswered,
            )
        )
    last = last_finish(assembly)
    if last is not None and is_as_finished(assembly, last, figures.published):
        return last
    finish = Finish(
        assembly_id=assembly.id,
        comments=figures.published,
        finished_at=clock.now(),
        finished_by_id=by.id,
    )
    db.session.add(finish)
    audit.record("finished", finish, actor_id=by.id, comments=figures.published)
    revisions.touch(assembly.slug)
    return finish
