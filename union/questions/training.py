"""Train the linear model of union.questions.learned from labelled sentences. Plain Python, the same result each time.

A support vector machine with squared loss, by dual coordinate descent (Hsieh and others, 2008). Every sentence counts
twice: as it is typed, and without accents.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from backend.common.text import fold
from union.questions.learned import DATA, Model, features, scale

SENTENCES = DATA / "triage_sentences.tsv"
LABELS = {"danger": 1, "ordinary": -1}
SEED, PARTS = 7, 5
# Chosen by cross-validation: a feature of fewer sentences is left out; COST of an error; passes over all sentences.
FEWEST, COST, PASSES = 2, 1.0, 10

type Row = tuple[int, str]


def read_sentences(path: Path = SENTENCES) -> list[Row]:
    """Return (1 for danger or -1, text) of each line `label TAB text`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(LABELS[label], text) for label, text in (line.split("\t", 1) for line in lines)]


def train(rows: Sequence[Row]) -> Model:
    """Return the model of `rows`. It has no state of its own: the same rows give the same weights."""
    counted: Counter[str] = Counter()
    typed: list[tuple[int, set[str]]] = []
    for label, text in rows:
        first, second = features(text), features(fold(text))
        counted.update(first | second)
        typed.append((label, first))
        if second != first:
            typed.append((label, second))
    names = sorted(name for name, count in counted.items() if count >= FEWEST)
    numbers = {name: number for number, name in enumerate(names)}
    points = [sorted(numbers[name] for name in found if name in numbers) for _label, found in typed]
    weights, bias = _descend(points, [label for label, _found in typed], len(names))
    return Model(bias, dict(zip(names, weights, strict=True)))


def cross_validate(rows: Sequence[Row]) -> list[tuple[int, float, float]]:
    """Return (label, score, score without accents) of each row, by models that never saw it."""
    mixed = list(rows)
    random.Random(SEED).shuffle(mixed)
    found = []
    for part in range(PARTS):
        model = train([row for n, row in enumerate(mixed) if n % PARTS != part])
        found += [(label, model.score(text), model.score(fold(text))) for label, text in mixed[part::PARTS]]
    return found


def rates(scores: Sequence[tuple[int, float]], threshold: float) -> tuple[float, float]:
    """Return the share of dangers that are missed, and of ordinary sentences that are false alarms."""
    dangers = [score for label, score in scores if label > 0]
    others = [score for label, score in scores if label < 0]
    return (
        sum(score < threshold for score in dangers) / len(dangers),
        sum(score >= threshold for score in others) / len(others),
    )


def _descend(points: list[list[int]], labels: list[int], size: int) -> tuple[list[float], float]:
    weights, bias = [0.0] * size, 0.0
    duals = [0.0] * len(points)
    order, mixer = list(range(len(points))), random.Random(SEED)
    for _pass in range(PASSES):
        mixer.shuffle(order)
        for n in order:
            by = scale(len(points[n]))
            margin = (sum(weights[each] for each in points[n]) + bias) * by * labels[n]
            slope = margin - 1 + duals[n] / (2 * COST)
            dual = max(duals[n] - slope / (1 + 1 / (2 * COST)), 0.0)
            step = (dual - duals[n]) * labels[n] * by
            duals[n] = dual
            if step:
                bias += step
                for each in points[n]:
                    weights[each] += step
    return weights, bias
