"""Read a topic of the codified law saved as text: heads "Điều 44.8.LQ.1. …", notes, and the list of codes at its end."""

from __future__ import annotations

import re

from backend.law.editions.codified import CODE, RawArticle, assemble
from backend.law.editions.notes import BEGINS, MOST_LINES, split_note
from backend.law.editions.parsed import Paragraph, ParsedLaw

HEAD = re.compile(rf"Điều\s+({CODE})\.?(?=\s|$)\s*")
_LISTED = re.compile(r"#+\s*\d{16,}\s*")


def is_codified_text(text: str) -> bool:
    return bool(re.search(rf"^\W*Điều\s+{CODE}", text, re.MULTILINE))


def read_codified_text(text: str, *, name: str) -> ParsedLaw:
    """Return the documents of a topic. `text` is composed (NFC). Raises BrokenLaw."""
    lines = [line.replace("\u00a0", " ").strip() for line in text.splitlines()]
    end = next((place for place, line in enumerate(lines) if _LISTED.fullmatch(line)), len(lines))
    listed, lines = _listed(lines[end:]), lines[:end]
    articles = _articles(lines, listed)
    title = next((line.lstrip("# ") for line in lines if line.startswith("# ")), name)
    law = assemble(layout="codified_text", title=title, articles=articles, listed=listed)
    begins = sum(bool(HEAD.match(lines[raw.line - 1])) for raw in articles)
    law.figures |= {"heads": len(articles), "heads_in_line": begins, "heads_glued": len(articles) - begins}
    return law


def _articles(lines: list[str], listed: dict[str, str]) -> list[RawArticle]:
    """Return the articles. A head is glued behind a sentence, or begins a line; its note follows it."""
    topic = _topic(lines)
    noted = {found[1] for place in range(len(lines)) if (found := _noted_head(lines, place, topic))}
    articles: list[RawArticle] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        head = _noted_head(lines, place, topic)
        if head is None:
            head = _bare_head(line, topic)
            if head is None or head[1] in noted or (listed and head[1] not in listed):
                _append(articles, place, line)
                place += 1
                continue
            articles.append(RawArticle(head[1], line[head.end() :].strip(" ."), place + 1))
            place += 1
            continue
        _append(articles, place, line[: head.start()].strip())
        following = _following(lines, place)
        note, count, rest = split_note(lines[following : following + MOST_LINES])
        articles.append(RawArticle(head[1], line[head.end() :].strip(" ."), place + 1, note=note))
        _append(articles, following + count - 1, rest)
        place = following + count
    return articles


def _noted_head(lines: list[str], place: int, topic: str) -> re.Match[str] | None:
    """Return the last head in a line if a source note follows it."""
    found = [each for each in HEAD.finditer(lines[place]) if each[1].startswith(f"{topic}.")]
    following = _following(lines, place) if found else len(lines)
    return found[-1] if following < len(lines) and BEGINS.match(lines[following]) else None


def _bare_head(line: str, topic: str) -> re.Match[str] | None:
    """Return the head that begins a line."""
    found = HEAD.match(line)
    return found if found and found[1].startswith(f"{topic}.") else None


def _following(lines: list[str], place: int) -> int:
    """Return the next line with words."""
    return next((at for at in range(place + 1, len(lines)) if lines[at]), len(lines))


def _append(articles: list[RawArticle], place: int, line: str) -> None:
    if articles and line:
        articles[-1].paragraphs.append(Paragraph(place + 1, line))


def _topic(lines: list[str]) -> str:
    """Return the topic of the first head that begins a line: "44.8"."""
    for line in lines:
        if found := HEAD.match(line):
            return ".".join(found[1].split(".")[:2])
    return ""


def _listed(lines: list[str]) -> dict[str, str]:
    """Return code -> title of the list at the end."""
    return {
        found[1]: line[found.end() :].strip(" .") for line in lines if (found := HEAD.match(line)) is not None
    }
