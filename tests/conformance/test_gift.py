"""gift/: GIFT files, compared with another reader of the format."""

import re

import pytest

from courses.question_banks.gift import read_gift_file

NAMES = [
    "category1", "description1", "escapeAll", "essay1", "formatExamples", "matching1", "mc1", "mc2", "numerical1",
    "shortAnswer1", "tf1", "tf2",
]  # fmt: skip
KINDS = {
    "Description": {"description"}, "Essay": {"essay"}, "TF": {"true_false"}, "Short": {"short_answer"},
    "Matching": {"matching"}, "Numerical": {"numerical"}, "MC": {"one_choice", "several_choice"},
}  # fmt: skip


def _format(name: str) -> str:
    return "plain" if name == "moodle" else name


def _number(parsed) -> dict:
    if not isinstance(parsed, dict):
        return {"value": float(parsed), "tolerance": 0.0}
    if parsed["type"] == "high-low":
        return {"min": float(parsed["numberLow"]), "max": float(parsed["numberHigh"])}
    return {"value": float(parsed["number"]), "tolerance": float(parsed.get("range", 0))}


def _weight(parsed: dict) -> float:
    return 100 * parsed["isCorrect"] if parsed["weight"] is None else parsed["weight"]


def _feedback_text(feedback) -> str:
    return re.sub(r"\s+", " ", feedback["text"]).strip() if feedback else ""


def _expected(case: dict) -> dict:
    """Return the case in the format of our questions."""
    made = {
        "title": case["title"] or "",
        "text": case["stem"]["text"],
        "format": _format(case["stem"]["format"]),
        "tags": case.get("tags") or [],
    }
    kind = case["type"]
    if kind == "TF":
        made["correct"] = case["isTrue"]
    elif kind == "Matching":
        made["pairs"] = [(pair["subquestion"]["text"], pair["subanswer"]) for pair in case["matchPairs"]]
    elif kind == "Numerical" and isinstance(case["choices"], dict):
        made["answers"] = [
            (
                _number(
                    case["choices"] if case["choices"]["type"] != "simple" else case["choices"]["number"]
                ),
                100,
                "",
            )
        ]
    elif kind == "Numerical":
        made["answers"] = [
            (_number(row["text"]), _weight(row), _feedback_text(row["feedback"])) for row in case["choices"]
        ]
    elif kind in ("MC", "Short"):
        made["rows"] = [
            (row["text"]["text"], _weight(row), _feedback_text(row["feedback"])) for row in case["choices"]
        ]
    return made


def _parsed(question: dict) -> dict:
    made = {name: question[name] for name in ("title", "text", "format")} | {"tags": question.get("tags", [])}
    if question["kind"] == "true_false":
        made["correct"] = question["correct"]
    elif question["kind"] == "matching":
        made["pairs"] = [(pair["left"], pair["right"]) for pair in question["pairs"]]
    elif question["kind"] == "numerical":
        names = ("value", "tolerance", "min", "max")
        made["answers"] = [
            ({name: float(row[name]) for name in names if name in row}, row["fraction"], row["feedback"])
            for row in question["answers"]
        ]
    elif "choices" in question or "answers" in question:
        rows = question.get("choices") or question["answers"]
        made["rows"] = [(row["text"], row["fraction"], row["feedback"]) for row in rows]
    return made


@pytest.mark.parametrize("name", NAMES)
def test_gift_files_are_parsed_as_the_cases_expect(conformance_json, conformance_path, name):
    cases = conformance_json("gift", f"{name}.json")
    found, categories = read_gift_file(conformance_path("gift", f"{name}.gift").read_text("utf-8"))
    assert cases
    assert categories == [case["title"] for case in cases if case["type"] == "Category"]
    wanted = [case for case in cases if case["type"] != "Category"]
    assert len(found) == len(wanted)
    for row, case in zip(found, wanted, strict=True):
        assert row.question["kind"] in KINDS[case["type"]]
        assert _parsed(row.question) == _expected(case)
