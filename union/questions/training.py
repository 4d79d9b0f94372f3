"""Train the linear model of union.questions.learned from labelled sentences. Plain Python, the same result each time.

A support vector machine with squared loss, by dual coordinate descent (Hsieh and others, 2008), over features weighed by
their rarity.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.common.text import fold
from union.questions.learned import DATA, Model, features
from union.questions.triage import named_dangers, remarks

SENTENCES = DATA / "triage_sentences.tsv"
LABELS = {"danger": 1, "ordinary": -1}
SEED, PARTS = 7, 5
# Chosen by cross-validation: a feature of fewer sentences is left out; COST of an error; passes over all sentences.
FEWEST, COST, PASSES = 2, 0.3, 20


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence to learn from. label: 1 for a danger, else -1."""

    label: int
    text: str
    found: frozenset[str]


def read_sentences(path: Path = SENTENCES) -> list[tuple[int, str]]:
    """Return (1 for danger or -1, text) of each line `label TAB text`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(LABELS[label], text) for label, text in (line.split("\t", 1) for line in lines)]


def rows_of(sentences: Sequence[tuple[int, str]]) -> list[Row]:
    """Return each sentence as it is typed, and without accents if it has some. Reading them takes longer than the training."""
    return [
        Row(label, typed, frozenset(features(typed, [*named_dangers(typed), *remarks(typed)])))
        for label, text in sentences
        for typed in dict.fromkeys((text, fold(text)))
    ]


def train(rows: Sequence[Row]) -> Model:
    """Return the model of `rows`. It has no state of its own: the same rows give the same weights."""
    counted = Counter(name for row in rows for name in row.found)
    names = sorted(name for name, count in counted.items() if count >= FEWEST)
    rarity = {name: math.log((1 + len(rows)) / (1 + counted[name])) + 1 for name in names}
    numbers = {name: number for number, name in enumerate(names)}
    points = []
    for row in rows:
        known = sorted(name for name in row.found if name in numbers)
        length = math.sqrt(sum(rarity[name] ** 2 for name in known)) or 1.0
        points.append([(numbers[name], rarity[name] / length) for name in known])
    weights, bias = _descend(points, [row.label for row in rows], len(names))
    return Model(bias, {name: (weight, rarity[name]) for name, weight in zip(names, weights, strict=True)})


def cross_validate(rows: Sequence[Row]) -> list[tuple[int, float]]:
    """Return (label, score) of each row, by models that never saw it."""
    mixed = list(rows)
    random.Random(SEED).shuffle(mixed)
    found = []
    for part in range(PARTS):
        model = train([row for n, row in enumerate(mixed) if n % PARTS != part])
        found += [(row.label, model.score(row.found)) for row in mixed[part::PARTS]]
    return found


def rates(scores: Sequence[tuple[int, float]], threshold: float) -> tuple[float, float]:
    """Return the share of dangers that are missed, and of ordinary sentences that are false alarms."""
    dangers = [score for label, score in scores if label > 0]
    others = [score for label, score in scores if label < 0]
    return (
        sum(score < threshold for score in dangers) / len(dangers),
        sum(score >= threshold for score in others) / len(others),
    )


def _descend(
    points: list[list[tuple[int, float]]], labels: list[int], size: int
) -> tuple[list[float], float]:
    weights, bias = [0.0] * size, 0.0
    duals = [0.0] * len(points)
    order, mixer = list(range(len(points))), random.Random(SEED)
    # Each point has the length 1, and 1 more for the bias.
    curve = 2 + 1 / (2 * COST)
    for _pass in range(PASSES):
        mixer.shuffle(order)
        for n in order:
            margin = (sum(weights[each] * value for each, value in points[n]) + bias) * labels[n]
            dual = max(duals[n] - (margin - 1 + duals[n] / (2 * COST)) / curve, 0.0)
            step = (dual - duals[n]) * labels[n]
            duals[n] = dual
            if step:
                bias += step
                for each, value in points[n]:
                    weights[each] += step * value
    return weights, bias
