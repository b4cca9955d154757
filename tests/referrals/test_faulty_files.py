"""Files with any fault, of facts or of the directory: each is refused exactly, and none is ever misread."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people_made import CHECKED, EXAMPLES, SHIPPED, TODAY
from typer.testing import CliRunner

from bot import shelf
from bot.cli.referral import app
from referrals.case import Facts
from referrals.checks import load_checks
from referrals.dossier import Dossier
from referrals.errors import DirectoryFault, ReferralError
from referrals.exchange import load_agreements
from referrals.local import load_local
from referrals.matching import match
from referrals.mechanism import load_mechanism
from referrals.plan import load_plan
from referrals.template import load_forms
from referrals.triage import load_triage
from referrals.vocabulary import load_vocabulary

run = CliRunner()


def read_or_refused(read: Callable[[Any], Any], given_: object) -> tuple[Any, ReferralError | None]:
    """What was read, or the refusal; anything else that is raised fails the test."""
    try:
        return read(given_), None
    except ReferralError as refused:
        return None, refused


KEYS = (*Facts().to_json(), "colour")
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8),
              st.sampled_from(("now", "yes", "no", "women", "HN", "hn", "individual", "armed"))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=400)
@given(intake=st.dictionaries(st.sampled_from(KEYS), values, max_size=6))
def test_any_json_is_either_facts_or_refused_by_name(intake: dict[str, Any]) -> None:
    """Nothing that is no fact is taken for one, and nothing raises anything but a refusal that says what to write."""
    facts, refused = read_or_refused(Facts.from_json, intake)
    if facts is None:
        assert str(refused).endswith(".")
        return
    assert Facts.from_json(facts.to_json()) == facts
    for key, value in intake.items():
        if isinstance(value, list) and key in ("imminence", "kind", "perpetrator", "age_band", "detained", "country"):
            raise AssertionError(f"a list was taken for {key}")
    assert match(facts, CHECKED, TODAY).triage


@settings(max_examples=200)
@given(
    document=st.dictionaries(
        st.sampled_from(("facts", "parts", "routing", "identity", "answers", "story", "stopped", "language")),
        values,
        max_size=5,
    )
)
def test_any_json_is_either_a_packets_file_or_refused(document: dict[str, Any]) -> None:
    """Whatever stands in it, a packet's file is read or refused; it never ends a command in another way."""
    dossier, _ = read_or_refused(Dossier.from_document, document)
    assert dossier is None or Dossier.from_document(dossier.to_document()) == dossier


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"imminence": ["now"]}, "'imminence'"),
    ({"imminence": "soon"}, "'imminence'"),
    ({"detained": "perhaps"}, "'detained'"),
    ({"detained": ["yes"]}, "'detained'"),
    ({"detained": 1}, "'detained'"),
    ({"groups": "women,lgbtqi"}, "'groups'"),
    ({"groups": ["woman"]}, "'groups'"),
    ({"country": "Honduras"}, "ISO 3166"),
    ({"country": ["HN"]}, "'country'"),
    ({"country": "QQ"}, "'country'"),
    ({"region": "Europe"}, "'region'"),
    ({"region": ["MES"]}, "'region'"),
    ({"consent": True}, "'consent'"),
    ({"consent": {"store": "yes"}}, "'store'"),
    ({"consent": {"storing": True}}, "'storing'"),
    ({"consent": {"share_named": "maybe"}}, "'share_named'"),
    ({"consent": {"share_named": ["yes"]}}, "'share_named'"),
    ({"details": {"authorities_told": "never"}}, "'authorities_told'"),
    ({"details": {"imminence": "now"}}, "'imminence'"),
    ({"details": []}, "'details'"),
    ({"threats": ["arrest"]}, "'threats'"),
]


