"""The directory: all places load, faults are named exactly, and lights decide what a defender sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from people_made import CHECKED, SHIPPED, TODAY

from bot import shelf
from bot.wording.countries import iso_countries
from referrals import directory
from referrals.checks import dump_checks, load_checks
from referrals.directory import Check
from referrals.errors import DirectoryFault
from referrals.inspection import findings, unplaced
from referrals.local import dump_local, load_local, numbers_in
from referrals.mechanism import load_mechanism
from referrals.retired import is_retired

WORDS = SHIPPED.vocabulary
GOOD = """format: 1
id: helper
name: Helper
kind: fund
role: direct_referral
show_as: open
state_role: none
perpetrator_rule: any
eligibility:
  text: "Anyone."
  who: [individual]
  ages: [adult]
  regions: [global]
threats: [any]
help: [legal]
speed: days
consent: {naming: ask_first}
status: {state: unverified}
"""


def test_all_places_load() -> None:
    """The shelf holds 125 places, each under its id, and none that nobody could reach."""
    assert len(SHIPPED.by_id) == 125
    assert list(SHIPPED.by_id) == sorted(SHIPPED.by_id)
    assert shelf.faults() == []
    assert findings(SHIPPED) == ()


def test_every_contact_has_a_source() -> None:
    """No place shows a contact that no source gave."""
    for m in SHIPPED.mechanisms:
        assert not m.contacts or m.sources, m.id


# Kept in pieces, so that this file does not hold them either.
OUT_OF_USE = tuple(
    "".join(pieces)
    for pieces in (
        ("urgent-", "action@ohchr.org"), ("emergency.assistance", ".inquiries@gmail.com"), ("ddp", "@hivos.org"),
        ("212.845", ".5200"), ("202.547", ".5692"), ("+33 1 4483", " 6056"), ("+33 1 4483", " 8466"),
        ("6CE6 221C 98EC F399 A04C", " 41B8 C46B ED33 32E8 A2BC"),
    )
)  # fmt: skip
SEEN_BY_PEOPLE = ("bot", "flows", "referrals", "locales", "README.md", "SECURITY.md", "ARCHITECTURE.md")


def test_addresses_out_of_use_are_nowhere() -> None:
    """Old addresses that must not be used appear in nothing that we ship, however they are spaced."""
    root = shelf.MECHANISMS.parents[1]
    files = [file for name in SEEN_BY_PEOPLE for file in (root / name).rglob("*") or [root / name] if file.is_file()]
    files += [root / name for name in SEEN_BY_PEOPLE if (root / name).is_file()]
    written = [file for file in files if file.suffix in (".py", ".yaml", ".po", ".pot", ".md", ".js", ".html", ".json")]
    assert len(written) > 300
    for file in written:
        plain = "".join(file.read_text(encoding="utf-8").casefold().split())
        for old in OUT_OF_USE:
            assert "".join(old.casefold().split()) not in plain, file.name


@pytest.mark.parametrize("old", OUT_OF_USE)
def test_an_address_out_of_use_is_refused_wherever_it_is_written(old: str) -> None:
    """Neither an entry nor a local number can bring one back."""
    text = GOOD + f'contacts:\n  - {{kind: email, value: "{old}"}}\nsources:\n  - {{address: x, supports: y}}\n'
    with pytest.raises(DirectoryFault, match="no longer to be used") as fault:
        load_mechanism(text, "helper.yaml", WORDS)
    assert (fault.value.file, fault.value.line) == ("helper.yaml", 20)
    if all(sign in "+0123456789 -." for sign in old):
        with pytest.raises(DirectoryFault, match="no longer to be used"):
            load_local({"HN.yaml": LOCAL.replace('"000"', f'"{old.replace(".", "-")}"')}, WORDS)


def test_no_example_leads_to_an_address_out_of_use() -> None:
    """Whatever is offered, its contacts are none of them."""
    for m in SHIPPED.mechanisms:
        assert not [c for c in m.contacts if is_retired(c.value)]
        assert not [word for c in m.contacts for word in c.note.split() if is_retired(word)]


def test_a_country_in_no_region_is_named() -> None:
    """Every country that a person can name lies in a region; one that does not is a finding."""
    assert unplaced(WORDS, iso_countries()) == ()
    assert [finding.code for finding in unplaced(WORDS, ["HN", "ZZ"])] == ["no_region"]


def test_numbers_are_read_as_they_were_written() -> None:
    """A country's numbers survive the file, with languages, hours and quotes."""
    rows = load_local({"HN.yaml": LOCAL}, WORDS)
    told = [replace(rows[0], hours='day "and" night', by="A\\B"), *rows[1:]]
    again = load_local({"HN.yaml": dump_local("HN", told)}, WORDS)
    assert set(again) == set(told)
    assert load_local({"HN.yaml": dump_local("HN", ())}, WORDS) == ()


