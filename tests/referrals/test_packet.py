"""Packets: a place's own questions, filled with what was agreed to, and with nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_made import CHECKED, SHIPPED, people

from bot import shelf
from referrals import codes
from referrals.case import Consent, Facts
from referrals.cutting import Cutter
from referrals.dossier import Dossier
from referrals.errors import DirectoryFault, FactsRefused
from referrals.packet import Packet, fill, language_for, languages, named_in_letter, named_to, refusal
from referrals.printing import as_html, as_text
from referrals.template import HOLDS, LANGUAGES, load_forms

FORMS = shelf.load_forms()
OWN = sorted(FORMS.by_mechanism)
KINDS = (
    "lifeline", "un-sp-communications", "un-sr-hrd", "un-asg-reprisals", "un-tb-reprisals", "un-wgeid", "un-wgad",
    "ifc-cao", "wb-inspection-panel", "dfc-iam", "front-line-defenders", "protectdefenders-eu", "accessnow-helpline",
    "mx-mechanism", "co-unp", "hn-snp", "br-ppddh", "iachr-pm",
)  # fmt: skip
ALL = Consent(store=True, share_named="yes", share_anonymised=True, state_contact=True, publicity=True)
FACTS = Facts(
    country="HN", kind="individual", groups=frozenset({"environmental_land", "lgbtqi"}),
    work_themes=frozenset({"land"}),
    threat_types=frozenset({"death_threat", "reprisal_un"}), perpetrator="armed_group", imminence="days",
    cooperating_with_un=True, project_finance="ibrd_ida", needs=frozenset({"security"}), languages=frozenset({"es"}),
    consent=ALL, details={"un_named_state": "yes", "un_named_public": "no", "authorities_told": "nothing"},
)  # fmt: skip
# One mark for every place where words can stand; none is a word of any language.
ANSWERS = sorted({path.partition(".")[2] for q in FORMS.questions.values() for path in q.paths if "answers." in path})
DOSSIER = Dossier(
    facts=FACTS,
    language="es",
    identity={"name": "Zyxa Qwov", "contact": "qqcontact", "organisation": "Qqorg"},
    source={"name": "Vrrsource Kkname", "contact": "vvreach", "organisation": "Vvorg"},
    answers={name: f"zz{number}free" for number, name in enumerate(ANSWERS)},
    nameless={"account": "nnless"},
    story="zzstory",
)


def country(code: str, language: str) -> str:
    return f"{code}-{language}"


def made(id_: str, dossier: Dossier = DOSSIER, language: str = "", *, approved: bool = False) -> Packet:
    place, form = SHIPPED[id_], FORMS.of(SHIPPED[id_])
    assert form is not None
    spoken = language or language_for(place, form, dossier.language)
    return fill(place, dossier, FORMS, spoken, country, approved=approved)


def letter(packet: Packet) -> str:
    return " ".join([packet.title, *(line.answer for section in packet.letter for line in section.lines)])


def consenting(consent: Consent, **details: str) -> Dossier:
    return replace(DOSSIER, facts=replace(FACTS, consent=consent, details={**FACTS.details, **details}))


@pytest.mark.parametrize("id_", KINDS)
def test_every_place_of_the_list_has_a_form_in_two_languages(id_: str) -> None:
    """Each of the named mechanisms has a form of its own, and a letter in English and Spanish."""
    form = FORMS.of(SHIPPED[id_])
    assert form is not None
    assert form.id != "general"
    assert {"en", "es"} <= set(form.title)
    for language in form.title:
        assert made(id_, language=language).letter


# One place asks for nothing but a way to be reached: that is no letter.
ASKING = [m for m in SHIPPED.mechanisms if not set(m.asks) <= {"contact", "naming", "references"}]


@pytest.mark.parametrize("m", ASKING, ids=lambda m: m.id)
def test_every_place_that_says_what_it_asks_can_be_written_to(m: Any) -> None:
    """A place without a form of its own gets the questions that its entry names, in every language it works in."""
    form = FORMS.of(m)
    assert form is not None
    for language in languages(m, form):
        packet = fill(m, DOSSIER, FORMS, language, country)
        assert any(section.lines for section in packet.letter)
        assert all(section.heading for section in packet.letter)


def test_the_six_elements_of_a_disappearance_are_asked() -> None:
    """Name, date, place, forces, steps and the submitter: five in the letter, the sixth only on the other sheet."""
    form = FORMS.by_mechanism["un-wgeid"]
    asked = {question.id for section in form.sections for question in section.questions}
    assert {"missing_name", "last_seen", "last_place", "responsible", "search"} <= asked
    sheet = made("un-wgeid").confidential
    assert "Vrrsource Kkname" in sheet[0].answer


@pytest.mark.parametrize("id_", KINDS)
def test_who_submits_and_every_contact_stay_out_of_the_letter(id_: str) -> None:
    """With every consent given, the letter still holds neither the source nor a way to reach anybody (R63)."""
    story = "Vrrsource saw it. Call QQCONTACT or vvreach. Vvorg knows."
    told = replace(DOSSIER, answers={**DOSSIER.answers, "account": story, "references": "rrknows"}, nameless={})
    said = letter(made(id_, told)).casefold()
    for hidden in ("vrrsource", "kkname", "qqcontact", "vvreach", "vvorg", "rrknows"):
        assert hidden not in said


def test_a_form_that_asks_for_groups_names_them_to_no_state() -> None:
    """A group is named only where the door is made for it and no State learns of it, whatever an edited form reads."""
    texts = shelf.texts(shelf.PACKETS)
    files = [name for name, text in texts.items() if "questions: [name, who" in text]
    asking = {name: texts[name].replace("questions: [name, who", "questions: [groups, name, who", 1) for name in files}
    forms = load_forms({**texts, **asking})
    named = {FORMS.word("groups", group, "en") for group in FACTS.groups}
    told = [
        id_ for id_ in OWN if any(word in letter(fill(SHIPPED[id_], DOSSIER, forms, "en", country)) for word in named)
    ]
    assert len(files) >= 3
    assert [id_ for id_ in told if SHIPPED[id_].state_role != "none"] == []
    serving = replace(SHIPPED["un-sp-communications"], groups_served=FACTS.groups)
    assert not any(word in letter(fill(serving, DOSSIER, forms, "en", country)) for word in named)
    assert any(
        word in letter(fill(replace(serving, state_role="none"), DOSSIER, forms, "en", country)) for word in named
    )


def test_a_form_that_asks_for_the_source_gets_a_gap() -> None:
    """Whatever an edited form reads, with every consent given: who submits is not said in the letter (R63)."""
    texts = shelf.texts(shelf.PACKETS)
    asking = texts["questions.yaml"].replace("from: [identity.name]", "from: [source.name]")
    forms = load_forms({**texts, "questions.yaml": asking})
    for id_ in KINDS:
        packet = fill(SHIPPED[id_], DOSSIER, forms, "en", country)
        assert "Vrrsource" not in letter(packet)


@given(facts=people, id_=st.sampled_from(KINDS), state=st.sampled_from(("yes", "no", "later", "")))
def test_no_field_that_was_not_consented_to_ever_appears(facts: Facts, id_: str, state: str) -> None:
    """Free words and the name appear only with the name's consent; where a State receives it, with the second too."""
    dossier = replace(DOSSIER, facts=replace(facts, details={"un_named_state": state} if state else {}))
    if refusal(SHIPPED[id_], dossier, CHECKED, FORMS) is not None:
        return
    packet = made(id_, dossier, "en")
    said, sheet = letter(packet), " ".join(line.answer for line in packet.confidential)
    two_parts = FORMS.by_mechanism[id_].two_parts
    if not named_in_letter(dossier, two_parts=two_parts):
        assert not [mark for mark in ("Zyxa", "Qwov", "Qqorg", "zzstory") if mark in said]
        assert not [mark for mark in DOSSIER.answers.values() if mark in said]
    if not named_to(dossier):
        assert not packet.confidential
    assert two_parts is False or state == "yes" or "Zyxa" not in said
    assert "Vrrsource" not in said
    assert "Zyxa" not in sheet or facts.consent.share_named == "yes"
    if SHIPPED[id_].state_role != "none":
        for group in facts.groups:
            assert FORMS.word("groups", group, "en") not in [
                line.answer for section in packet.letter for line in section.lines if "roup" in line.label
            ]


