"""Writing the next version of the policy at the desk, as a browser without script does it."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.comments.models import CommentState
from app.core import transactions
from app.moderation.queries.policy import policy_in_force
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.comments import make_comment
from tests.factories.moderation import make_moderator
from tests.factories.policy import make_lead, publish, said, without
from tests.moderation.desk import hidden_fields
from tests.queries import counted

EDIT, PUBLISH = "/moderation/policy", "/moderation/policy/publish"
NOTE = "We say more clearly what shouting is."


class _Fields(HTMLParser):
    """What a browser would send of the form on a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: dict[str, str] = {}
        self._text = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
            self.sent[name] = value
        elif tag == "textarea":
            self._text = name
            self.sent[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.sent[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.sent[self._text] += data


def _fields(page: str) -> dict[str, str]:
    read = _Fields()
    read.feed(page[page.index("<form") :])
    return read.sent


def _opened(client: Visitor, **changes: str) -> dict[str, str]:
    return _fields(client.get(EDIT).text) | {"change_note": NOTE} | changes


@pytest.fixture
def lead(client: Visitor, session: Session) -> Visitor:
    """A browser in which a lead moderator has signed in."""
    sign_in_as(client, make_lead())
    return client


# ---- Who may ----


def test_leads_and_administrators_find_the_way_from_their_desks(app: Flask, session: Session) -> None:
    for account, desk in (
        (make_lead(), "/moderation/"),
        (make_account("ad@fenbury.example", role=Role.ADMINISTRATOR), "/admin/"),
    ):
        client = app.test_client()
        sign_in_as(client, account)
        assert f'href="{EDIT}"' in client.get(desk).text
        assert client.get(EDIT).status_code == 200


def test_others_may_not_even_look(app: Flask, session: Session) -> None:
    moderator = app.test_client()
    sign_in_as(moderator, make_moderator())
    assert f'href="{EDIT}"' not in moderator.get("/moderation/").text
    assert moderator.get(EDIT).status_code == 403
    assert moderator.post(PUBLISH, data={}).status_code == 403
    assert app.test_client().get(EDIT).location.startswith("/sign-in")


# ---- Writing ----


def test_the_form_begins_with_the_words_in_force_in_both_languages(lead: Visitor) -> None:
    sent = _opened(lead)
    assert (sent["title_0"], sent["title_cy_0"], sent["place_0"]) == ("Abuse", "Sarhad", "1")
    assert sent["note_9"].endswith("with your own name or with none.")
    page = lead.get(EDIT).text
    assert re.findall(r'<textarea[^>]*name="note_cy_0"[^>]* lang="(\w+)"', page) == ["cy"]
    assert re.findall(r'<textarea[^>]*name="note_0"[^>]* lang="', page) == []
    assert "readers_0" in sent
    assert "readers_7" not in sent
    assert sent["opened_on"] == "1"


def test_the_form_takes_few_queries(lead: Visitor) -> None:
    with counted() as queries:
        lead.get(EDIT)
    assert len(queries) <= 6, queries


def test_a_change_is_previewed_word_by_word_with_its_trace_and_its_letter(lead: Visitor) -> None:
    sent = _opened(lead, trace_0="it shouts at somebody.", text_cy_0="Peidiwch â gweiddi.")
    answer = lead.post(EDIT, data=sent | {"act": "preview"})
    page = unescape(answer.text)
    assert answer.status_code == 200
    assert "Preview: version 2" in page
    assert NOTE in page
    assert re.search(
        r"A comment was hidden here</strong> by a moderator on .*: it shouts at somebody\.<", page
    )
    assert "The reason is paragraph 1 of the moderation policy" in page
    assert re.search(r'<p dir="auto" lang="cy">.*gweiddi', page, re.DOTALL)
    assert "Hatred" not in page[page.index("What changes") : page.index("<form")]
    assert policy_in_force().number == 1


def test_welsh_that_was_left_behind_is_pointed_out(lead: Visitor) -> None:
    behind = lead.post(EDIT, data=_opened(lead, text_0="Do not insult people.") | {"act": "preview"}).text
    assert "Welsh that is older than the English" in behind
    assert "<li>Abuse: Rule in Welsh</li>" in behind
    both = _opened(lead, text_0="Do not insult people.", text_cy_0="Peidiwch â sarhau pobl.")
    assert "older than the English" not in lead.post(EDIT, data=both | {"act": "preview"}).text


def test_what_was_previewed_is_published(lead: Visitor) -> None:
    sent = _opened(lead, trace_0="it shouts at somebody", text_0="Do not shout.\r\nPlease.", title_cy_1="")
    preview = lead.post(EDIT, data=sent | {"act": "preview"}).text
    answer = lead.post(PUBLISH, data=_fields(preview))
    assert (answer.status_code, answer.location) == (303, EDIT)
    assert "The new version of the policy is in force." in lead.get(EDIT).text
    version = policy_in_force()
    first, second = version.paragraphs[:2]
    assert (version.number, version.change_note) == (2, NOTE)
    assert (first.code, first.trace, first.text) == (
        "abuse",
        "it shouts at somebody",
        "Do not shout.\nPlease.",
    )
    assert (second.title_cy, second.text_cy is None) == (None, False)
    assert [paragraph.for_readers for paragraph in version.paragraphs].count(False) == 1


def test_pressing_publish_twice_publishes_once(lead: Visitor) -> None:
    preview = lead.post(EDIT, data=_opened(lead, title_0="Insults")).text
    for _ in range(2):
        assert lead.post(PUBLISH, data=_fields(preview)).status_code == 303
    assert policy_in_force().number == 2


def test_whoever_goes_on_changing_has_every_word_again(lead: Visitor) -> None:
    sent = _opened(lead, text_0="Do not shout.\n\nEver.", place_4="1", out_8="y")
    preview = _fields(lead.post(EDIT, data=sent).text)
    again = _fields(lead.post(EDIT, data=preview | {"act": "change"}).text)
    assert again["text_0"] == "Do not shout.\n\nEver."
    assert again["change_note"] == NOTE
    assert (again["place_4"], again["place_0"], again["out_8"], again["place_8"]) == ("1", "2", "y", "10")
    left = {"once", "csrf_token", *(name for name in sent if name.startswith(("place_", "was_", "text_0")))}
    assert {name: again.get(name) for name in sent if name not in left} == {
        name: value for name, value in sent.items() if name not in left
    }


@pytest.mark.parametrize(
    ("moves", "order"),
    [
        ({"place_4": "1"}, "4012356789"),
        ({"place_0": "5"}, "1234056789"),
        ({"place_9": "1", "place_0": "10"}, "9123456780"),
        ({"place_3": "nonsense", "place_4": "999"}, "0123567894"),
    ],
)
def test_paragraphs_are_put_in_another_order_by_their_numbers(
    lead: Visitor, moves: dict[str, str], order: str
) -> None:
    codes = [paragraph.code for paragraph in policy_in_force().paragraphs]
    preview = lead.post(EDIT, data=_opened(lead, **moves)).text
    assert lead.post(PUBLISH, data=_fields(preview)).status_code == 303
    assert [paragraph.code for paragraph in policy_in_force().paragraphs] == [codes[int(n)] for n in order]


def test_a_paragraph_is_added_and_another_left_out(lead: Visitor) -> None:
    page = lead.post(EDIT, data=_opened(lead, out_8="y") | {"act": "add"}).text
    assert re.search(r'<details id="paragraph-11" open>', page)
    new = {
        "title_10": "Shouting",
        "text_10": "Do not shout.",
        "trace_10": "it shouts",
        "note_10": "You shout.",
        "complaint_10": "It shouts",
    }
    preview = lead.post(EDIT, data=_fields(page) | new).text
    assert "New: 10. Shouting" in preview
    assert "Taken out: The law" in preview
    lead.post(PUBLISH, data=_fields(preview))
    codes = [paragraph.code for paragraph in policy_in_force().paragraphs]
    assert (codes[-1], "legal" in codes, len(codes)) == ("shouting", False, 10)
    assert policy_in_force().paragraphs[-1].for_readers


def test_a_new_paragraph_in_which_nobody_wrote_is_none(lead: Visitor) -> None:
    page = lead.post(EDIT, data=_opened(lead, title_0="Insults") | {"act": "add"}).text
    preview = lead.post(EDIT, data=_fields(page)).text
    lead.post(PUBLISH, data=_fields(preview))
    assert len(policy_in_force().paragraphs) == 10


def test_long_sentences_are_pointed_out_and_never_refused(lead: Visitor) -> None:
    long = "You may say " + "very " * 23 + "much."
    preview = unescape(lead.post(EDIT, data=_opened(lead, text_0=long)).text)
    assert "Abuse, Rule: a sentence has 27 words" in preview.replace("\u2068", "").replace("\u2069", "")
    assert "Publish version 2" in preview


# ---- What is refused ----


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"change_note": " "}, "Say what changes, and why."),
        ({"trace_2": ""}, "Private people: reason in a trace: Write this in English."),
        ({"title_1": "abuse"}, "Hatred: title: Another paragraph has this title."),
        ({"title_0": "a" * 81}, "Abuse: title: This is 1 character too long."),
        ({"note_cy_0": "\x07"}, "Abuse: ready note in Welsh: There are hidden control characters"),
        ({"text_0": "a\u202eb"}, "Abuse: rule: There are hidden signs"),
    ],
)
def test_a_form_that_is_not_right_says_where_and_keeps_the_rest(
    lead: Visitor, changes: dict[str, str], message: str
) -> None:
    for path in (EDIT, PUBLISH):
        answer = lead.post(path, data=_opened(lead, text_3="Do not threaten.") | changes)
        page = unescape(answer.text).replace("\u2068", "").replace("\u2069", "")
        assert answer.status_code == 422
        assert message in page
        assert _fields(answer.text)["text_3"] == "Do not threaten."
    assert policy_in_force().number == 1