def test_a_good_file_loads() -> None:
    """The smallest file that holds what is needed becomes a place, with the cautious reading of what is absent."""
    m = load_mechanism(GOOD, "helper.yaml", WORDS)
    assert (m.id, m.door, m.independent, m.un) == ("helper", "helper", True, False)
    assert m.groups_served == {"any"}
    assert m.languages == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("id: helper", "id: other", 2, "not the file's name"),
        ("kind: fund", "kind: bank", 4, "'bank'"),
        ("threats: [any]", "threats: [anger]", 14, "'anger'"),
        ("threats: [any]", "threats: [arrest, arrest]", 14, "twice"),
        ("threats: [any]", "threats: any", 14, "list"),
        ("  regions: [global]", "  regions: [Moon]", 13, "'Moon'"),
        ("  who: [individual]", "  who: [individual]\n  who: [relative]", 12, "twice"),
        ("  who: [individual]", "  groups_required: [women|men]", 11, "group"),
        ("speed: days", "speed: quick", 16, "'quick'"),
        ("speed: days", "speed: days\ncolour: red", 17, "'colour'"),
        ("speed: days", "sped: days", 16, "'sped'"),
        ("speed: days", "speed: days\nsources:\n  - {address: x, date: lately, supports: y}", 18, "no year"),
        ("speed: days\n", "", 1, "'speed' is missing"),
        ("name: Helper", 'name: ""', 3, "Nothing"),
        ("name: Helper", "name: 3", 3, "Text"),
        ("name: Helper", "lead: maybe\nname: Helper", 3, "true or false"),
        ("speed: days", "speed: days\nrisks: [informs]", 17, "'informs'"),
        ("speed: days", "speed: days\ncontacts: [{kind: web, value: x}]", 17, "source"),
        ("help: [legal]", "help: &a [legal]\nasks: *a", 1, "alias"),
        ("format: 1", "format: 7", 1, "format"),
        ("status: {state: unverified}", "status: {state: ]", 18, "not YAML"),
    ],
)
def test_a_fault_says_file_line_and_what_to_write(old: str, new: str, line: int, message: str) -> None:
    """Each fault is refused with its file, its line, what is wrong and a hint."""
    assert old in GOOD
    with pytest.raises(DirectoryFault) as fault:
        load_mechanism(GOOD.replace(old, new), "helper.yaml", WORDS)
    assert (fault.value.file, fault.value.line) == ("helper.yaml", line)
    assert message in fault.value.message
    assert fault.value.hint


def test_a_route_leads_to_an_entry() -> None:
    """A place behind a form that is no entry is refused."""
    text = GOOD.replace("kind: fund", "kind: fund\nroute: nowhere")
    read = (
        (shelf.MECHANISMS.parent / "vocabulary.yaml").read_text(),
        (shelf.MECHANISMS.parent / "triage.yaml").read_text(),
    )
    with pytest.raises(DirectoryFault, match="nowhere"):
        directory.load({"helper.yaml": text}, *read)


def test_three_lights() -> None:
    """Unchecked is sourced, checked counts through its last day, and the day after it is stale."""
    place = SHIPPED.with_checks([Check.made("cpj", "Ana", TODAY)])
    last = TODAY + timedelta(days=90)
    assert place.light("rsf", TODAY) == "sourced"
    assert place.light("cpj", last) == "checked"
    assert place.light("cpj", last + timedelta(days=1)) == "stale"


