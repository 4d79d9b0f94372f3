"""The files of the courses that come with Piêu: their shape, their pictures, their quizzes and what the law course cites."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from backend.law.library.references import parse_citations
from courses.authoring.enums import StepKind, Topic
from courses.practice.enums import OutcomeKind
from courses.quizzes.questions import complete, validate_question
from tests.apps import installed_packages

ROOT = Path(__file__).resolve().parents[3]
CONTENT = ROOT / "courses" / "content"
CATALOGUE = [
    tomllib.loads(path.read_text("utf-8")) for path in sorted(ROOT.glob("backend/law/data/documents/*.toml"))
]
LAW = "luat-ban-hang-tren-mang"
AT_LEAST_SIX = ("fanpage-dau-tien", "livestream-ban-nong-san", "len-san-va-dan-tem")
SLUGS = (*AT_LEAST_SIX, LAW)
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
COURSE_FIELDS = {"slug", "title", "summary", "topic", "note", "translations", "prerequisites", "position", "cover", "modules"}  # fmt: skip
LESSON_FIELDS = {"key", "title", "translations", "minutes", "steps"}
STEP_FIELDS = {"key", "kind", "title", "text", "picture", "picture_alt", "citations", "quiz", "task"}
QUIZ_FIELDS = {
    "pass_percent",
    "attempts_allowed",
    "time_limit_seconds",
    "feedback",
    "shuffle",
    "draws",
    "questions",
}
ROW_FIELDS = {"key", "text", "picture", "fraction", "feedback"}
STAND_IN = {"id": "x", "kind": "picture", "files": []}


class OnceLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Refuse a duplicate key; plain YAML lets the later one win."""


def _mapping(loader: OnceLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    assert len(keys) == len(set(keys)), f"twice: {keys} {node.start_mark}"
    return {
        key: loader.construct_object(value, deep=True)
        for key, (_, value) in zip(keys, node.value, strict=True)
    }


OnceLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=OnceLoader)


def lessons_of(slug: str) -> list[dict[str, Any]]:
    course = read(CONTENT / slug / "course.yaml")
    return [
        read(CONTENT / slug / "lessons" / f"{key}.yaml")
        for module in course["modules"]
        for key in module["lessons"]
    ]


def questions_of(lesson: dict[str, Any]) -> list[dict[str, Any]]:
    return [q for step in lesson["steps"] if step["kind"] == "quiz" for q in step["quiz"]["questions"]]


def pictures_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(pictures_in(each) for each in value.values()), set())
    if isinstance(value, list):
        return set().union(*(pictures_in(each) for each in value), set())
    return {value} if isinstance(value, str) and value.endswith(".webp") else set()