def test_a_preview_of_nothing_offers_nothing_to_publish(lead: Visitor) -> None:
    page = lead.post(EDIT, data=_opened(lead)).text
    assert "Nothing has changed" in page
    assert "Publish version 2" not in page
    everything_out = {f"out_{number}": "y" for number in range(10)}
    page = lead.post(EDIT, data=_opened(lead, **everything_out)).text
    assert "Leave at least one" in page
    assert "Publish version 2" not in page
    assert lead.post(PUBLISH, data=_opened(lead)).status_code == 409


@pytest.mark.parametrize("path", [EDIT, PUBLISH])
def test_whoever_was_overtaken_is_told_and_keeps_every_word(lead: Visitor, path: str) -> None:
    sent = _opened(lead, text_0="Mine alone.")
    publish(make_lead("ola@fenbury.example", "Ola Other"), without("legal"))
    answer = lead.post(path, data=sent)
    page = unescape(answer.text).replace("\u2068", "").replace("\u2069", "")
    assert answer.status_code == 409
    assert "Ola Other published version 2" in page
    assert "/moderation-policy/versions/1/compare/2" in page
    kept = _fields(answer.text)
    assert (kept["text_0"], kept["change_note"], kept["title_8"]) == ("Mine alone.", NOTE, "The law")
    # Sending it again does not slip past.
    assert lead.post(PUBLISH, data=kept).status_code == 409
    assert policy_in_force().number == 2


