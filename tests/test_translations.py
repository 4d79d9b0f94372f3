"""English translations of the Vietnamese source, and Vietnamese ones of English libraries.

A fresh machine has no gettext, so the compiled catalogues are committed: these tests read both files in plain Python.
"""

from __future__ import annotations

import ast
import gzip
import re
import struct
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from rest_framework import exceptions, fields, relations

from tests.live import ROOT

VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.I)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*(?::\w+)?\}")
TAG = re.compile(r"</?\w+[^>]*>")


# --- The files --------------------------------------------------------------------------------------------------------


@dataclass
class Message:
    """An entry of a .po file; `source` is its key in the .mo (context EOT msgid NUL msgid_plural)."""

    texts: dict[str, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def source(self) -> str:
        context = self.texts["msgctxt"] + "\x04" if "msgctxt" in self.texts else ""
        plural = "\0" + self.texts["msgid_plural"] if "msgid_plural" in self.texts else ""
        return context + self.texts["msgid"] + plural

    @property
    def forms(self) -> list[str]:
        return [text for name, text in self.texts.items() if name.startswith("msgstr")]


def catalogue(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES"


def written(language: str) -> list[Message]:
    messages: list[Message] = []
    message, name = Message(), ""
    for line in [*(catalogue(language) / "django.po").read_text(encoding="utf-8").splitlines(), ""]:
        if not line:
            if message.texts:
                messages.append(message)
            message = Message()
        elif line.startswith("#"):
            message.is_fuzzy |= line.startswith("#,") and "fuzzy" in line
        else:
            if not line.startswith('"'):
                name, line = line.split(" ", 1)
            message.texts[name] = message.texts.get(name, "") + ast.literal_eval(line)
    return messages


def compiled(language: str) -> dict[str, str]:
    data = (catalogue(language) / "django.mo").read_bytes()
    magic, _version, count, sources, targets = struct.unpack("<5I", data[:20])
    assert magic == 0x950412DE

    def text(table: int, row: int) -> str:
        length, start = struct.unpack_from("<2I", data, table + 8 * row)
        return data[start : start + length].decode()

    return {text(sources, row): text(targets, row) for row in range(count)}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_compiled_catalogue_equals_its_source(language):
    assert compiled(language) == {message.source: "\0".join(message.forms) for message in written(language)}


@pytest.mark.parametrize(("language", "forms"), [("en", 2), ("vi", 1)])
def test_every_message_is_translated(language, forms):
    messages = written(language)
    assert len(messages) > 100
    assert [
        message.source
        for message in messages
        if message.is_fuzzy
        or not all(message.forms)
        or len(message.forms) != (forms if "msgid_plural" in message.texts else 1)
    ] == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_placeholders_and_tags_agree(language):
    wrong = []
    for message in written(language):
        if not message.texts["msgid"]:
            continue
        sources = [message.texts["msgid"], message.texts.get("msgid_plural", message.texts["msgid"])]
        allowed = [sorted(PLACEHOLDER.findall(text)) for text in sources]
        wrong += [
            text
            for text in message.forms
            if sorted(PLACEHOLDER.findall(text)) not in allowed
            or Counter(TAG.findall(text)) != Counter(TAG.findall(sources[0]))
        ]
    assert wrong == []


@pytest.mark.slow
def test_english_words_are_not_left_vietnamese():
    """Names and examples stay ("Mận hậu"); a whole sentence that is the same in both was forgotten."""
    assert [
        message.source
        for message in written("en")
        if message.texts["msgid"] in message.forms
        and VIETNAMESE.search(message.texts["msgid"])
        and message.texts["msgid"] != "Piêu"
    ] == []


# --- Pages in English -------------------------------------------------------------------------------------------------


class Words(HTMLParser):
    """Return a page's text and the attributes that are read or heard, of English elements only."""

    HEARD = {"alt", "aria-label", "content", "placeholder", "title"}
    SILENT_TAGS = {"script", "style"}

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [value for name, value in attrs if name in self.HEARD and value]
        if self.silent or tag in self.SILENT_TAGS or dict(attrs).get("lang") == "vi":
            self.silent += tag not in {"img", "input", "link", "meta", "br", "hr"}

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data.strip())


def left_in_vietnamese(response: HttpResponse) -> list[str]:
    data = response.content
    html = (gzip.decompress(data) if response.headers.get("Content-Encoding") == "gzip" else data).decode()
    parser = Words()
    parser.feed(html)
    # An amount of money is no word.
    texts = (
        re.sub(r"[\d.]+\sđ\b", "", words.replace("Piêu", "").replace("Tiếng Việt", ""))
        for words in parser.words
    )
    return [words for words in texts if VIETNAMESE.search(words)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/", 200, "Women's goods, from a place you know"),
        ("/tai-khoan/dang-nhap/", 200, "Forgot the PIN: get a code by message"),
        ("/tai-khoan/dang-ky/", 200, "Send me a code"),
        ("/tai-khoan/quen-ma-pin/", 200, "No phone, or number lost?"),
        ("/lay-lai/", 200, "Use a slip from a Union officer"),
        ("/co-so/", 200, "No place of that name"),
        ("/products/", 200, "No products listed yet"),
        ("/tim-tem/", 200, "Type the label code"),
        ("/bao-tem/", 200, "Report a problem"),
        ("/khong-co/", 404, "We can't find this page"),
    ],
)
def test_pages_speak_english_when_chosen(path, status, sentence):
    client = Client()
    client.cookies["django_language"] = "en"
    response = client.get(path)
    assert response.status_code == status
    assert sentence in response.text
    assert left_in_vietnamese(response) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/01/123", 400, "The code can't be read"),
        ("/01/09521234543213", 404, "Code not known"),
        ("/01/09521234543213/21/AAAAAAAAAAAAAAAA", 404, "The label may be a fake"),
    ],
)
def test_origin_problems_speak_english_when_asked(client, path, status, sentence):
    response = client.get(f"{path}?lang=en", HTTP_ACCEPT="text/html")
    assert response.status_code == status
    assert sentence in response.text
    assert left_in_vietnamese(response) == []


# --- Libraries in Vietnamese ------------------------------------------------------------------------------------------


def refusals() -> list[str]:
    """Return the API library's messages for a wrong request or a wrong value."""
    classes = [
        value
        for module in (exceptions, fields, relations)
        for value in vars(module).values()
        if isinstance(value, type)
    ]
    return [
        *(str(value.default_detail) for value in classes if hasattr(value, "default_detail")),
        *(str(text) for value in classes for text in getattr(value, "default_error_messages", {}).values()),
    ]


def test_api_refuses_in_vietnamese():
    with translation.override("vi"):
        refused = refusals()
    assert len(refused) > 50
    assert [words for words in refused if not VIETNAMESE.search(words)] == []