@given(facts=people, id_=st.sampled_from(KINDS))
def test_nothing_is_made_where_nothing_may_leave(facts: Facts, id_: str) -> None:
    """Without keeping, without any way of sharing, or to a State without the wish, there is no packet."""
    consent = facts.consent
    why = refusal(SHIPPED[id_], replace(DOSSIER, facts=facts), CHECKED, FORMS)
    if not consent.store or (consent.share_named == "no" and not consent.share_anonymised):
        assert why == "not_allowed"
    if "facts_conflict" in facts.flags or "armed" in facts.flags or facts.kind == "not_hrd":
        assert why == "not_allowed"
    if SHIPPED[id_].state_role in ("run", "informs") and not consent.state_contact:
        assert why is not None


def test_two_consents_of_the_united_nations_stand_apart() -> None:
    """Named to the State and named in public are two lines, each yes only if it was said."""
    rows = {line.label: line.answer for line in made("un-sr-hrd", language="en").consents}
    assert rows["The name may be given to the State concerned"] == "yes"
    assert rows["The name may stand in a public report or database"] == "no"
    unasked = replace(DOSSIER, facts=replace(FACTS, details={}))
    rows = {line.label: line.answer for line in made("un-sr-hrd", unasked, "en").consents}
    assert rows["The name may be given to the State concerned"].startswith("not yet asked")