def test_whoever_was_signed_out_meanwhile_has_the_words_back(app: Flask, lead: Visitor) -> None:
    sent = _opened(lead, text_0="Mine alone.")
    answer = app.test_client().post(PUBLISH, data=sent)
    assert answer.status_code == 401
    assert "Mine alone." in answer.text
    assert "Paragraph 1: rule" in unescape(answer.text).replace("\u2068", "").replace("\u2069", "")


def test_a_form_on_a_version_that_never_was_is_not_found(lead: Visitor) -> None:
    for nonsense in ("", "99", "one", "9" * 30):
        answer = lead.post(EDIT, data=_opened(lead, opened_on=nonsense, text_0="Mine alone."))
        assert answer.status_code == 404
        assert "Mine alone." in answer.text


def test_a_moderator_whose_paragraph_went_meanwhile_is_told_and_keeps_the_note(
    app: Flask, session: Session
) -> None:
    client, comment = app.test_client(), make_comment(state=CommentState.AWAITING_MODERATION)
    assert isinstance(client, Visitor)
    sign_in_as(client, make_moderator())
    path = f"/moderation/comments/{comment.id}"
    sent = hidden_fields(client, path) | {"decision": "reject", "reason": "legal", "note": "Mine alone."}
    publish(make_lead(), without("legal"))
    answer = client.post(path, data=sent)
    assert answer.status_code == 422
    assert "The policy has changed: that paragraph is no longer in it." in unescape(answer.text)
    assert "Mine alone." in answer.text


# ---- The public page ----


def test_the_page_says_which_version_is_in_force_and_what_changed(client: Visitor, session: Session) -> None:
    before = client.get("/moderation-policy")
    assert "Version 1, in force since" in unescape(before.text)
    assert "All versions" not in before.text
    with transactions.unit_of_work():
        publish(make_lead(), lambda old: [said(old[0], title="Insults"), *old[1:]], NOTE)
    after = client.get("/moderation-policy", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Version 2, in force since" in after.text
    assert NOTE in after.text
    assert "/moderation-policy/versions/1/compare/2" in after.text
    assert 'href="/moderation-policy/versions/1"' in after.text


def test_an_earlier_version_says_that_it_is_out_of_force(client: Visitor, session: Session) -> None:
    assert "no longer in force" not in client.get("/moderation-policy/versions/1").text
    publish(make_lead(), without("legal"))
    page = client.get("/moderation-policy/versions/1").text
    assert "This version is no longer in force" in page
    assert 'id="legal"' in page
    assert 'href="/moderation-policy"' in page
    assert client.get("/moderation-policy/versions/3").status_code == 404


def test_two_versions_are_compared_word_by_word(client: Visitor, session: Session) -> None:
    publish(make_lead(), lambda old: [said(old[1], text="Do not hate."), old[0], *old[3:]], NOTE)
    page = unescape(client.get("/moderation-policy/versions/1/compare/2").text)
    assert "It was number 2." in page
    assert "<ins" in page
    assert "Taken out: " in page
    assert NOTE in page
    assert "Nothing differs." in client.get("/moderation-policy/versions/2/compare/2").text
    # From one to another farther away every step says why.
    publish(make_lead("leo@fenbury.example"), lambda old: old[1:], "Nobody needed the first one.")
    farther = unescape(client.get("/moderation-policy/versions/1/compare/3").text)
    assert farther.index(NOTE) < farther.index("Nobody needed the first one.")
    back = unescape(client.get("/moderation-policy/versions/3/compare/1").text)
    assert NOTE not in back
    assert client.get("/moderation-policy/versions/1/compare/9").status_code == 404
