"""The learned model of the triage: its rates on sentences that were never used to train it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backend.common.text import fold
from tests.conformance.conftest import conformance_json  # noqa: F401 - a fixture
from union.questions.learned import WEIGHTS, read_model, score_of, write_model
from union.questions.training import rates, read_sentences, rows_of, train
from union.questions.triage import dangers

# Written apart from the training sentences, by another hand.
HELD_OUT = Path(__file__).with_name("held_out.tsv")
MOST_MISSED, MOST_FALSE = 0.01, 0.10


def test_no_held_out_sentence_was_used_for_training():
    trained = {fold(text) for _label, text in read_sentences()}
    assert not trained & {fold(text) for _label, text in read_sentences(HELD_OUT)}


@pytest.mark.slow  # rules and model over a thousand sentences
@pytest.mark.parametrize("typed", [str, fold], ids=["typed", "plain"])
def test_rates_on_held_out_sentences(typed):
    found = [(label, float(bool(dangers(typed(text))))) for label, text in read_sentences(HELD_OUT)]
    missed, false = rates(found, 0.5)
    assert missed <= MOST_MISSED and false <= MOST_FALSE


def test_public_cases(conformance_json):  # noqa: F811
    cases = conformance_json("triage.json")["cases"]
    assert [each["text"] for each in cases if bool(dangers(each["text"])) != each["danger"]] == []


def test_training_is_repeatable_and_its_file_is_read_back(tmp_path):
    rows = rows_of(read_sentences()[::40])
    model = train(rows)
    assert train(rows) == model
    write_model(model, tmp_path / "weights.txt")
    assert len((tmp_path / "weights.txt").read_text().splitlines()) > 100
    assert WEIGHTS.read_text() != (tmp_path / "weights.txt").read_text()


def test_short_spellings_mean_the_same_words():
    assert score_of("ck đánh mik", []) == score_of("chồng đánh mình", [])
    assert score_of("", []) == score_of("?!", []) < score_of("a", [])


def test_weights_are_read_at_the_first_question_only():
    code = (
        "import django; django.setup(); from union.questions.learned import read_model; "
        "print(read_model.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0" and read_model().weights
