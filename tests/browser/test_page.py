"""The sealed page in Chromium: what leaves it, what it refuses, and what it says then."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect
from sealed import MARKS, Sealed, stock_age

from bot.casework import links
from bot.store import parts
from bot.web import bundle
from referrals.vault import Stripped, age_keypair, fetched_case, ssh_sign, strip_part
from referrals.vault.readers import NAMESPACE
from tests.served import Served, served
from tests.talks import Talks

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not bundle.is_built(), reason="the sealed page was not built: make setup"),
]


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talks]:
    made = Talks.made(tmp_path_factory.mktemp("page"))
    made.officer("Ana")
    yield made
    made.close()


@pytest.fixture(scope="module")
def door(talks: Talks) -> Iterator[Served]:
    with served(talks) as at:
        yield at


@pytest.fixture
def sealed(talks: Talks, door: Served, chromium: Browser) -> Iterator[Sealed]:
    made = Sealed(talks, door, chromium)
    yield made
    made.context.close()
    assert [line for line in made.said if not line.startswith("error: Failed to load resource")] == []


def fetched(made: Sealed) -> bytes:
    """The case as `amparo case fetch` writes it."""
    talks, case = made.talks, made.talks.case_of(made.phone) or ""
    key = talks.seals.of(made.phone.row.id)["case"] if made.phone.row else b""
    held = talks.store.read(lambda c: parts.of(c, case))
    places = [(one.part, one.revision, one.roster) for one in held]
    stripped = [
        Stripped(*place, strip_part(key, case, *place, one.sealed)) for place, one in zip(places, held, strict=True)
    ]
    return fetched_case(case, stripped, talks.tools.roster(0).recipients(None, talks.clock.now()), {}, "")


def kept(made: Sealed) -> list[str]:
    """The parts of the case that came by the page."""
    heads = made.talks.store.read(lambda c: parts.heads(c, made.talks.case_of(made.phone) or ""))
    return [head.part for head in heads if head.part.startswith(("page", "sealed"))]


def test_nothing_that_was_written_leaves_in_clear(sealed: Sealed, tmp_path: Path) -> None:
    """Story, name, contact and a file: no address, header, body, log or storage holds them; stock age reads them."""
    if shutil.which("age") is None:
        pytest.skip("age is missing: install Debian's age")
    sealed.visit().stands("title")
    sealed.write()
    sealed.send()
    sealed.stands("sent")
    sealed.nothing_left()
    assert len(sealed.posts()) == 2
    kept = "[JSON.stringify({...localStorage, ...sessionStorage}), document.cookie, location.href, document.title]"
    for mark in MARKS.values():
        assert mark not in sealed.page.evaluate(kept)[0]
        assert mark not in sealed.page.content()
    assert sealed.page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert sealed.context.cookies() == []

    content = sealed.arrived()["page-1"]
    assert {name: content[name] for name in ("story", "name", "contact")} == {
        name: MARKS[name] for name in ("story", "name", "contact")
    }
    identity = sealed.talks.identities["Ana"]
    outer = json.loads(stock_age(identity, fetched(sealed), tmp_path))
    inner = next(part["age"] for part in outer["parts"] if part["part"] == "page-1")
    read = stock_age(identity, inner.encode(), tmp_path).decode()
    assert MARKS["story"] in read
    assert MARKS["file"] in read


def test_the_secret_of_the_link_is_in_no_address_that_is_sent(sealed: Sealed) -> None:
    """It stands behind # and leaves the address bar at once."""
    token = sealed.phone.screen.buttons[0][1].partition("#t=")[2].partition("&")[0]
    sealed.visit().stands("title")
    assert all(token not in one.url for one in sealed.requests)
    assert token not in sealed.page.url
    assert all("referer" not in one.all_headers() for one in sealed.requests)


