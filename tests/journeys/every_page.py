"""Every page that the map of addresses can lead to, with values from the sample data, and who looks at it.

A new page is visited by itself as long as the names of its arguments are known below; where a page looks different
in other states, its further addresses are listed here too.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.permissions import Permission
from tests.architecture.routes import Route, routes, whole_site
from tests.journeys.site import ADMINISTRATOR, LEAD_MODERATOR, MODERATOR, OFFICER, Site

OPEN = "/assemblies/fenbury-high-street/"
CONCLUDED = "/assemblies/fenbury-clean-air/"
COMPILED = "/assemblies/greater-cambridge/"
FROM_REGISTER = "/assemblies/leeds-climate/"

# What machines read; each with the type that it answers with.
NOT_PAGES = {
    "/.well-known/security.txt": "text/plain",
    "/api/v1/search": "application/json",
    "/assemblies/<slug>/calendar.ics": "text/calendar",
    "/assemblies/<slug>/evidence/<address>/captions.vtt": "text/vtt",
    "/assemblies/<slug>/evidence/sessions/<address>/captions.vtt": "text/vtt",
    "/assemblies/<slug>/evidence/files/<file_id>/<number>/<name>": "application/pdf",
    "/assemblies/<slug>/responses/evidence/<update_id>/<name>": "text/csv",
    "/assemblies/<slug>/feed.atom": "application/atom+xml",
    "/assemblies/<slug>/moderation-report.csv": "text/csv",
    "/council/<slug>/evidence/files/<file_id>/<number>/<name>": "application/pdf",
    "/favicon.ico": "image/svg+xml",
    "/healthz": "application/json",
    "/metrics": "text/plain",
    "/organisations/<slug>/accent.css": "text/css",
    "/readyz": "application/json",
    "/report-card.csv": "text/csv",
    "/report-card.json": "application/json",
    "/robots.txt": "text/plain",
}

_OF_CLEAN_AIR = "assembly_id = (SELECT id FROM assemblies WHERE slug = 'fenbury-clean-air')"
_OF_HIGH_STREET = "assembly_id = (SELECT id FROM assemblies WHERE slug = 'fenbury-high-street')"

# An argument's value: as it stands, or the first that the sample data answers with.
_A_PDF = (
    "FROM file_versions v JOIN stored_files s ON s.id = v.stored_file_id AND s.kind = 'pdf'"
    " JOIN evidence_files f ON f.id = v.file_id JOIN subjects ON subjects.id = f.subject_id"
    f" WHERE subjects.public_from IS NOT NULL AND subjects.{_OF_HIGH_STREET} AND v.number = 1 ORDER BY v.id"
)
# A file beside a session or an item; {} is which of the two.
_BESIDE = (
    "FROM evidence_files f JOIN {} t ON t.subject_id = f.subject_id"
    f" WHERE f.removed_at IS NULL AND t.record_key IS NOT NULL AND t.{_OF_HIGH_STREET} ORDER BY f.id"
)
# A file that an officer gave as evidence of progress.
_A_PROOF = f"FROM progress_updates WHERE evidence_file_id IS NOT NULL AND {_OF_CLEAN_AIR} ORDER BY id"
# A published question; {} says whether it has an answer.
_A_QUESTION = (
    "SELECT c.id FROM comments c JOIN subjects ON subjects.id = c.subject_id WHERE c.kind = 'question'"
    f" AND c.state = 'published' AND c.parent_id IS NULL AND subjects.{_OF_HIGH_STREET}"
    " AND {} (SELECT 1 FROM comments a WHERE a.parent_id = c.id)"
)
_ANSWERED_THEME = f"{{SELECT theme_id FROM dispositions WHERE theme_id IS NOT NULL AND {_OF_HIGH_STREET}}}"
# The answer, or the commitment, for which most people gave a reason.
_MOST_REASONS = (
    "SELECT {0} FROM counter_checks WHERE {0} IS NOT NULL GROUP BY {0} ORDER BY count(comment_id) DESC, {0}"
)
_A_REASON = "SELECT {} FROM comments WHERE kind = 'counter_check' AND state = 'published' ORDER BY id LIMIT 1"
ARGUMENTS = {
    "account_id": "SELECT id FROM accounts WHERE email = 'officer@demo.example'",
    "address": "takings",
    "appeal_id": "SELECT id FROM appeals WHERE outcome IS NULL",
    "batch_id": "SELECT id FROM decision_batches WHERE made_by_id ="
    f" (SELECT id FROM accounts WHERE email = '{MODERATOR}')",
    "comment_id": "SELECT id FROM comments WHERE state = 'published' AND parent_id IS NULL ORDER BY id DESC",
    "group_id": "SELECT id FROM campaign_groups",
    "item": "evaluation",
    "kind": "replied",
    "number": "4",
    "other": "2",
    "question_id": _A_QUESTION.format("NOT EXISTS"),
    "reference": "4",
    "slug": "fenbury-high-street",
    "theme_id": f"SELECT id FROM themes WHERE merged_into_id IS NULL AND summary IS NOT NULL AND {_OF_HIGH_STREET}",
    "version": "1",
}
# Where an argument of that name means something else, by the beginning of the rule; later lines outdo earlier ones.
ELSEWHERE = {
    "/comments/": {
        "comment_id": "SELECT id FROM comments WHERE kind = 'comment' AND state = 'published'"
        " AND parent_id IS NULL ORDER BY id DESC"
    },
    "/admin/organisations/": {"slug": "fenbury"},
    "/organisations/": {"slug": "fenbury"},
    "/assemblies/<slug>/evidence/<address>/captions.vtt": {
        "slug": "fenbury-clean-air",
        "address": "fieldroad",
    },
    "/assemblies/<slug>/evidence/sessions/": {"address": "s2"},
    "/council/<slug>/evidence/sessions/": {"address": "s1"},
    "/council/<slug>/evidence/<address>/versions/": {"number": "1"},
    "/council/<slug>/evidence/sessions/<address>/versions/": {"address": "s2", "number": "1"},
    "/council/<slug>/evidence/sessions/<address>/speakers/": {
        "number": "SELECT id FROM speakers WHERE session_id = (SELECT id FROM assembly_sessions WHERE"
        f" record_key = 's1' AND {_OF_HIGH_STREET})"
    },
    "/council/<slug>/recommendations/<reference>/preview": {
        "reference": "SELECT reference FROM recommendations JOIN versions ON versions.recommendation_id ="
        f" recommendations.id WHERE versions.published_at IS NULL AND {_OF_HIGH_STREET}"
    },
    "/council/<slug>/recommendations/<reference>/match": {
        "reference": "SELECT reference FROM recommendations r JOIN versions v ON v.recommendation_id = r.id WHERE"
        " v.published_at IS NULL AND EXISTS (SELECT 1 FROM versions p WHERE p.recommendation_id = r.id AND"
        f" p.published_at IS NOT NULL) AND r.{_OF_HIGH_STREET}"
    },
    "/assemblies/<slug>/what-the-public-said/": {
        "slug": "fenbury-clean-air",
        "pack": f"SELECT id FROM packs WHERE {_OF_CLEAN_AIR}",
    },
    "/council/<slug>/pack/": {"pack": f"SELECT id FROM packs WHERE given_on IS NULL AND {_OF_HIGH_STREET}"},
    "/council/<slug>/recommendations/<reference>/vote": {"slug": "fenbury-clean-air", "reference": "1"},
    "/council/<slug>/responses/<number>/": {
        "slug": "fenbury-clean-air",
        "number": f"SELECT id FROM responses WHERE sent_at IS NOT NULL AND published_at IS NULL AND {_OF_CLEAN_AIR}",
    },
    "/council/<slug>/responses/<number>/anew": {
        "slug": "fenbury-clean-air",
        "number": "SELECT id FROM responses WHERE published_at IS NOT NULL AND verdict != 'under_consideration'"
        f" AND {_OF_CLEAN_AIR}",
    },
    "/council/<slug>/responses/<number>/correct": {
        "slug": "fenbury-clean-air",
        "number": f"SELECT id FROM responses WHERE published_at IS NOT NULL AND {_OF_CLEAN_AIR}",
    },
    "/council/<slug>/responses/commitments/": {
        "slug": "fenbury-clean-air",
        "reference": "1",
        "number": "SELECT id FROM commitments WHERE recommendation_id IN (SELECT id FROM recommendations WHERE"
        f" {_OF_CLEAN_AIR}) AND NOT EXISTS (SELECT 1 FROM progress_updates WHERE commitment_id = commitments.id"
        " AND status IN ('delivered', 'stopped'))",
    },
    "/council/<slug>/responses/reports/": {
        "slug": "fenbury-clean-air",
        "number": f"SELECT id FROM progress_updates u WHERE {_OF_CLEAN_AIR} AND NOT EXISTS"
        " (SELECT 1 FROM progress_updates WHERE follows_id = u.id)",
    },
    "/assemblies/<slug>/responses/evidence/": {
        "slug": "fenbury-clean-air",
        "update_id": f"SELECT id {_A_PROOF}",
        "name": f"SELECT evidence_file_name {_A_PROOF}",
    },
    "/assemblies/<slug>/evidence/files/": {
        "file_id": f"SELECT v.file_id {_A_PDF}",
        "number": "1",
        "name": f"SELECT v.name {_A_PDF}",
    },
    "/council/<slug>/evidence/files/": {
        "file_id": f"SELECT v.file_id {_A_PDF}",
        "number": "1",
        "name": f"SELECT v.name {_A_PDF}",
    },
    "/council/<slug>/evidence/<address>/files/": {
        "address": f"SELECT t.record_key {_BESIDE.format('evidence_items')}",
        "number": f"SELECT f.id {_BESIDE.format('evidence_items')}",
    },
    "/council/<slug>/evidence/sessions/<address>/files/": {
        "address": f"SELECT t.record_key {_BESIDE.format('assembly_sessions')}",
        "number": f"SELECT f.id {_BESIDE.format('assembly_sessions')}",
    },
    "/moderation-policy/versions/": {"number": "1", "other": "1"},
    "/assemblies/<slug>/responses/<number>/statements/": {
        "slug": "fenbury-clean-air",
        "number": _MOST_REASONS.format("response_id"),
    },
    "/assemblies/<slug>/responses/commitments/": {
        "slug": "fenbury-clean-air",
        "number": _MOST_REASONS.format("commitment_id"),
    },
    "/assemblies/<slug>/recommendations/<number>/statements/": {
        "slug": "fenbury-clean-air",
        "number": f"SELECT reference FROM recommendations WHERE subject_id = ({_A_REASON.format('subject_id')})"
        f" AND {_OF_CLEAN_AIR}",
        "comment_id": _A_REASON.format("id"),
    },
    "/counter-check/": {
        "token": "SELECT token FROM check_passes WHERE side = 'member' AND email IS NOT NULL ORDER BY id"
    },
    "/counter-check/<token>/answers/": {"number": _MOST_REASONS.format("response_id")},
    "/counter-check/<token>/commitments/": {"number": _MOST_REASONS.format("commitment_id")},
    "/receipts/": {
        "token": "SELECT receipt_token FROM comments WHERE state = 'published' AND kind = 'comment'"
    },
    "/reports/": {"token": "SELECT token FROM reports WHERE settled_at IS NULL"},
    "/confirm/": {
        "token": "SELECT confirm_token FROM contacts JOIN comments ON comments.id = contacts.comment_id"
        " WHERE comments.state = 'awaiting_confirmation'"
    },
    "/unsubscribe/": {"token": "SELECT unsubscribe_token FROM follows WHERE ended_at IS NULL"},
}

# What must be asked for beside the address.
ASKED = {
    "/api/v1/search": "?q=buses",
    "/council/<slug>/themes/label/all": "?act=add&to={SELECT id FROM themes WHERE merged_into_id IS NULL AND "
    + _OF_HIGH_STREET
    + "}",
}

# Pages that look different in other states: rule to further addresses. {…} holds a question to the sample data.
OTHER_STATES = {
    "/council/<slug>/": ["/council/fenbury-clean-air/"],
    "/council/<slug>/evidence/<address>/": [
        "/council/fenbury-high-street/evidence/{SELECT coalesce(record_key, cast(id AS text)) FROM evidence_items"
        f" WHERE {state} AND {_OF_HIGH_STREET}}}/"
        for state in (
            "published_at IS NULL AND unpublished_at IS NULL",
            "published_at > CURRENT_TIMESTAMP",
            "unpublished_at IS NOT NULL",
        )
    ],
    "/council/<slug>/evidence/<address>/edit": ["/council/fenbury-high-street/evidence/parking-letters/edit"],
    "/council/<slug>/evidence/<address>/versions/": [
        "/council/fenbury-high-street/evidence/traders/versions/"
    ],
    "/council/<slug>/evidence/<address>/versions/<number>/": [
        "/council/fenbury-high-street/evidence/traders/versions/1/"
    ],
    "/council/<slug>/pause": ["/council/fenbury-high-street/pause?reason=election"],
    "/council/<slug>/questions/": ["/council/fenbury-high-street/questions/?show=answered"],
    "/council/<slug>/questions/<question_id>/": [
        "/council/fenbury-high-street/questions/{" + _A_QUESTION.format("EXISTS") + "}/"
    ],
    "/council/<slug>/themes/<theme_id>/": [f"/council/fenbury-high-street/themes/{_ANSWERED_THEME}/"],
    "/council/<slug>/themes/label/all": [
        f"/council/fenbury-high-street/themes/label/all?act=add&to={_ANSWERED_THEME}"
    ],
    "/council/<slug>/responses/": ["/council/fenbury-clean-air/responses/"],
    "/council/<slug>/responses/members": ["/council/fenbury-clean-air/responses/members"],
    "/council/<slug>/responses/new": ["/council/fenbury-high-street/responses/new?recommendation=7"],
    "/assemblies/": ["/assemblies/?q=nothing+of+the+kind"],
    "/assemblies/<slug>/": [CONCLUDED, COMPILED, FROM_REGISTER],
    "/assemblies/<slug>/openness/": [
        f"{CONCLUDED}openness/",
        f"{COMPILED}openness/",
        f"{FROM_REGISTER}openness/",
    ],
    "/assemblies/<slug>/moderation-report/": [
        f"{CONCLUDED}moderation-report/",
        f"{COMPILED}moderation-report/",
    ],
    "/assemblies/<slug>/evidence/": [
        f"{OPEN}evidence/?by=speaker",
        f"{OPEN}evidence/?by=topic",
        f"{OPEN}evidence/?by=kind",
        f"{COMPILED}evidence/",
    ],
    "/assemblies/<slug>/evidence/<address>/": [
        f"{CONCLUDED}evidence/fieldroad/",
        f"{OPEN}evidence/traders/",
    ],
    "/assemblies/<slug>/evidence/sessions/<address>/": [
        f"{OPEN}evidence/sessions/s1/",
        f"{COMPILED}evidence/sessions/"
        "{SELECT coalesce(record_key, cast(id AS text)) FROM assembly_sessions WHERE published_at IS NOT NULL AND"
        " assembly_id = (SELECT id FROM assemblies WHERE slug = 'greater-cambridge')}/",
    ],
    "/assemblies/<slug>/evidence/<address>/questions/": [
        f"{OPEN}evidence/takings/questions/?show=answered",
        f"{OPEN}evidence/takings/questions/?show=waiting",
    ],
    "/assemblies/<slug>/evidence/<address>/questions/ask": [
        f"{CONCLUDED}evidence/fieldroad/questions/ask",
    ],
    "/assemblies/<slug>/recommendations/": [f"{CONCLUDED}recommendations/", f"{COMPILED}recommendations/"],
    "/assemblies/<slug>/recommendations/<number>/": [
        f"{OPEN}recommendations/1/?sort=agreed",
        f"{CONCLUDED}recommendations/1/",
        "/assemblies/dudley-peoples-panel/recommendations/d1/",
    ],
    "/assemblies/<slug>/recommendations/<number>/comment": [
        f"{OPEN}recommendations/4/comment?clause=4.2",
        f"{CONCLUDED}recommendations/1/comment",
        OPEN
        + "recommendations/4/comment?reply_to={SELECT comments.id FROM comments JOIN subjects ON subjects.id ="
        " comments.subject_id WHERE comments.state = 'published' AND comments.parent_id IS NULL AND subjects.path LIKE"
        " '%high-street/recommendations/4/'}",
    ],
    "/assemblies/<slug>/recommendations/<number>/comments/": [
        f"{OPEN}recommendations/4/comments/?clause=4.1&stance=oppose"
    ],
    "/assemblies/<slug>/responses/": [f"{CONCLUDED}responses/", f"{COMPILED}responses/"],
    "/counter-check/<token>": [
        "/counter-check/{SELECT token FROM check_passes WHERE side = 'follower'}",
        "/counter-check/{SELECT token FROM check_passes WHERE printed_number IS NOT NULL}",
    ],
    "/assemblies/<slug>/report-card/": [
        f"{CONCLUDED}report-card/",
        f"{COMPILED}report-card/",
        f"{FROM_REGISTER}report-card/",
    ],
    "/report-card/": [
        "/report-card/?sort=updated&order=up&topic=climate",
        "/report-card/?year=2019&state=not-due&region=Atlantis",
    ],
    "/confirm/<token>": [
        "/confirm/{SELECT confirm_token FROM contacts JOIN comments ON comments.id = contacts.comment_id"
        " WHERE comments.state = 'awaiting_moderation'}",
        "/confirm/{SELECT confirm_token FROM follows WHERE ended_at IS NULL}",
    ],
    "/moderation/": [
        f"/moderation/?state={state}"
        for state in ("new", "reported", "appealed", "escalated", "published", "rejected", "hidden")
    ]
    + [
        "/moderation/?q=nothing+of+the+kind",
        "/moderation/?assembly=fenbury-high-street&order=signals&all=yes",
    ],
    "/moderation/together": [
        "/moderation/together?act=reject:abuse&c={SELECT id FROM comments WHERE state = 'awaiting_moderation'}"
        "&c={SELECT id FROM comments WHERE state = 'published'}"
    ],
    "/moderation/comments/<comment_id>": [
        "/moderation/comments/{SELECT id FROM comments WHERE state = 'awaiting_moderation' AND clause_key IS NOT NULL}",
        "/moderation/comments/{SELECT comment_id FROM comment_wordings}",
        "/moderation/comments/{SELECT id FROM comments WHERE state = 'hidden'}",
        "/moderation/comments/{SELECT comment_id FROM reports}",
        "/moderation/comments/{SELECT id FROM comments WHERE kind = 'counter_check'}",
        "/moderation/comments/{SELECT id FROM comments WHERE kind = 'question' AND parent_id IS NULL}",
        "/moderation/comments/{SELECT id FROM comments WHERE kind = 'question' AND parent_id IS NOT NULL}",
    ],
    "/receipts/<token>": [
        f"/receipts/{{SELECT receipt_token FROM comments WHERE state = '{state}'}}"
        for state in ("awaiting_confirmation", "awaiting_moderation", "rejected", "hidden", "withdrawn")
    ]
    + [
        f"/receipts/{{SELECT receipt_token FROM comments WHERE kind = '{kind}' AND state = 'published'}}"
        for kind in ("question", "counter_check")
    ],
    "/receipts/<token>/appeal": [
        f"/receipts/{{SELECT receipt_token FROM comments WHERE state = '{state}'}}/appeal"
        for state in ("rejected", "hidden", "withdrawn")
    ],
    "/reports/<token>": ["/reports/{SELECT token FROM reports WHERE settled_at IS NOT NULL}"],
    "/comments/<comment_id>/report": [
        "/comments/{SELECT id FROM comments WHERE kind = 'question' AND state = 'published'}/report"
    ],
    "/search": [
        "/search?q=buses",
        "/search?q=nothing+of+the+kind",
        "/search?q=bsues",
        "/search?q=buses&assembly=nowhere&kind=nothing&after=nowhere",
    ],
}

_ARGUMENT = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
_QUESTION = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True)
class Visit:
    """An address, and the e-mail address of who goes there, or nothing for anybody."""

    address: str
    who: str


def plain(rule: str) -> str:
    """A rule without the converters of its arguments."""
    return _ARGUMENT.sub(r"<\1>", rule)


def _reading_routes() -> list[Route]:
    with tempfile.TemporaryDirectory() as nowhere:
        found = [route for route in routes(whole_site(Path(nowhere))) if "GET" in route.methods]
    return sorted(found, key=lambda route: route.rule.rule)


# Every route that is read by GET. Made while the tests are collected: beside a running browser Flask makes none.
ROUTES = _reading_routes()


def who_may(route: Route) -> str:
    """Somebody of the demo whom this route is for, or nothing where it is for everybody."""
    if not isinstance(route.access, Permission):
        return ""
    match route.access:
        case Permission.MODERATE:
            return MODERATOR
        case Permission.LEAD_MODERATION | Permission.EDIT_MODERATION_POLICY:
            return LEAD_MODERATOR
        case Permission.ADMINISTER_SITE | Permission.CREATE_ASSEMBLY:
            return ADMINISTRATOR
        case _:
            return OFFICER


def _value(site: Site, known: str) -> str:
    return str(site.one(known)) if known.startswith("SELECT ") else known


def visits(site: Site, route: Route) -> Iterator[Visit]:
    """Every visit to the pages of a route. Raises AssertionError where an argument's name means nothing here."""
    rule, who = plain(route.rule.rule), who_may(route)
    values = dict(ARGUMENTS)
    for beginning, others in ELSEWHERE.items():
        if rule.startswith(beginning):
            values.update(others)

    def fill(argument: re.Match[str]) -> str:
        assert argument[1] in values, (
            f"Say in every_page.py what <{argument[1]}> may be, so that {rule} is visited."
        )
        return _value(site, values[argument[1]])

    asked = _QUESTION.sub(lambda question: str(site.one(question[1])), ASKED.get(rule, ""))
    yield Visit(_ARGUMENT.sub(fill, rule) + asked, who)
    for address in OTHER_STATES.get(rule, []):
        yield Visit(_QUESTION.sub(lambda question: str(site.one(question[1])), address), who)