def test_a_name_that_the_state_may_not_know_goes_on_the_other_sheet() -> None:
    """Who agreed to be named to the experts, and not to the State, is named where it is not passed on."""
    packet = made("un-sp-communications", consenting(ALL, un_named_state="no"), "en")
    assert "Zyxa" not in letter(packet)
    assert "nnless" in letter(packet)
    assert [line for line in packet.confidential if line.answer == "Zyxa Qwov"]


def test_a_clear_no_is_not_asked_again() -> None:
    """A name that was refused is kept back, and the question is not put once more; *ask each time* is asked."""
    ask = FORMS.questions["name"].ask["es"]
    nameless = Consent(store=True, share_named="no", share_anonymised=True)
    assert ask not in made("front-line-defenders", consenting(nameless)).questions
    assert ask in made("front-line-defenders", consenting(replace(nameless, share_named="ask_each"))).questions


def test_a_refused_name_is_no_question_even_where_none_was_ever_told() -> None:
    """Who said no to being named is not asked for the name, whether or not anybody knows it."""
    refused = Dossier(facts=replace(FACTS, consent=Consent(store=True, share_named="no", share_anonymised=True)))
    for id_ in KINDS:
        packet = made(id_, refused, "en")
        assert not {FORMS.questions[one].ask["en"] for one in ("name", "missing_name")} & set(packet.questions), id_
    unasked = replace(refused, facts=replace(FACTS, consent=replace(refused.facts.consent, share_named="ask_each")))
    assert FORMS.questions["name"].ask["en"] in made("un-sr-hrd", unasked, "en").questions


@pytest.mark.parametrize("id_", KINDS)
def test_what_must_stay_secret_never_stands_in_the_letter(id_: str) -> None:
    """What to keep confidential, and whom the person fears, is for those who receive the letter, on the other sheet."""
    told = replace(DOSSIER, answers={**DOSSIER.answers, "confidential": "ccsecret", "retaliation": "ccfear"})
    packet = made(id_, told, "en")
    assert "ccsecret" not in letter(packet)
    assert "ccfear" not in letter(packet)
    asked = {question.id for section in FORMS.by_mechanism[id_].sections for question in section.questions}
    sheet = [line.answer for line in packet.confidential]
    assert ("ccsecret" in sheet, "ccfear" in sheet) == ("confidential" in asked, "retaliation" in asked)


def test_what_is_missing_is_a_gap_and_a_question_in_the_persons_language() -> None:
    """An answer that nobody gave is a box in the letter and a question on the officer's page."""
    empty = Dossier(facts=replace(FACTS, languages=frozenset({"es"})), language="es")
    packet = made("lifeline", empty, "en")
    gaps = [line.label for section in packet.letter for line in section.lines if line.gap]
    assert "Budget: what the money is for, and how much" in gaps
    assert FORMS.questions["costs"].ask["es"] in packet.questions