def test_only_a_checked_place_shows_contacts() -> None:
    """Contacts appear with the check, without the withdrawn one, and never of a withdrawn or stale place."""
    check = Check.made("cpj", "Ana", TODAY)
    assert SHIPPED.contacts("cpj", TODAY) == ()
    assert SHIPPED.with_checks([check]).contacts("cpj", TODAY) == SHIPPED["cpj"].contacts
    hidden = replace(check, withdrawn_contacts=frozenset({"emergencies@cpj.org"}))
    shown = {contact.value for contact in SHIPPED.with_checks([hidden]).contacts("cpj", TODAY)}
    assert shown == {contact.value for contact in SHIPPED["cpj"].contacts} - {"emergencies@cpj.org"}
    assert SHIPPED.with_checks([replace(check, withdrawn=True)]).contacts("cpj", TODAY) == ()
    assert SHIPPED.with_checks([check]).contacts("cpj", TODAY + timedelta(days=200)) == ()


def test_withdrawing_proves_nothing_open() -> None:
    """Taking a contact away from a place that nobody checked leaves it unchecked."""
    check = replace(Check.made("cpj", "Ana", TODAY), answered=False, withdrawn_contacts=frozenset({"x"}))
    assert SHIPPED.with_checks([check]).light("cpj", TODAY) == "sourced"


def test_what_is_due() -> None:
    """Everything that can be shown and is not checked is due; what was checked or withdrawn is not."""
    gone = replace(Check.made("rsf", "Ana", TODAY), answered=False, withdrawn=True)
    due = SHIPPED.with_checks([Check.made("cpj", "Ana", TODAY), gone]).due(TODAY)
    assert "icorn" in due
    assert not {"cpj", "rsf", "fh-eap", "un-upr"} & set(due)
    assert CHECKED.due(TODAY) == ()


def test_checks_are_read_as_they_were_written() -> None:
    """Rows survive the file, quotes and withdrawals included."""
    rows = (
        Check.made("cpj", 'Ana "A" \\ Lopez', TODAY),
        replace(
            Check.made("rsf", "B", TODAY), answered=False, withdrawn=True, withdrawn_contacts=frozenset({"a", "b"})
        ),
    )
    assert load_checks(dump_checks(rows)) == rows
    assert load_checks(dump_checks(())) == ()


def test_a_check_with_a_wrong_date_is_refused() -> None:
    """A date that is none is named with its line."""
    text = dump_checks([Check.made("cpj", "Ana", TODAY)]).replace(str(TODAY), "soon")
    with pytest.raises(DirectoryFault, match="no date"):
        load_checks(text)


LOCAL = """format: 1
country: HN
numbers:
  - {what: police, number: "000", checked_on: "2026-11-01", by: Ana}
  - {what: trusted_line, number: "+000 11", checked_on: "2026-11-01", by: Ana, languages: [es], invented: true}
  - {what: ambulance, number: "001", checked_on: "2026-01-01", by: Ana}
"""


def test_local_numbers_are_shown_fresh_and_the_trusted_line_first() -> None:
    """A number counts for 90 days after it was rung; another country has none."""
    numbers = load_local({"HN.yaml": LOCAL}, WORDS)
    assert [number.what for number in numbers_in("HN", numbers, date(2026, 11, 22))] == ["trusted_line", "police"]
    assert numbers_in("MX", numbers, date(2026, 11, 22)) == ()
    assert [number.invented for number in numbers] == [False, True, False]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("country: HN", "country: XX", "'XX'"), ('"000"', '"call Ana"', "dialled"), ("police", "army", "'army'")],
)
def test_a_wrong_local_file_is_refused(old: str, new: str, message: str) -> None:
    """A country that does not exist, a number that cannot be dialled and an unknown kind are named."""
    with pytest.raises(DirectoryFault) as fault:
        load_local({"HN.yaml": LOCAL.replace(old, new)}, WORDS)
    assert message in fault.value.message


def test_a_name_nearly_right_is_guessed() -> None:
    """Who mistyped one name is not read a list of thirty."""
    with pytest.raises(DirectoryFault) as fault:
        load_mechanism(GOOD.replace("speed: days", "sped: days"), "helper.yaml", WORDS)
    assert fault.value.hint == "Did you mean 'speed'?"


def test_no_number_ships() -> None:
    """The shelf holds no emergency number: nobody has rung one."""
    assert shelf.local_numbers() == ()
