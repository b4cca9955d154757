"""The door of the sealed page: what it takes, what it refuses, and that it can open nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from knocking import Knocker

from bot.casework import links
from bot.store import pages, parts
from bot.web import pages as door
from referrals.vault import age_encrypt
from tests.served import Page, address, arrive, locked

STORY = {"story": "told on the page"}


def kept(knocker: Knocker) -> list[str]:
    case = knocker.talks.case_of(knocker.phone) or ""
    return [head.part for head in knocker.talks.store.read(lambda c: parts.heads(c, case)) if head.part != "facts"]


def rows(knocker: Knocker) -> list[Any]:
    return knocker.talks.every("pages")


def test_what_the_page_sealed_is_kept_as_it_came_and_officers_read_it(knocker: Knocker) -> None:
    """Shown, sent, heard of in the chat, opened by an officer; the server holds only the age file, wrapped."""
    told = knocker.open().json()
    assert told["part"] == "page-1"
    body = locked(told, STORY)
    assert knocker.part(body).status_code == 200
    assert arrive(knocker.talks) == 1
    assert "The page arrived, locked." in knocker.phone.text
    case = knocker.talks.case_of(knocker.phone) or ""
    assert knocker.talks.read_by("Ana", case)["page-1"] == STORY
    assert knocker.talks.read_by("Ben", case)["page-1"] == STORY


def test_a_link_belongs_to_the_first_page_that_shows_it(knocker: Knocker) -> None:
    """That page may ask again, for its line may fail; another is refused like a link that never was."""
    first = knocker.open()
    assert knocker.open().json() == first.json()
    assert knocker.open(page="q" * 32).status_code == 410
    assert knocker.part(locked(first.json(), STORY), page="q" * 32).status_code == 410
    assert kept(knocker) == []


def test_every_refusal_of_a_link_is_the_same(knocker: Knocker) -> None:
    """Unknown, another's, too old, used: nothing tells which."""
    token = knocker.token
    told = knocker.open().json()
    refused = [knocker.open(token="x" * 32), knocker.open(page="q" * 32)]
    knocker.part(locked(told, STORY))
    refused += [knocker.open(), knocker.open(page="q" * 32)]
    knocker.talks.clock.move(links.PAGE_FOR)
    refused += [knocker.open(token=token)]
    assert {(one.status_code, one.content, frozenset(one.headers.items())) for one in refused} == {
        (410, b"", frozenset(refused[0].headers.items()))
    }


def test_a_link_waits_half_an_hour_and_its_page_two_hours(knocker: Knocker) -> None:
    """After that it counts for nothing, and its row goes with the next link."""
    knocker.talks.clock.move(links.LINK_FOR - 1)
    told = knocker.open().json()
    knocker.talks.clock.move(links.PAGE_FOR - 1)
    assert knocker.open().status_code == 200
    knocker.talks.clock.move(1)
    assert knocker.part(locked(told, STORY)).status_code == 410
    knocker.phone.start().tap("danger", "wake", "any", "officials", "none")
    assert len(rows(knocker)) == 1


def test_a_new_screen_takes_the_worth_of_the_link_before(knocker: Knocker) -> None:
    """One link waits for a talk at a time; a page that is open already stays."""
    old = knocker.token
    knocker.phone.write("they are at the door")
    assert knocker.token != old
    assert knocker.open(token=old).status_code == 410
    told = knocker.open().json()
    knocker.phone.write("and now they left")
    assert knocker.part(locked(told, STORY)).status_code == 200


def test_two_pages_of_one_case_are_kept_side_by_side(knocker: Knocker) -> None:
    """Each has a part of its own name, whichever arrives first."""
    first = Page(knocker.talks, knocker.address())
    knocker.phone.write("one more thing")
    second = Page(knocker.talks, knocker.address())
    second.brings(story="second")
    first.brings(story="first")
    case = knocker.talks.case_of(knocker.phone) or ""
    read = knocker.talks.read_by("Ana", case)
    assert (read["page-1"], read["page-2"]) == ({"story": "first"}, {"story": "second"})


