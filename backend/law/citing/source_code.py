"""What Piêu's own source names as its source in law: docstrings, comments, templates and documents.

Rows of data files are sources of their own. No operator can correct a sentence of the code, so nobody is notified of
these places: `./run law_audit` lists them, and a release corrects them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.law.citing.registry import CitingPlace

# The day on which all these sentences were gone through last.
GONE_THROUGH_ON = dt.date(2026, 12, 1)
SUFFIXES = (".html", ".md", ".py", ".toml", ".txt")
# What lies in these folders is no sentence of the project's: history, or rows that are places of their own.
LEFT_OUT = ("migrations", "node_modules", "content", "backend/law/data")
# Modules that name numbers as examples of their form, and rest on none of them.
EXAMPLES = {
    "backend/law/citing/source_code.py": "a citation's form",
    "backend/law/citing/registry.py": "a citation's form",
    "backend/law/editions/notes.py": "the form of a source note",
    "backend/law/editions/numbers.py": "a number's form",
    "backend/law/editions/titles.py": "the form of a title",
    "backend/law/editions/yaml_document.py": "the form of a file",
    "backend/law/library/actions/documents.py": "a number's form, in a refusal",
    "backend/law/library/models.py": "a number's form",
    "backend/law/library/presenters.py": "the form of a sentence",
    "backend/law/library/references.py": "a citation's form",
    "backend/law/situations/stock.py": "a citation's form",
    "backend/common/data_files.py": "a citation's form",
    "courses/authoring/models/courses.py": "a citation's form",
    "courses/question_banks/excel_rows.py": "a citation's form, in a refusal",
    "docs/glossary.md": "a citation's form",
}
# The Prime Minister's decisions on programmes have no year.
NUMBER = r"\b(?:\d{1,3}\.)?\d{1,4}/(?:(?:19|20)\d\d/[A-ZĐ][A-ZĐ0-9]*(?:-[A-ZĐ][A-Za-zĐ0-9]*)*|QĐ-TTg)"
_ARTICLE = r"\d{1,3}[a-zđ]?(?:\(\d{1,2}[a-z]?\))?(?:\([a-zđ]\)|[a-zđ](?![\w(]))?(?:-\d{1,3}(?![\w(]))?"
_TOKEN = re.compile(
    rf"(?:(?P<number>{NUMBER})[,;]? *)?"
    r"(?:điểm (?P<point>[a-zđ]) )?(?:khoản (?P<before>\d{1,2}) )?"
    rf"(?:Arts?\.|Articles?|Điều) (?P<places>{_ARTICLE}(?:(?:, | and | và | đến ){_ARTICLE})*)"
    r"(?: khoản (?P<after>\d{1,2}))?"
)


def citing_source() -> Iterator[CitingPlace]:
    """Yield each file that cites law. The source of a running process doesn't change, so it is read once."""
    for path, cites in cited_in_source().items():
        yield CitingPlace(
            key=f"source:{path}", kind=_("Mã nguồn"), name=path, cites=cites, checked=GONE_THROUGH_ON
        )


@cache
def cited_in_source() -> dict[str, tuple[str, ...]]:
    """Return the path of each file below the project -> its citations, without repeats, in order."""
    root = Path(settings.BASE_DIR)
    tops = {
        Path(each.path).relative_to(root).parts[0]
        for each in apps.get_app_configs()
        if _is_ours(each.path, root)
    }
    found = {}
    for path in sorted(file for top in (*tops, "docs") for file in (root / top).rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix not in SUFFIXES or name in EXAMPLES or _is_left_out(name):
            continue
        if cites := citations_in(path.read_text("utf-8")):
            found[name] = cites
    return found


def citations_in(text: str) -> tuple[str, ...]:
    """Return the citations that a text of the source writes: "Decree 37/2026/NĐ-CP, Art. 43(1)".

    An article belongs to the number right before it, otherwise to the first number of the text. Rows' own `cites`
    are left out. Without a number, there are none.
    """
    lines = [line for line in text.splitlines() if not line.startswith("cites = ")]
    # A sentence may go on in the next line of a docstring, comment or template.
    joined = re.sub(r"\s*\n\s*(?:# )?", " ", "\n".join(lines))
    numbers = re.findall(NUMBER, joined)
    found = [
        f"{token['number'] or numbers[0]} {place}"
        for token in _TOKEN.finditer(joined)
        if numbers
        for place in _places(token)
    ]
    named = {each.partition(" ")[0] for each in found}
    return tuple(dict.fromkeys([*found, *(each for each in numbers if each not in named)]))


def _places(token: re.Match[str]) -> Iterator[str]:
    """Yield the references of a match: "41(5)(a)" for "điểm a khoản 5 Điều 41"."""
    clause, point = token["before"] or token["after"], token["point"]
    for each in re.split(r", | and | và ", token["places"].replace(" đến ", "-")):
        place = re.sub(r"(?<=\))([a-zđ])$", r"(\1)", each)
        yield place + "".join(f"({part})" for part in (clause, point) if part)


def _is_ours(path: str, root: Path) -> bool:
    """Return whether an app is the project's: it lies below `root`, and in no hidden folder such as .venv."""
    below = Path(path).is_relative_to(root)
    return below and not Path(path).relative_to(root).parts[0].startswith(".")


def _is_left_out(name: str) -> bool:
    return any(f"{each}/" in f"/{name}" if "/" not in each else name.startswith(each) for each in LEFT_OUT)