def words(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [word for key, each in value.items() if key != "translations" for word in words(each)]
    if isinstance(value, list):
        return [word for each in value for word in words(each)]
    return [value] if isinstance(value, str) else []


def sentences(text: str) -> int:
    """Count the sentences that are read; a full stop inside a number or before a closing quotation mark doesn't count."""
    plain = text.replace("**", "").strip()
    return len([part for part in re.split(r"[.?:]+[”\"]?(?:\s+|$)", plain) if part.strip()])


def test_every_course_is_there_and_nothing_else():
    assert {path.parent.name for path in CONTENT.glob("*/course.yaml")} == set(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_has_its_shape(slug):
    course = read(CONTENT / slug / "course.yaml")

    assert set(course) == COURSE_FIELDS
    assert course["slug"] == slug
    assert course["topic"] in Topic.values
    assert 0 < len(course["title"]) <= 120
    assert 0 < len(course["summary"]) <= 600
    assert len(course["note"]) <= 300
    assert course["translations"]["en"].keys() == {"title", "summary"}
    assert set(course["prerequisites"]) <= set(SLUGS) - {slug}
    keys = [module["key"] for module in course["modules"]]
    assert len(keys) == len(set(keys))
    for module in course["modules"]:
        assert set(module) == {"key", "title", "translations", "lessons"}
        assert KEY.fullmatch(module["key"])
        assert module["translations"]["en"]["title"]
        assert module["lessons"]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_names_each_lesson_file_once(slug):
    course = read(CONTENT / slug / "course.yaml")
    named = [key for module in course["modules"] for key in module["lessons"]]

    assert sorted(named) == sorted(path.stem for path in (CONTENT / slug / "lessons").iterdir())
    assert len(named) >= (6 if slug in AT_LEAST_SIX else 4)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_is_short_steps_with_a_quiz_and_a_task(slug):
    for lesson in lessons_of(slug):
        assert set(lesson) == LESSON_FIELDS, lesson["key"]
        assert KEY.fullmatch(lesson["key"])
        assert lesson["translations"]["en"].keys() == {"title", "summary"}
        assert 3 <= lesson["minutes"] <= 15
        steps = lesson["steps"]
        assert 5 <= len(steps) <= 9, lesson["key"]
        assert len({step["key"] for step in steps}) == len(steps)
        kinds = [step["kind"] for step in steps]
        assert kinds[-2:] == [StepKind.QUIZ, StepKind.TASK], lesson["key"]
        assert set(kinds[:-2]) <= {StepKind.TEXT, StepKind.PICTURE}
        assert 3 <= len(questions_of(lesson)) <= 5
        for step in steps:
            where = f"{lesson['key']}.{step['key']}"
            assert set(step) <= STEP_FIELDS, where
            assert KEY.fullmatch(step["key"]), where
            assert 0 < len(step["title"]) <= 120, where
            assert 0 < len(step["text"]) <= 400, where
            assert sentences(step["text"]) <= 4, (where, step["text"])
            assert step["picture"], where
            assert 0 < len(step["picture_alt"]) <= 200, where
            assert ("quiz" in step) == (step["kind"] == "quiz"), where
            assert ("task" in step) == (step["kind"] == "task"), where


@pytest.mark.parametrize("slug", SLUGS)
def test_a_task_asks_for_a_known_result(slug):
    for lesson in lessons_of(slug):
        task = lesson["steps"][-1]["task"]
        assert set(task) == {"kind", "count"}
        assert task["kind"] in OutcomeKind.values, lesson["key"]
        assert (
            task["count"] == 1
        )  # three photos and three devices are part of the kind; only one thing is handed in
        assert lesson["steps"][-1]["title"].startswith("Bài thực hành: ")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_quiz_can_be_asked_and_teaches_on_every_choice(slug):
    for lesson in lessons_of(slug):
        for step in lesson["steps"]:
            if step["kind"] != "quiz":
                continue
            quiz = step["quiz"]
            assert set(quiz) == QUIZ_FIELDS, lesson["key"]
            assert quiz["feedback"] == "at_once"
            assert 50 <= quiz["pass_percent"] <= 100
            keys = [question["key"] for question in quiz["questions"]]
            assert len(keys) == len(set(keys)), lesson["key"]
        for question in questions_of(lesson):
            where = f"{lesson['key']}.{question['key']}"
            made = complete(question)
            assert set(question) <= set(made), (where, set(question) - set(made))
            for row in [made, *made.get("choices", [])]:
                row["picture"] = STAND_IN if row.get("picture") else None
            assert validate_question(made) == {}, where
            for row in question.get("choices", []):
                assert set(row) <= ROW_FIELDS, (where, row)
            assert teaches(question), where


def teaches(question: dict[str, Any]) -> bool:
    match question["kind"]:
        case "one_choice" | "several_choice" | "picture_choice":
            return all(choice["feedback"] for choice in question["choices"])
        case "true_false":
            return bool(question["feedback_true"] and question["feedback_false"])
        case "numerical" | "short_answer":
            return bool(question["feedback"]) and all(answer["feedback"] for answer in question["answers"])
        case _:
            return bool(question["feedback"])


@pytest.mark.parametrize("slug", AT_LEAST_SIX)
def test_a_course_asks_in_many_ways(slug):
    kinds = {question["kind"] for lesson in lessons_of(slug) for question in questions_of(lesson)}

    assert kinds >= {"one_choice", "several_choice", "true_false", "picture_choice", "numerical", "matching", "ordering", "short_answer"}  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
def test_lesson_one_asks_by_pictures_alone(slug):
    first = lessons_of(slug)[0]

    assert {step["kind"] for step in first["steps"]} == {"picture", "quiz", "task"}
    assert {question["kind"] for question in questions_of(first)} == {"picture_choice"}
    pictures = [step["picture"] for step in first["steps"] if step["kind"] == "picture"]
    assert len(pictures) == len(set(pictures))


@pytest.mark.parametrize("slug", SLUGS)
def test_pictures_are_there_small_and_used(slug):
    course = read(CONTENT / slug / "course.yaml")
    used = pictures_in(course) | pictures_in(lessons_of(slug))
    folder = CONTENT / slug / "pictures"

    assert {path.name for path in folder.iterdir()} == used
    for name in used:
        data = (folder / name).read_bytes()
        assert len(data) <= 12_000, name
        with Image.open(folder / name) as image:
            assert (image.format, image.size) == ("WEBP", (640, 480)), name


@pytest.mark.parametrize("slug", SLUGS)
def test_words_are_plain_and_calm(slug):
    course = read(CONTENT / slug / "course.yaml")
    for text in [*words(course), *words(lessons_of(slug))]:
        assert "!" not in text, text
        assert "thành công" not in text, text
        assert not re.search(
            r"\b(link|inbox|comment|like|share|click|shop online|follow)\b", text, re.IGNORECASE
        ), text


@pytest.mark.parametrize("slug", SLUGS)
def test_only_vietnamese_is_written_and_english_only_in_titles(slug):
    everything = json.dumps([read(CONTENT / slug / "course.yaml"), lessons_of(slug)], default=str)

    assert '"blt"' not in everything
    assert '"hmn"' not in everything


def test_the_law_course_cites_what_the_library_holds():
    held = {
        (document["number"], row["ref"])
        for document in CATALOGUE
        for row in [{"ref": ""}, *document.get("provisions", [])]
    }
    for slug in SLUGS:
        for lesson in lessons_of(slug):
            for row in [*lesson["steps"], *questions_of(lesson)]:
                for citation in row.get("citations", []):
                    assert set(citation) == {"document", "article", "date"}
                    assert str(citation["date"]) in {"2026-11-24", "2026-12-01", "2026-12-02"}
                    cited = parse_citations(f"{citation['document']} {citation['article']}".strip())
                    assert {(each.number, str(each.ref)) for each in cited} <= held


def test_every_rule_of_the_law_course_cites_its_source():
    assert "luật sư" in read(CONTENT / LAW / "course.yaml")["note"].lower()
    for lesson in lessons_of(LAW):
        for step in lesson["steps"]:
            if step["kind"] in {"text", "picture"}:
                assert step.get("citations"), f"{lesson['key']}.{step['key']}"
        assert all(question.get("citations") for question in questions_of(lesson)), lesson["key"]


# In bold, but an example or an emphasis rather than words of a page.
NOT_OF_A_PAGE = {
    "Mận hậu Mộc Châu",
    "Thịt trâu gác bếp Sốp Cộp",
    "giấy decal A4",
    "in cỡ 100 %, giấy đúng loại tem",
}


@pytest.mark.slow
def test_the_course_about_pieu_names_buttons_as_the_pages_do():
    root = CONTENT.parents[1]
    pages = "".join(
        path.read_text(encoding="utf-8")
        for app in installed_packages()
        for pattern in ("*.html", "*.py")
        for path in sorted((root / app).rglob(pattern))
    )
    named = {
        phrase
        for lesson in lessons_of("len-san-va-dan-tem")
        for step in lesson["steps"]
        for phrase in re.findall(r"\*\*(.+?)\*\*", step["text"])
    }

    assert named >= NOT_OF_A_PAGE
    assert {phrase for phrase in named - NOT_OF_A_PAGE if phrase not in pages} == set()