def test_what_came_twice_is_kept_once_and_answered_alike(knocker: Knocker) -> None:
    """The line failed after it arrived: the same file again is thanked for; another by the same link is not taken."""
    told = knocker.open().json()
    body = locked(told, STORY)
    assert [knocker.part(body).status_code for _ in range(3)] == [200, 200, 200]
    assert knocker.part(locked(told, STORY)).status_code == 410
    assert kept(knocker) == ["page-1"]
    assert arrive(knocker.talks) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"They stand at my door.",
        b"",
        b"age-encryption.org/v1\n-> scrypt AAAA 18\n",
        b"\0age-encryption.org/v1\n-> X25519 ",
    ],
)
def test_what_is_not_sealed_for_people_is_refused(knocker: Knocker, body: bytes) -> None:
    """Words in clear, nothing, a file under a password: not kept, and the link may still be used."""
    told = knocker.open().json()
    assert knocker.part(body).status_code == 422
    assert kept(knocker) == []
    assert knocker.part(locked(told, STORY)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_only_the_page_itself_is_heard(knocker: Knocker, headers: dict[str, str], status: int) -> None:
    """A request of another origin, or one that a form could make, changes nothing."""
    assert knocker.open(**headers).status_code == status
    told = knocker.open().json()
    assert knocker.part(locked(told, STORY), **headers).status_code == status
    assert kept(knocker) == []


def test_a_request_without_an_origin_is_not_heard(knocker: Knocker) -> None:
    """Every browser tells it with a post; who does not is no page."""
    answer = knocker.client.post("/page/open", json={"token": knocker.token, "page": "p" * 32})
    assert answer.status_code == 403
    assert rows(knocker)[0]["page"] is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"nonsense", b'{"token": 1, "page": 2}', b'{"token": "short", "page": "short"}',
             json.dumps({"token": "x" * 65, "page": "p" * 32}).encode()],
)  # fmt: skip
def test_a_question_that_is_none_is_refused(knocker: Knocker, body: bytes) -> None:
    """Hostile JSON is a bad request and no fault."""
    headers = {"Origin": knocker.at.origin, "Content-Type": "application/json"}
    assert knocker.client.post("/page/open", content=body, headers=headers).status_code == 400


def test_a_body_over_the_limit_is_not_read(knocker: Knocker) -> None:
    """By its own word, or found to be longer while it comes; and nothing large is read for whoever has no page."""
    knocker.open()
    assert knocker.open(token="x" * 4000).status_code == 413
    assert knocker.part(b"x" * (door.LARGEST + 1)).status_code == 413

    def endless() -> Iterator[bytes]:
        yield b"x" * 65536

    assert knocker.part(endless()).status_code == 411
    assert knocker.part(b"x" * 1000, page="stranger" * 4).status_code == 410


