"""What every change of an assembly keeps to."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from app.assemblies.events import AssemblyChanged
from app.assemblies.models import Assembly
from app.assemblies.phases import turning_moments
from app.core import events, revisions
from app.core.db import db
from app.core.errors import Refused


def one_at_a_time(assembly_id: int) -> None:
    """Let two who write at once to one assembly follow each other, where the database would let them in together.

    Takes the assembly's id. Who comes second sees what the first has committed. The lock ends with the transaction.
    Rows that merely point at the assembly may be written meanwhile: nobody who comments has to wait.
    """
    db.session.execute(select(Assembly.id).where(Assembly.id == assembly_id).with_for_update(key_share=True))


def must_be_ours(assembly: Assembly) -> None:
    """Refuse to change a compiled record here."""
    if assembly.is_compiled:
        raise Refused(
            gettext("This assembly was compiled from public records. Change the record and import it again.")
        )


def changed(assembly: Assembly) -> None:
    """Let everything that shows the assembly know, now and whenever the clock changes its pages."""
    events.announce(AssemblyChanged(assembly.id))
    revisions.touch(assembly.slug, *turning_moments(assembly))
