"""Questions drawn by Hypothesis: every kind, with the characters that break files."""

from __future__ import annotations

from hypothesis import strategies as st

from courses.quizzes.questions import complete

SIGNS = "=~#{}:\\%*[]<>&\"'-/ \n.,;()$|abcđĐăâêôơưởỡặ0123456789"
texts = st.text(
    st.one_of(st.sampled_from(SIGNS), st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=24
)
words = texts.filter(str.strip)
keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,12}", fullmatch=True)
formats = st.sampled_from(["html", "plain", "markdown"])
fractions = st.sampled_from([0, 100, 50, -50, 33.33333, -12.5])
numbers = st.decimals(min_value=-9999, max_value=9999, places=3).map(str)
media = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "kind": st.just("picture"),
        "files": st.just([{"url": "/a.webp", "bytes": 3}]),
    }
)
citations = st.lists(
    st.fixed_dictionaries(
        {
            "document": words,
            "article": texts,
            "date": st.dates().map(lambda day: f"{day.year:04}-{day:%m-%d}"),
        }
    ),
    max_size=2,
)


def _keyed(rows: st.SearchStrategy, least: int) -> st.SearchStrategy:
    return st.lists(rows, min_size=least, max_size=4, unique_by=lambda row: row["key"])


def _choices(*, pictures: bool) -> st.SearchStrategy:
    row = {"key": keys, "text": words, "fraction": fractions, "feedback": st.just("") | texts}
    if pictures:
        row["picture"] = media
    own = {"format": formats, "feedback_format": formats}
    return _keyed(st.fixed_dictionaries(row, optional=own), 2)


def _one_right(rows: list[dict]) -> list[dict]:
    return [{**rows[0], "fraction": 100}, *rows[1:]]


def _thirds(rows: list[dict]) -> list[dict]:
    return [{**row, "fraction": 50 if place < 2 else -100} for place, row in enumerate(rows)]


optional_text = st.just("") | texts
right = {"fraction": st.just(100), "feedback": optional_text}
own = {"feedback_format": formats}
number = st.fixed_dictionaries({"value": numbers, "tolerance": st.sampled_from(["0", "0,5", "2"]), **right})
span = st.builds(
    lambda low, more, row: {"min": str(low), "max": str(low + more), **row},
    st.integers(-50, 50), st.integers(0, 50), st.fixed_dictionaries(right),
)  # fmt: skip
by_kind = {
    "one_choice": st.fixed_dictionaries({"choices": _choices(pictures=False).map(_one_right)}),
    "several_choice": st.fixed_dictionaries({"choices": _choices(pictures=False).map(_thirds)}),
    "picture_choice": st.fixed_dictionaries({"choices": _choices(pictures=True).map(_one_right)}),
    "true_false": st.fixed_dictionaries(
        {"correct": st.booleans(), "feedback_true": optional_text, "feedback_false": optional_text}
    ),
    "short_answer": st.fixed_dictionaries(
        {
            "answers": st.lists(
                st.fixed_dictionaries({"text": words, **right}, optional=own), min_size=1, max_size=3
            ),
            "forgive_accents": st.booleans(),
            "forgive_case": st.booleans(),
        }
    ),
    "numerical": st.fixed_dictionaries({"answers": st.lists(number | span, min_size=1, max_size=3)}),
    "matching": st.fixed_dictionaries(
        {
            "pairs": _keyed(
                st.fixed_dictionaries(
                    {"key": keys, "left": words, "right": words}, optional={"left_format": formats}
                ),
                2,
            ),
            "extra_rights": st.lists(words, max_size=2),
        }
    ),
    "ordering": st.fixed_dictionaries(
        {"items": _keyed(st.fixed_dictionaries({"key": keys, "text": words}), 2)}
    ),
    "essay": st.just({}),
    "description": st.just({}),
}


@st.composite
def questions(draw: st.DrawFn) -> dict:
    kind = draw(st.sampled_from(sorted(by_kind)))
    made = {
        "key": draw(keys),
        "kind": kind,
        "text": draw(words),
        "format": draw(st.sampled_from(["plain", "markdown", "html"])),
        "title": draw(optional_text),
        "points": draw(st.sampled_from([1, 2, 0.5])),
        "feedback": draw(optional_text),
        "citations": draw(citations),
        "picture": draw(st.none() | media),
        **draw(by_kind[kind]),
    }
    if draw(st.booleans()):
        made["source_id"] = draw(words)
        made["feedback_format"] = draw(formats)
    if draw(st.booleans()):
        made["tags"] = draw(st.lists(words, min_size=1, max_size=2))
    return complete(made)