def test_a_short_story_and_a_long_one_have_one_size(sealed: Sealed) -> None:
    """A word and half a page cannot be told apart by how much is sent."""
    sizes = set()
    for story in ("no", "They came at night. " * 100):
        sealed.phone.write("again")
        sealed.visit().stands("title")
        sealed.box("story").fill(story)
        sealed.send()
        sealed.stands("sent")
        sizes.add(len(sealed.posts()[-1].post_data_buffer or b""))
    assert len(sizes) == 1


def test_a_link_works_once(sealed: Sealed) -> None:
    """Loaded anew it has ended, on this phone as on any other, and nothing can be written."""
    link = sealed.phone.screen.buttons[0][1]
    sealed.visit().stands("title")
    sealed.page.goto("about:blank")
    sealed.page.goto(link)
    sealed.stands("spent")
    expect(sealed.page.locator("textarea")).to_have_count(0)


@pytest.mark.parametrize("address", ["", "#t=" + "x" * 32, "#tgWebAppData=query&tgWebAppVersion=9.1"])
def test_without_a_link_there_is_nothing_to_write_on(sealed: Sealed, address: str) -> None:
    """No link, a made-up one, or Telegram's own launch data alone."""
    sealed.page.goto(f"{sealed.at.origin}/page/{address}")
    sealed.stands("spent")
    expect(sealed.page.locator("textarea")).to_have_count(0)


def tampered(talks: Talks, how: str) -> Any:
    """An answer to the link in which somebody changed who can read."""
    _, stranger = age_keypair()
    seed = talks.tools.keyring.signing

    def change(route: Route) -> None:
        told = route.fetch().json()
        line, _, signature = told["readers"].partition("\n")
        listed = json.loads(line)
        other = json.dumps({**listed, "recipients": [stranger]}, sort_keys=True, separators=(",", ":")) + "\n"
        more = json.dumps({**listed, "recipients": [*listed["recipients"], stranger]}) + "\n"
        told["readers"] = {
            "another reader": other + signature,
            "one more reader": more + signature,
            "signed by a stranger": other + ssh_sign(b"\7" * 32, other.encode(), NAMESPACE),
            "signed for another purpose": line + "\n" + ssh_sign(seed, (line + "\n").encode(), "amparo-roster@v1"),
            "a broken signature": line + "\n" + signature.replace("A", "B"),
            "no signature": line + "\n",
            "two lines": line + "\n" + line + "\n" + signature,
            "nobody": _signed(seed, {**listed, "recipients": []}),
            "a plugin": _signed(seed, {**listed, "recipients": ["age1tag1" + "q" * 54]}),
            "expired": _signed(seed, {**listed, "until": 1_500_000_000}),
            "nonsense": "nonsense",
        }[how]  # fmt: skip
        route.fulfill(json=told)

    return change


def _signed(seed: bytes, listed: dict[str, Any]) -> str:
    line = json.dumps(listed, sort_keys=True, separators=(",", ":")) + "\n"
    return line + ssh_sign(seed, line.encode(), NAMESPACE)


@pytest.mark.parametrize(
    "how",
    ["another reader", "one more reader", "signed by a stranger", "signed for another purpose", "a broken signature",
     "no signature", "two lines", "nobody", "a plugin", "expired", "nonsense"],
)  # fmt: skip
def test_a_list_that_is_not_the_teams_is_refused(sealed: Sealed, how: str) -> None:
    """Whatever was done to the list of readers, the page says so, shows no box and sends nothing."""
    sealed.page.route("**/page/open", tampered(sealed.talks, how))
    sealed.visit().stands("changed")
    expect(sealed.page.locator("textarea")).to_have_count(0)
    assert len(sealed.posts()) == 1