def test_an_approved_letter_has_no_boxes_and_no_draft() -> None:
    """Once the person said yes, what nobody answered is simply not there."""
    empty = Dossier(facts=FACTS, language="es")
    packet = made("lifeline", empty, "en", approved=True)
    assert not [line for section in packet.letter for line in section.lines if line.gap]
    assert "Draft" not in as_text(packet, FORMS.say, "en", "2026-11-22")
    assert "Draft" in as_text(made("lifeline", empty, "en"), FORMS.say, "en", "2026-11-22")


@pytest.mark.parametrize(
    ("id_", "spoken", "expected"),
    [
        ("mx-mechanism", "en", "es"), ("br-ppddh", "es", "pt"), ("front-line-defenders", "ar", "ar"),
        ("un-sr-hrd", "ar", "en"), ("un-sr-hrd", "fr", "fr"), ("lifeline", "es", "es"), ("hn-snp", "ar", "es"),
    ],
)  # fmt: skip
def test_the_letter_is_in_a_language_that_the_place_works_in(id_: str, spoken: str, expected: str) -> None:
    """The person's own where the place works in it; else one in which it does."""
    form = FORMS.of(SHIPPED[id_])
    assert form is not None
    assert language_for(SHIPPED[id_], form, spoken) == expected


def test_words_in_another_language_say_so() -> None:
    """What was told in one language and stands in a letter of another is marked as not translated."""
    foreign = [line for section in made("lifeline", language="en").letter for line in section.lines if line.original]
    assert foreign
    assert not [line for section in made("lifeline", language="es").letter for line in section.lines if line.original]


@pytest.mark.parametrize("id_", KINDS)
def test_the_page_stands_alone_and_holds_the_same(id_: str) -> None:
    """The HTML has three sheets, no script, nothing from elsewhere, and every letter of a person as text."""
    nasty = replace(DOSSIER, answers={**DOSSIER.answers, "account": "<script>alert(1)</script> & 'x'"}, nameless={})
    packet = made(id_, nasty)
    page = as_html(packet, FORMS.say, "en", "2026-11-22")
    assert page.count('<section class="sheet') == 3
    assert "<script" not in page
    assert "src=" not in page
    assert "href=" not in page
    assert f'dir="{"rtl" if packet.language == "ar" else "ltr"}"' in page
    for section in packet.letter:
        assert section.heading in page
    text = as_text(packet, FORMS.say, "en", "2026-11-22")
    assert text.count("=" * 78) == 6
    for question in packet.questions:
        assert question in text


GOLDEN = """\
Solicitud de apoyo de protección
-- La persona o el grupo: Nombre completo | A quién afecta | País | Trabajo de derechos humanos | \
Organización o grupo y su trabajo
-- El peligro: Qué ocurrió, en resumen | Fechas (al menos mes y año) | Relato de los hechos | Peligro actual | \
Presuntos responsables, y por qué | Familia en riesgo
-- Lo que se pide: Ayuda que se necesita | Presupuesto: para qué es el dinero y cuánto | Por qué es urgente
-- Lo que se hizo: Gestiones hechas hasta ahora y su resultado"""


def test_the_structure_of_a_letter_is_as_it_was() -> None:
    """A letter's headings and questions change only on purpose."""
    packet = made("front-line-defenders", language="es")
    rows = [f"-- {one.heading}: {' | '.join(line.label for line in one.lines)}" for one in packet.letter]
    assert "\n".join([packet.title, *rows]) == GOLDEN


@pytest.mark.parametrize(
    ("hidden", "text", "expected"),
    [
        ("Ana Pérez", "ANA PEREZ y Perez; la banana", "# y #; la banana"),
        ("+504 9999-1234", "llame al 504.9999 1234 o 99991234", "llame al # o #"),
        ("أحمد", "رأى وأحمد ذلك", "رأى و# ذلك"),
        ("", "nada", "nada"),
        ("de", "un pedazo de pan", "un pedazo # pan"),
    ],
)
def test_what_must_not_show_is_cut_however_it_is_written(hidden: str, text: str, expected: str) -> None:
    """Capitals, accents, other signs between digits and joined prefixes do not hide a name or a number."""
    assert Cutter([hidden], "#")(text) == expected


