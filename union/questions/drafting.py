"""The draft of a situation about what people ask most: a file for backend/law/data/situations, without any sentence of law."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections import Counter

from backend.law.situations.stock import stock
from union.questions.figures import LEAST_ASKED, figures_by_topic
from union.questions.models import Question
from union.questions.warning import warnings_of

MOST_WORDS = 12
MOST_READ = 2_000
PHRASE = 2  # words: two of them name something in Vietnamese
PLACES = ["chi-hoi-phu-nu", "hoi-phu-nu"]


def draft_situation(topic_id: str, first: dt.date, last: dt.date) -> str | None:
    """Return the draft as TOML; None for a topic whose number the figures from `first` to `last` don't show.

    Its words are phrases of at least LEAST_ASKED questions, so that none is of a single woman. Nobody has read the law:
    `says` is missing, which the library shows as "chưa đọc".
    """
    row = next((each for each in figures_by_topic(first, last) if topic_id and each.topic == topic_id), None)
    if row is None:
        return None
    words = [stock().topics[topic_id].title.lower(), *_phrases(topic_id, first, last)]
    fields = {
        "title": row.name,
        "words": words,
        "short": "Piêu chưa đọc được luật về việc này. Chị hỏi Hội Phụ nữ.",
        "places": PLACES,
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "\n".join([*lines, f"read_date = {last.isoformat()}", ""])


def _phrases(topic_id: str, first: dt.date, last: dt.date) -> list[str]:
    """Return the phrases that most questions share, the commonest first. One query."""
    rows = Question.objects.filter(topic=topic_id, asked_at__date__gte=first, asked_at__date__lte=last)
    texts = rows.exclude(text="").order_by("-asked_at").values_list("text", flat=True)[:MOST_READ]
    counts = Counter(phrase for text in texts for phrase in _phrases_of(text))
    common = [phrase for phrase, count in counts.most_common() if count >= LEAST_ASKED]
    return [phrase for phrase in common if not warnings_of(phrase)][:MOST_WORDS]


def _phrases_of(text: str) -> set[str]:
    parts = re.split(r"[^\w\s]+", unicodedata.normalize("NFC", text).lower())
    found = set()
    for words in (re.findall(r"[^\W\d_]+|\d+", part) for part in parts):
        pairs = (words[at : at + PHRASE] for at in range(len(words) - PHRASE + 1))
        found |= {" ".join(pair) for pair in pairs if not any(word.isdigit() for word in pair)}
    return found
