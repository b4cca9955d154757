"""A packet on paper: plain text, and one HTML file that stands alone and prints on A4, each part on its own sheet.

The file asks nothing of any network: no script, no font, no picture. What a person wrote is text in it, never markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Final

from referrals.packet import RIGHT_TO_LEFT, Line, Packet

Say = Callable[[str, str], str]

_WIDTH: Final = 78
_RULE: Final = "=" * _WIDTH

_STYLE: Final = """
@page { size: A4; margin: 20mm 18mm }
* { box-sizing: border-box }
html { font: 11pt/1.45 "Noto Sans", "DejaVu Sans", Arial, sans-serif; color: #111; background: #fff }
body { max-width: 174mm; margin: 0 auto; padding: 8mm 0 }
h1 { font-size: 17pt; line-height: 1.25; margin: 0 0 2mm }
h2 { font-size: 12pt; margin: 7mm 0 2mm; padding-bottom: 1mm; border-bottom: 1px solid #999; break-after: avoid }
.sheet { break-before: page }
.sheet:first-of-type { break-before: auto }
.sheet > header { margin-bottom: 4mm }
.mark { display: inline-block; font-weight: bold; font-size: 9.5pt; border: 1.5px solid #111; padding: .5mm 2mm }
.never .mark { border: 4px double #111 }
.quiet { color: #444; font-size: 10pt; margin: 1mm 0 }
dl { margin: 0 }
.row { margin: 0 0 3mm; break-inside: avoid-page }
dt { font-weight: bold; font-size: 10pt }
dd { margin: .5mm 0 0; white-space: pre-wrap; overflow-wrap: anywhere }
html[dir=rtl] .asked .row:not(.long) dd { text-align: right }
.gap dd { border: 1.5px dashed #777; min-height: 11mm; padding: 1mm 2mm; color: #555; font-style: italic }
.long { break-inside: auto }
.plain .row { display: flex; justify-content: space-between; gap: 6mm; margin-bottom: 1mm }
.plain dt { font-weight: normal; font-size: 11pt }
.plain dd { margin: 0; font-weight: bold }
ol, ul { margin: 0; padding-inline-start: 6mm }
li { margin-bottom: 1.2mm; break-inside: avoid }
.box { list-style: none }
.box li::before { content: "\\2610"; display: inline-block; inline-size: 6mm; margin-inline-start: -6mm }
@media screen {
  body { padding: 8mm }
  .sheet + .sheet { margin-top: 12mm; border-top: 3px double #999; padding-top: 8mm }
}
"""


def as_text(packet: Packet, say: Say, reader: str, today: str) -> str:
    """The packet as plain text; the letter's own words in its language, the officer's page in the reader's."""
    return "\n".join((*_letter(packet, say, today), *_sheet(packet, say), *_officer(packet, say, reader))) + "\n"


def _letter(packet: Packet, say: Say, today: str) -> Iterator[str]:
    own = packet.language
    yield from (_RULE, say("letter", own).upper(), _RULE, packet.title, "")
    yield f"{say('to', own)}: {packet.name}"
    yield f"{say('prepared', own)}: {today}"
    yield from ("",) if packet.approved else (say("draft", own), "")
    for section in packet.letter:
        yield from (f"-- {section.heading}", "")
        for line in section.lines:
            yield from _lines(line, say, own)
    yield from (f"-- {say('consents', own)}", "")
    yield from (f"{line.label}: {line.answer}" for line in packet.consents)
    yield ""


def _lines(line: Line, say: Say, language: str) -> Iterator[str]:
    if line.gap:
        yield from (f"{line.label}:", f"    [ ] {line.gap}", "")
        return
    note = f" ({say('original', language)})" if line.original else ""
    yield f"{line.label}{note}:"
    yield from (f"    {row}" for row in line.answer.splitlines())
    yield ""


def _sheet(packet: Packet, say: Say) -> Iterator[str]:
    own = packet.language
    yield from (_RULE, say("confidential", own).upper(), _RULE, say("confidential_why", own), "")
    for line in packet.confidential:
        yield from _lines(line, say, own)
    if not packet.confidential:
        yield from (say("nothing_here", own), "")


def _officer(packet: Packet, say: Say, reader: str) -> Iterator[str]:
    yield from (_RULE, say("officer", reader).upper(), _RULE, say("harm", reader), "")
    for heading, rows in _pages(packet, say, reader):
        yield from (f"-- {heading}", "", *(f"  * {row}" for row in rows), "")


def _pages(packet: Packet, say: Say, reader: str) -> Iterator[tuple[str, Sequence[str]]]:
    if packet.talks:
        yield say("talk", reader), [say(f"talk_{one}", reader) for one in packet.talks]
    yield say("questions", reader), packet.questions or (say("none_missing", reader),)
    if packet.kept_back:
        yield say("kept_back", reader), packet.kept_back
    yield say("risks", reader), (*packet.risks, say("may_not_answer", reader))
    light = packet.checked_on or say("not_checked", reader)
    ways = [f"{say(f'way_{one.kind}', reader)}: {_isolated(one.value, one.note)} [{light}]" for one in packet.contacts]
    yield say("how", reader), (*(ways or [say("no_contact", reader)]), say("own_form", reader))


def _isolated(value: str, note: str) -> str:
    """A contact as one run from left to right, so that no digit or sign of it is moved by the words around it."""
    return f"\u2066{value}{f' ({note})' if note else ''}\u2069"


def as_html(packet: Packet, say: Say, reader: str, today: str) -> str:
    """The packet as one page that stands alone: the letter, the confidential sheet, the officer's page."""
    own = packet.language
    parts = (*_html_letter(packet, say, today), *_html_sheet(packet, say), *_html_officer(packet, say, reader))
    return (
        f'<!doctype html>\n<html lang="{escape(own)}" dir="{_direction(own)}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(packet.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def _html_letter(packet: Packet, say: Say, today: str) -> Iterator[str]:
    own = packet.language
    yield f'<section class="sheet"><header><p class="mark">{escape(say("letter", own))}</p>'
    yield f"<h1>{escape(packet.title)}</h1>"
    yield f'<p class="quiet">{escape(say("to", own))}: <bdi>{escape(packet.name)}</bdi></p>'
    yield f'<p class="quiet">{escape(say("prepared", own))}: <bdi>{escape(today)}</bdi></p>'
    yield "</header>" if packet.approved else f'<p class="quiet">{escape(say("draft", own))}</p></header>'
    for section in packet.letter:
        yield f"<h2>{escape(section.heading)}</h2>"
        yield from _html_lines(section.lines, say, own)
    yield f"<h2>{escape(say('consents', own))}</h2>"
    yield from _html_lines(packet.consents, say, own, "plain")
    yield "</section>"


def _html_sheet(packet: Packet, say: Say) -> Iterator[str]:
    own = packet.language
    yield f'<section class="sheet"><header><p class="mark">{escape(say("confidential", own))}</p>'
    yield f'<p class="quiet">{escape(say("confidential_why", own))}</p></header>'
    if packet.confidential:
        yield from _html_lines(packet.confidential, say, own)
    else:
        yield f"<p>{escape(say('nothing_here', own))}</p>"
    yield "</section>"


def _html_lines(lines: Sequence[Line], say: Say, language: str, form: str = "asked") -> Iterator[str]:
    yield f'<dl class="{form}">'
    for line in lines:
        names = ["row", *(["gap"] if line.gap else []), *(["long"] if len(line.answer) > 600 else [])]
        note = f" <small>({escape(say('original', language))})</small>" if line.original else ""
        said = escape(line.gap or line.answer)
        yield f'<div class="{" ".join(names)}"><dt>{escape(line.label)}{note}</dt><dd dir="auto">{said}</dd></div>'
    yield "</dl>"


def _html_officer(packet: Packet, say: Say, reader: str) -> Iterator[str]:
    yield f'<section class="sheet never" lang="{escape(reader)}" dir="{_direction(reader)}">'
    yield f'<header><p class="mark">{escape(say("officer", reader))}</p><h1>{escape(packet.name)}</h1>'
    yield f'<p class="quiet">{escape(say("harm", reader))}</p></header>'
    boxed = (say("talk", reader), say("questions", reader) if packet.questions else "")
    for heading, rows in _pages(packet, say, reader):
        yield f"<h2>{escape(heading)}</h2><ul{' class=box' if heading in boxed else ''}>"
        yield from (f"<li><bdi>{escape(row)}</bdi></li>" for row in rows)
        yield "</ul>"
    yield "</section>"