def test_the_largest_file_fits(knocker: Knocker) -> None:
    """What the page may send at most is within what the door takes, with its padding."""
    told = knocker.open().json()
    most = told["most"]
    words = 3 * 102_000  # every letter of the boxes at its longest
    from referrals.vault import envelope

    assert envelope.padme(-(-most // 3) * 4 + words + 4096) + 4096 < door.LARGEST


def test_a_case_that_was_deleted_has_no_page(knocker: Knocker) -> None:
    """The link and the page end with the case's key."""
    told = knocker.open().json()
    body = locked(told, STORY)
    token = knocker.token
    knocker.phone.write("delete")
    from bot.casework import leaving

    row = knocker.phone.row
    assert row is not None
    knocker.talks.do(lambda c: leaving.erase(c, row.id, row.case_id))
    knocker.talks.duties.finish_erasing(knocker.talks.clock.now())
    assert knocker.open(token=token).status_code == 410
    assert knocker.part(body).status_code == 410
    assert rows(knocker) == []


def test_no_link_is_kept_but_its_hash(knocker: Knocker) -> None:
    """Neither the secret of the link nor that of the page stands in the database, nor in any file of the bot."""
    token, page = knocker.token, "p" * 24 + "secretly"
    knocker.open(page=page)
    for file in knocker.talks.folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert token.encode() not in content, file.name
            assert page.encode() not in content, file.name


def test_a_guest_and_an_operator_without_a_page_see_no_button(knocker: Knocker) -> None:
    """Where nothing may be kept, or nothing is served, no screen leads to the page."""
    from dataclasses import replace

    knocker.talks.tools = replace(knocker.talks.tools, page="")
    phone = knocker.talks.phone("en").start().tap("danger", "wake", "any", "officials", "none")
    assert "Locked page" not in phone.labels
    assert "locked page" not in phone.text


@pytest.mark.parametrize("path", ["", "page.js", "none", "open", "part", "%2e%2e/%2e%2e/etc/passwd", "x" * 3000])
def test_no_answer_may_be_framed_kept_or_sniffed(knocker: Knocker, path: str) -> None:
    """Every answer, also a refusal, and to whatever verb, carries the same strict headers, and none sets a cookie."""
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
        answer = knocker.client.request(method, f"/page/{path}")
        for name, value in door.HEADERS.items():
            assert answer.headers.get(name) == value, (method, name)
        assert "set-cookie" not in answer.headers
        assert "server" not in answer.headers
        assert b"root:" not in answer.content


def test_the_policy_allows_nothing_but_this_origin() -> None:
    """No script, style, request or frame of anybody else, no markup from text, no form."""
    policy = dict(one.strip().partition(" ")[::2] for one in door.HEADERS["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'",
        "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'", "trusted-types": "'none'",
    }  # fmt: skip


def test_the_list_of_readers_names_nobody(knocker: Knocker) -> None:
    """Whoever asks for a page learns public keys, and no officer's name or account."""
    told = knocker.open().text
    assert "Ana" not in told
    assert "Ben" not in told


def test_a_store_that_is_away_is_a_line_that_failed(knocker: Knocker) -> None:
    """The page is asked to come again, and what it holds is still locked."""
    told = knocker.open().json()
    body = locked(told, STORY)
    real, knocker.at._door.routes[0].endpoint.__self__.store = knocker.talks.store, _Away()
    assert knocker.part(body).status_code == 503
    knocker.at._door.routes[0].endpoint.__self__.store = real
    assert knocker.part(body).status_code == 200


class _Away:
    def transact(self, work: Any) -> Any:
        from concurrent.futures import Future

        from bot.store import StoreUnavailable

        future: Any = Future()
        future.set_exception(StoreUnavailable("away"))
        return future


def test_of_two_posts_at_once_one_is_kept(knocker: Knocker) -> None:
    """Two different files by one link in the same moment: one part, one thanks, and the other is refused."""
    told = knocker.open().json()
    bodies = [locked(told, {"story": name * 2000}) for name in ("first ", "second ")]
    with ThreadPoolExecutor(8) as pool:
        found = sorted(one.status_code for one in pool.map(knocker.part, bodies * 4))
    assert set(found) <= {200, 410, 503}
    assert found.count(200) >= 1
    assert kept(knocker) == ["page-1"]
    case = knocker.talks.case_of(knocker.phone) or ""
    arrive(knocker.talks)
    assert set(knocker.talks.read_by("Ana", case)["page-1"]) == {"story"}


def test_a_hostile_part_keeps_nothing_else_from_being_read(knocker: Knocker) -> None:
    """Sealed to nobody of us, not JSON inside, or made for another case: listed as what it is, beside all else."""
    told = knocker.open().json()
    recipients = tuple(json.loads(told["readers"].partition("\n")[0])["recipients"])
    assert knocker.part(age_encrypt(b"not json", recipients)).status_code == 200
    knocker.phone.write("words in the chat")
    other = Page(knocker.talks, address(knocker.phone))
    other.sends(locked({**other.told, "case": "ANOTHER000"}, STORY))
    case = knocker.talks.case_of(knocker.phone) or ""
    read = knocker.talks.read_by("Ana", case)
    assert read["page-1"] is None
    assert read["page-2"] == STORY
    assert read["text-1"] == "words in the chat"


def test_an_old_link_row_of_the_same_page_is_not_found_again(knocker: Knocker) -> None:
    """A page's secret belongs to one link; with a second link it would be two pages."""
    knocker.open()
    knocker.phone.write("once more")
    assert knocker.open().status_code == 410
    assert len([one for one in rows(knocker) if one["page"]]) == 1
    assert knocker.talks.store.read(lambda c: pages.of_case(c, knocker.talks.case_of(knocker.phone) or ""))