@pytest.mark.parametrize(("intake", "named"), WRONG)
def test_match_names_the_field_that_is_wrong(tmp_path: Path, intake: dict[str, Any], named: str) -> None:
    """Exit 1, the file, the field and what to write; never a level from an answer that was misread."""
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(intake), encoding="utf-8")
    done = run.invoke(app, ["match", "--facts", str(path), "--json"])
    assert (done.exit_code, done.stdout) == (1, ""), done.stdout[:60]
    assert str(path) in done.stderr
    assert named in done.stderr


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "7", '"facts"', "{", "{'a': 1}", '{"country": "HN"', "\ufeff{}", "NaN"]
)
def test_a_file_that_is_no_object_is_refused(tmp_path: Path, text: str) -> None:
    """Whatever the bytes are, the command says what to write, and ends with 1."""
    path = tmp_path / "facts.json"
    for written in (text.encode(), b"\xff\xfe\x00" + text.encode()):
        path.write_bytes(written)
        done = run.invoke(app, ["match", "--facts", str(path)])
        assert done.exit_code == 1
        assert str(path) in done.stderr
        assert done.exception is None or isinstance(done.exception, SystemExit)


# -- files that people edit

PLACE = shelf.texts()["front-line-defenders.yaml"]
TRIAGE, PLAN, WORDS = (
    (shelf.MECHANISMS.parent / name).read_text(encoding="utf-8")
    for name in ("triage.yaml", "plan.yaml", "vocabulary.yaml")
)
CHECKS = 'format: 1\nchecks:\n  - {id: cpj, by: Ana, checked_on: "2026-11-01", check_again_by: "2027-01-30"}\n'
PAPER = (
    'format: 1\nagreements:\n  - {id: a, partner: B, signed_on: "2026-01-01", until: "2027-01-01", fields: [country]}\n'
)
READERS = {
    "place": (PLACE, lambda text: load_mechanism(text, "front-line-defenders.yaml", SHIPPED.vocabulary)),
    "triage": (TRIAGE, lambda text: load_triage(text, SHIPPED.vocabulary)),
    "plan": (PLAN, lambda text: load_plan(text, SHIPPED.vocabulary)),
    "vocabulary": (WORDS, load_vocabulary),
    "checks": (CHECKS, load_checks),
    "agreements": (PAPER, load_agreements),
    "form": (
        shelf.texts(shelf.PACKETS)["wgad.yaml"],
        lambda text: load_forms({**shelf.texts(shelf.PACKETS), "wgad.yaml": text}),
    ),
}


@settings(max_examples=40)
@pytest.mark.parametrize("kind", sorted(READERS))
@given(data=st.data())
def test_any_slip_of_the_pen_is_read_or_refused_with_its_line(kind: str, data: st.DataObject) -> None:
    """A line lost, doubled, moved in or mangled: read, or refused with a line that the file has and with a hint."""
    text, read = READERS[kind]
    lines = text.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    slip = data.draw(st.sampled_from(("lose", "double", "indent", "colon", "tab", "bracket", "other", "cut")))
    line = lines[at]
    changed = {
        "lose": [], "double": [line, line], "indent": [f" {line}"], "colon": [line.replace(":", "", 1)],
        "tab": [f"\t{line}"], "bracket": [line.replace("[", "").replace("{", "")],
        "other": [line.replace("a", "\u0430", 1)], "cut": [line[: len(line) // 2]],
    }[slip]  # fmt: skip
    broken = "\n".join([*lines[:at], *changed, *lines[at + 1 :]])
    made, fault = read_or_refused(read, broken)
    assert made is None or fault is None
    if isinstance(fault, DirectoryFault):
        assert fault.message.endswith(".")
        assert fault.hint
        assert 1 <= fault.line <= max(len(broken.splitlines()) + 1, 400 if kind == "form" else 0)


def test_the_examples_of_this_file_are_sound() -> None:
    """Unbroken, each of these files is read: what is refused above is refused for its slip."""
    for text, read in READERS.values():
        assert read(text) is not None  # type: ignore[no-untyped-call]
    assert load_local is not None
    assert all(Facts.from_json(row["intake"]) for row in EXAMPLES)