def test_an_opened_case_is_read_as_it_comes() -> None:
    """Facts of all chapters, the words, who it is, and consents taken back since: all from what `case open` prints."""
    first = {**FACTS.to_json(), "triage": "T1", "rule": "x", "language": "es", "stopped_at": None}
    document = {
        "case": "ABCDEFGHJK", "routing": {"consents": {"state_contact": False}}, "head": "",
        "parts": [
            {"part": "facts", "revision": 1, "encoding": "json", "content": first},
            {"part": "facts-2", "revision": 1, "encoding": "json", "content": {"threat_types": ["smear"]}},
            {"part": "text-1", "revision": 1, "encoding": "text", "content": "zzstory"},
            {"part": "identity", "revision": 1, "encoding": "text", "content": '{"name": "Zyxa", "contact": "qq"}'},
            {"part": "text-2", "revision": 1, "closed": True},
        ],
    }  # fmt: skip
    dossier = Dossier.from_document(json.loads(json.dumps(document)))
    assert dossier.facts.threat_types == FACTS.threat_types | {"smear"}
    assert dossier.facts.consent.state_contact is False
    assert (dossier.story, dossier.language) == ("zzstory", "es")
    assert dossier.submits == {"name": "Zyxa", "contact": "qq"}
    document["parts"][0]["content"] = {**first, "stopped_at": 5}  # type: ignore[index]
    assert refusal(SHIPPED["lifeline"], Dossier.from_document(document), CHECKED, FORMS) == "stopped"


@pytest.mark.parametrize(
    "document",
    [{"facts": [], "language": "es"}, {"facts": {}, "colour": "x"}, {"facts": {}, "answers": {"a": 1}}, {"parts": 1}],
)
def test_a_file_that_is_none_is_refused(document: dict[str, object]) -> None:
    """What is no packet's file is refused with what to write instead."""
    with pytest.raises(FactsRefused):
        Dossier.from_document(document)


def test_every_coded_answer_has_words_in_every_language() -> None:
    """No letter shows a bare code: each code of each field that a form reads is worded."""
    read = {path for q in FORMS.questions.values() for path in q.paths if path.startswith("facts.")}
    assert read
    lists = {
        "threat_types": codes.THREATS, "needs": codes.NEEDS, "groups": codes.GROUPS, "work_themes": codes.WORK_THEMES,
        "perpetrator": codes.PERPETRATORS, "imminence": codes.IMMINENCE, "kind": codes.KINDS, "flags": codes.FLAGS,
        "age_band": codes.AGES, "project_finance": codes.PROJECT_FINANCE[1:],
        "digital_compromise": codes.DIGITAL_COMPROMISE[1:],
    }  # fmt: skip
    for field, all_codes in lists.items():
        assert set(all_codes) <= set(FORMS.words[field])
        assert all(set(FORMS.words[field][code]) == set(LANGUAGES) for code in all_codes)


BROKEN = [
    ("questions.yaml", "holds: identity", "holds: everything", "'everything'"),
    ("questions.yaml", "from: [identity.name]", "from: [elsewhere.name]", "'elsewhere.name'"),
    ("wgad.yaml", "packet: wgad", "packet: other", "not the file's name"),
    ("wgad.yaml", "questions: [steps]", "questions: [stepps]", "'stepps'"),
    ("wgad.yaml", "heading: response", "heading: responses", "'responses'"),
    ("wgad.yaml", "for: [un-wgad]", "for: [lifeline]", "has a form already"),
    ("texts.yaml", '"إلى"]', "]", "languages"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), BROKEN)
def test_a_wrong_form_is_refused_with_its_place(file: str, old: str, new: str, message: str) -> None:
    """A form's fault names file, line, and what to write instead."""
    texts = shelf.texts(shelf.PACKETS)
    assert old in texts[file]
    with pytest.raises(DirectoryFault) as fault:
        load_forms({**texts, file: texts[file].replace(old, new, 1)})
    assert message in fault.value.message
    assert fault.value.hint


def test_forms_belong_to_entries_of_the_directory() -> None:
    """Each form is for places that exist, and each question says what it may show."""
    assert set(OWN) <= set(SHIPPED.by_id)
    assert {question.holds for question in FORMS.questions.values()} <= set(HOLDS)