BROKEN = {
    "no WebCrypto": "Object.defineProperty(crypto, 'subtle', {value: undefined})",
    "no secure origin": "Object.defineProperty(self, 'isSecureContext', {value: false})",
    "wrong arithmetic": "crypto.subtle.deriveBits = async () => new ArrayBuffer(32)",
    "no keys": "crypto.subtle.importKey = async () => { throw new DOMException('no', 'OperationError'); }",
    "no random": "Crypto.prototype.getRandomValues = () => { throw new Error('no'); }",
    "no streams": "delete self.TransformStream",
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_browser_that_cannot_lock_is_told_so_and_sends_nothing(sealed: Sealed, how: str) -> None:
    """Without its cryptography, or with one that computes wrongly, there is no box and no request."""
    sealed.page.add_init_script(BROKEN[how])
    sealed.visit().stands("cannot")
    expect(sealed.page.locator("textarea")).to_have_count(0)
    assert sealed.posts() == []
    sealed.said.clear()  # a browser that is broken may say so


def test_locking_that_breaks_after_the_start_sends_nothing(sealed: Sealed) -> None:
    """What worked at the start and fails at the end is not sent in clear instead."""
    sealed.visit().stands("title")
    sealed.write()
    sealed.page.evaluate(f"void ({BROKEN['no keys']})")
    sealed.send()
    sealed.stands("cannot")
    assert len(sealed.posts()) == 1
    sealed.nothing_left()


def test_a_phone_without_x25519_in_webcrypto_locks_all_the_same(sealed: Sealed) -> None:
    """Older WebViews: the library's own arithmetic takes its place."""
    sealed.page.add_init_script(
        "const real = crypto.subtle.importKey.bind(crypto.subtle); crypto.subtle.importKey = async (...given) => {"
        "if (given[2].name === 'X25519') throw new DOMException('no', 'NotSupportedError'); return real(...given); }"
    )
    sealed.visit().stands("title")
    sealed.write("story")
    sealed.send()
    sealed.stands("sent")
    assert sealed.arrived()["page-1"] == {"story": MARKS["story"]}


def test_a_line_that_fails_is_tried_again_with_what_is_locked(sealed: Sealed) -> None:
    """The words are gone from the page, the locked file waits, and the second try brings it."""
    sealed.visit().stands("title")
    sealed.write()
    sealed.page.route("**/page/part", lambda route: route.abort())
    sealed.send()
    sealed.stands("not_sent")
    for mark in MARKS.values():
        assert mark not in sealed.page.content()
    sealed.page.unroute("**/page/part")
    sealed.button("again").click()
    sealed.stands("sent")
    assert sealed.arrived()["page-1"]["story"] == MARKS["story"]
    sealed.nothing_left()


def refused_by(sealed: Sealed, status: int) -> None:
    sealed.page.unroute("**/page/part")
    sealed.page.route("**/page/part", answering(status))


def answering(status: int) -> Any:
    return lambda route: route.fulfill(status=status)


def test_a_server_that_answers_badly_is_a_line_that_failed(sealed: Sealed) -> None:
    """Whatever status comes but the one that says it is kept."""
    sealed.visit().stands("title")
    sealed.write("story")
    for status in (503, 500, 413, 302, 204, 410):
        refused_by(sealed, status)
        (sealed.send if status == 503 else sealed.button("again").click)()
        sealed.stands("not_sent")
    assert kept(sealed) == []
    sealed.nothing_left()


def test_a_line_that_fails_at_the_start_is_tried_again(sealed: Sealed) -> None:
    """Nothing can be written before it is known whom to lock for."""
    sealed.page.route("**/page/open", lambda route: route.abort())
    sealed.visit().stands("offline")
    expect(sealed.page.locator("textarea")).to_have_count(0)
    sealed.page.unroute("**/page/open")
    sealed.button("again").click()
    sealed.stands("title")


def test_what_cannot_be_sent_is_saved_locked_and_sent_to_the_chat(sealed: Sealed) -> None:
    """The saved file is sealed; the bot keeps it as it is, and the officer reads it."""
    sealed.visit().stands("title")
    sealed.write()
    sealed.page.route("**/page/part", lambda route: route.abort())
    sealed.send()
    sealed.stands("not_sent")
    with sealed.page.expect_download() as saved:
        sealed.page.get_by_role("link", name=sealed.word("save")).click()
    content = saved.value.path().read_bytes()
    assert saved.value.suggested_filename == "note.age"
    assert all(mark.encode() not in content for mark in MARKS.values())
    sealed.talks.line.files["saved"] = content
    sealed.phone.send("document", file_id="saved", name="note.age", mime="application/octet-stream")
    with ThreadPoolExecutor(1) as aside:  # this thread's loop is the browser's
        aside.submit(sealed.talks.beat).result()
    read = sealed.talks.read_by("Ana", sealed.talks.case_of(sealed.phone) or "")
    found = next(content for name, content in read.items() if name.startswith("sealed-"))
    assert found["story"] == MARKS["story"]
    sealed.nothing_left()


def test_a_page_that_was_open_too_long_still_saves(sealed: Sealed) -> None:
    """The link has ended meanwhile; what was written can still be carried by the chat."""
    sealed.visit().stands("title")
    sealed.write("story")
    sealed.talks.clock.move(links.PAGE_FOR)
    sealed.send()
    sealed.stands("not_sent")
    expect(sealed.page.get_by_text(sealed.word("late_text"))).to_be_visible()
    expect(sealed.page.get_by_role("link", name=sealed.word("save"))).to_be_visible()
    expect(sealed.button("again")).to_have_count(0)


def test_a_slow_line_says_how_far_it_is(sealed: Sealed) -> None:
    """Half a megabyte at the pace of 2G: percents in the live region, and no second request."""
    sealed.visit().stands("title")
    sealed.box("file").set_input_files({"name": "a.bin", "mimeType": "", "buffer": bytes(300_000)})
    session = sealed.context.new_cdp_session(sealed.page)
    session.send("Network.enable")
    slow = {"offline": False, "latency": 300, "downloadThroughput": 30_000, "uploadThroughput": 120_000}
    session.send("Network.emulateNetworkConditions", slow)
    sealed.send()
    sealed.stands("sending")
    expect(sealed.page.get_by_role("status")).to_contain_text("%")
    expect(sealed.page.locator("progress")).to_be_visible()
    sealed.stands("sent")
    assert len(sealed.posts()) == 2


def test_leaving_leaves_nothing(sealed: Sealed) -> None:
    """Close, leave without sending, and going back: the words are gone, and nothing was sent."""
    for name in ("leave", "close"):
        sealed.phone.write("again")
        sealed.visit().stands("title")
        sealed.write()
        label = sealed.word("close_label" if name == "close" else name)
        sealed.page.get_by_role("button", name=label, exact=True).click()
        sealed.page.wait_for_url("about:blank")
        sealed.page.go_back()
        for mark in MARKS.values():
            assert mark not in sealed.page.content()
    assert all(one.url.endswith("/page/open") for one in sealed.posts())
    sealed.nothing_left()


def test_an_empty_page_and_a_large_file_are_not_sent(sealed: Sealed) -> None:
    """It says which box is meant, keeps what was written, and the box has the focus."""
    sealed.visit().stands("title")
    sealed.send()
    expect(sealed.page.get_by_role("alert")).to_have_text(sealed.word("empty"))
    expect(sealed.box("story")).to_be_focused()
    sealed.write("story")
    sealed.box("file").set_input_files({"name": "a.bin", "mimeType": "", "buffer": bytes(links.LARGEST_FILE + 1)})
    sealed.send()
    expect(sealed.page.get_by_role("alert")).to_have_text(sealed.word("too_big", most=10))
    expect(sealed.box("file")).to_have_attribute("aria-invalid", "true")
    expect(sealed.box("story")).to_have_value(MARKS["story"])
    assert len(sealed.posts()) == 1
