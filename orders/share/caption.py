"""The text of a post: filled templates, the proven part of the seller's story, and hashtags.

As in a livestream's script (courses/live), what no field or paper proves is left out and reported.
The text is Vietnamese in every language of the pages, because buyers read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from courses.live.claims import refusals
from courses.live.record import Record
from courses.live.script import LeftOut, fields_of, filled, sentences_of
from products.certificates.enums import CertificateKind

FIRST = ("{name}: {price}.", "{producer}, {place}.")
MORE = (
    "Xuất xứ: {origin}.",
    "Một gói {net_content}.",
    "Tháng có hàng: {season}.",
)
LAST = ("Xem ai làm, làm ở đâu: {url}", "Gọi mua: {phone}")
MOST_OF_STORY = 3
_NOT_IN_TAGS = ("xã", "phường", "tỉnh", "thị trấn", "đặc khu")


@dataclass(frozen=True, slots=True)
class Caption:
    """The text of a post. `left_out` are the parts of the story that can't be used, with reasons."""

    text: str
    hashtags: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def caption_of(record: Record) -> Caption:
    """Return the caption for a listed product's record; only certificates in force today count.

    Of the story, at most the first MOST_OF_STORY sentences are used: those that the record proves.
    """
    left: list[LeftOut] = []
    story = []
    for sentence in sentences_of(record.story)[:MOST_OF_STORY]:
        found = refusals(sentence, record)
        if found:
            left.append(LeftOut(sentence, tuple(found)))
        else:
            story.append(sentence)
    tags = tuple(hashtags_of(record))
    parts = [
        list(_filled(FIRST, record)),
        story,
        [*_filled(MORE, record), *_of_papers(record)],
        list(_filled(LAST, record)),
        [" ".join(tags)],
    ]
    text = "\n\n".join("\n".join(lines) for lines in parts if any(lines))
    return Caption(text, tags, tuple(left))


def hashtags_of(record: Record) -> Iterable[str]:
    """Return hashtags of the product's name, commune, province, OCOP certificate and Piêu, each once."""
    stars = f"OCOP{record.stars}Sao" if record.stars else ""
    ocop = "OCOP" if record.has_paper(CertificateKind.OCOP) else ""
    places = [_without_kind(part) for part in record.place.split(",")]
    tags = [_tag(words) for words in (record.name, *places)]
    return dict.fromkeys(f"#{tag}" for tag in (*tags, ocop, stars, "Piêu") if tag)


def _filled(templates: Iterable[str], record: Record) -> Iterable[str]:
    values = record.values()
    for template in templates:
        if all(values[field] for field in fields_of(template)):
            yield filled(template, values)


def _of_papers(record: Record) -> Iterable[str]:
    for paper in record.papers:
        stars = f" {paper.stars} sao" if paper.stars else ""
        until = f", có giá trị đến {paper.valid_until}" if paper.valid_until else ""
        yield f"Giấy {paper.name}{stars} số {paper.number}{until}."


def _without_kind(place: str) -> str:
    words = place.strip()
    for kind in _NOT_IN_TAGS:
        if words.lower().startswith(f"{kind} "):
            return words[len(kind) :]
    return words


def _tag(words: str) -> str:
    """Return "Mận hậu Mộc Châu" as MậnHậuMộcChâu; empty if only digits remain, which make no hashtag."""
    parts = re.findall(r"[^\W_]+", words)
    tag = "".join(part[:1].upper() + part[1:] for part in parts)
    return "" if not tag or tag.isdigit() else tag
