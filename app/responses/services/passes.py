"""Links to the counter-check: made for members and followers, sent again, ended. No officer ever sees a member's link.

An officer can end a link that went astray, but never undo what was said with it: otherwise the council could silence
whoever is not content.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom

from flask_babel import gettext, ngettext

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, gathering, outbox, revisions
from app.core.db import db
from app.core.errors import WrongField
from app.responses.events import ProgressReported, ResponsePublished
from app.responses.models import CheckPass, ProgressUpdate, Response, Side
from app.responses.queries.passes import (
    has_answered,
    known_addresses,
    last_printed_number,
    members_asked,
    members_to_write_to,
    pass_of_address,
    printed_pass,
)
from app.responses.services.rules import refuse

# Where nobody has said how many members an assembly has. The largest in the country had 110.
MOST_MEMBERS = 300


@dataclass(frozen=True)
class Invited:
    """How many members were written to, and how many had a link already."""

    written_to: int
    known: int


def _new_pass(assembly: Assembly, side: Side, **columns: object) -> CheckPass:
    made = CheckPass(
        assembly_id=assembly.id,
        side=side,
        token=_new_token(),
        made_at=clock.now(),
        **columns,
    )
    db.session.add(made)
    return made


def _must_be_ours(assembly: Assembly) -> None:
    if assembly.is_compiled:
        refuse(gettext("This assembly was not run here, so nobody here knows its members."))


def _leave_room(assembly: Assembly, wanted: int, field: str) -> None:
    """One link for each member: with more, somebody could speak twice, and squares would be nobody.

    A link that was used counts even if it has ended, for what was said with it counts too.
    """
    most, asked = assembly.members or MOST_MEMBERS, members_asked(assembly).asked
    if asked + wanted <= most:
        return
    members = ngettext("This assembly has %(num)d member", "This assembly has %(num)d members", most)
    links = ngettext("%(num)d link is in use.", "%(num)d links are in use.", asked)
    advice = gettext("Was a link lost? Then replace it. It needs no second one.")
    raise WrongField(field, f"{members}. {links} {advice}")


def _new_token() -> str:
    return secrets.token_urlsafe(24)


def _write(check_pass: CheckPass) -> None:
    """Send somebody their link; at most one letter a day, unless it is another link."""
    # So much of a link opens nothing, and tells it from the one before.
    link = check_pass.token[:6]
    key = f"member_invited:{check_pass.id}:{link}:{clock.today().isoformat()}"
    outbox.put("member_invited", key, pass_id=check_pass.id, link=link)


def invite_members(assembly: Assembly, emails: Iterable[str], by: Account) -> Invited:
    """Give each of these members a link of their own, and write to them.

    Takes well-formed addresses. One that has a link already gets no second one. Returns how many were written to.
    Raises Refused for a compiled record, WrongField where there would be more links than members.
    """
    _must_be_ours(assembly)
    one_at_a_time(assembly.id)
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails))
    known = known_addresses(assembly, wanted)
    new = [email for email in wanted if email not in known]
    _leave_room(assembly, len(new), "addresses")
    # In no order, so that the row of a link tells nobody whose it is.
    SystemRandom().shuffle(new)
    made = [_new_pass(assembly, Side.MEMBER, email=email, made_by_id=by.id) for email in new]
    for each in made:
        audit.record("invited", each, actor_id=by.id)
        _write(each)
    revisions.touch(assembly.slug)
    return Invited(len(new), len(known))


def print_links(assembly: Assembly, number: int, by: Account) -> Sequence[CheckPass]:
    """Make links for members without e-mail. They are shown once, to be printed, and known by their numbers after that.

    Raises Refused for a compiled record, WrongField where there would be more links than members.
    """
    _must_be_ours(assembly)
    one_at_a_time(assembly.id)
    _leave_room(assembly, number, "links")
    last = last_printed_number(assembly)
    made = [
        _new_pass(assembly, Side.MEMBER, printed_number=last + place, made_by_id=by.id)
        for place in range(1, number + 1)
    ]
    for each in made:
        audit.record("printed", each, actor_id=by.id, number=each.printed_number)
    revisions.touch(assembly.slug)
    return made


def send_again(assembly: Assembly, email: str, by: Account) -> None:
    """Write to a member once more; at most once a day. Raises WrongField where no link was sent to that address."""
    check_pass = _sent_to(assembly, email)
    _write(check_pass)
    audit.record("sent again", check_pass, actor_id=by.id)


def remind_members(assembly: Assembly, by: Account) -> int:
    """Write once more to every member who has said nothing yet; at most once a day. Returns to how many."""
    silent = members_to_write_to(assembly, unanswered=True)
    for each in silent:
        _write(each)
    audit.record("reminded members", assembly, actor_id=by.id, number=len(silent))
    return len(silent)


def _sent_to(assembly: Assembly, email: str) -> CheckPass:
    found = pass_of_address(assembly, email.strip().lower())
    if found is None:
        raise WrongField("email", gettext("No link was sent to this address. Check how it is spelt."))
    return found


def replace_sent_link(assembly: Assembly, email: str, right_email: str, by: Account) -> None:
    """Let another link take the place of one that was sent, and write to the same member, or to the right address.

    What was said with the former link stays said by the same member, who can say something else now. Raises
    WrongField where no link was sent to that address, or the right one has a link already.
    """
    check_pass, right = _sent_to(assembly, email), right_email.strip().lower()
    if right and right != check_pass.email and known_addresses(assembly, [right]):
        raise WrongField("right_email", gettext("This address has a link already."))
    check_pass.email = right or check_pass.email
    _replace(check_pass, by)
    _write(check_pass)


def replace_printed_link(assembly: Assembly, number: int, by: Account) -> CheckPass:
    """Let another link take the place of a printed one, ended or not, under the same number.

    Returns it, to be shown once. Raises WrongField where there is none of that number.
    """
    check_pass = printed_pass(assembly, number)
    if check_pass is None:
        raise WrongField("number", gettext("There is no printed link with this number."))
    one_at_a_time(assembly.id)
    if check_pass.ended_at is not None and not has_answered(check_pass):
        # One that was never used has given its place to others.
        _leave_room(assembly, 1, "number")
    check_pass.ended_at = None
    _replace(check_pass, by)
    return check_pass


def _replace(check_pass: CheckPass, by: Account) -> None:
    check_pass.token = _new_token()
    audit.record("replaced", check_pass, actor_id=by.id)
    revisions.touch(check_pass.assembly.slug)


def end_sent_link(assembly: Assembly, email: str, by: Account) -> None:
    """End the link that was sent to an address, and forget the address.

    If it was never used, another member can be invited instead. Raises WrongField where no link was sent there.
    """
    end_pass(_sent_to(assembly, email), by)


def end_printed_link(assembly: Assembly, number: int, by: Account) -> None:
    """End a printed link by its number. Raises WrongField where there is none, or it has ended before."""
    found = printed_pass(assembly, number)
    if found is None or found.ended_at is not None:
        raise WrongField("number", gettext("There is no printed link with this number, or it has ended."))
    end_pass(found, by)


def end_pass(check_pass: CheckPass, by: Account | None = None) -> None:
    """Let a link open nothing any more, and forget its address. What was said with it stays. Twice does no harm."""
    if check_pass.ended_at is not None:
        return
    check_pass.ended_at, check_pass.email = clock.now(), None
    audit.record("ended", check_pass, actor_id=by.id if by else None)
    revisions.touch(check_pass.assembly.slug)


def stop_letters(check_pass: CheckPass) -> None:
    """A member wants no more letters: the address is erased. The link and what was said stay. Twice does no harm."""
    if check_pass.email is None:
        return
    check_pass.email = None
    audit.record("letters stopped", check_pass)


# ---- Followers ----


def follower_pass(assembly: Assembly, former: CheckPass | None) -> CheckPass:
    """The link of a follow that was confirmed. Whoever follows anew gets the former one back, or would speak twice."""
    if former is None:
        made = _new_pass(assembly, Side.FOLLOWER)
        audit.record("given", made)
        return made
    if former.ended_at is not None:
        former.ended_at = None
        audit.record("given again", former)
    return former


# ---- Telling members ----


def announce_answer(event: ResponsePublished) -> None:
    """The council answered, or will at a set time."""
    response = db.session.get_one(Response, event.response_id)
    _announce(response.assembly_id, response.published_at)


def announce_report(event: ProgressReported) -> None:
    """The council said how a commitment is going."""
    update = db.session.get_one(ProgressUpdate, event.update_id)
    _announce(update.assembly_id, update.created_at)


def _announce(assembly_id: int, happened_at: datetime | None) -> None:
    """Write down that an assembly's members are to hear of what happened on this day, in one letter on the next."""
    window = gathering.day_around(happened_at) if happened_at is not None else None
    if window is None:
        return
    since, until = window.since.isoformat(), window.until.isoformat()
    outbox.put(
        "tell_members",
        f"tell_members:{assembly_id}:{since}",
        after=window.wait,
        assembly_id=assembly_id,
        since=since,
        until=until,
    )


def write_to_members(assembly_id: int, since: str, until: str) -> None:
    """Put one letter into the outbox for each member of an assembly who can be written to.

    A second call for the same moments adds nothing. Each letter reads afresh what happened between them.
    """
    assembly = db.session.get(Assembly, assembly_id)
    if assembly is None or not assembly.is_public:
        return
    for each in members_to_write_to(assembly):
        key = f"member_news:{each.id}:{since}"
        outbox.put("member_news", key, pass_id=each.id, since=since, until=until)
