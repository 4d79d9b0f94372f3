"""A learned score of danger: a linear model over words and pairs of words, with and without accents.

What the rules find is a feature, too. The weights are in data/triage_weights.txt, which `./run train_triage` writes from data/triage_sentences.tsv. They are
read at the first question, not when Django starts. The same words give the same score everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backend.common.text import accent_key, fold

DATA = Path(__file__).resolve().parent / "data"
WEIGHTS = DATA / "triage_weights.txt"
# Weights are stored as whole numbers: thousandths.
UNIT = 1000
ADULT = 18
# How people type on phones, and the words that they mean.
_SHORT = {
    accent_key(short): accent_key(word)
    for short, word in (
        pair.split("=")
        for pair in (
            "k=không,ko=không,kh=không,hok=không,hong=không,ck=chồng,vk=vợ,mik=mình,mk=mình,đc=được,dc=được,e=em,a=anh,"
            "c=chị,j=gì,z=vậy,bt=biết,bit=biết,bít=biết,ng=người,vs=với,r=rồi,cx=cũng,ntn=như thế nào,ns=nói,lm=làm,"
            "bn=bao nhiêu,h=giờ,iu=yêu,mún=muốn,hum=hôm,đt=điện thoại,fai=phải,wa=quá,ca=công an"
        ).split(",")
    )
}


@dataclass(frozen=True, slots=True)
class Model:
    """The score of a text: above 0 rather a danger, below rather none.

    weights: {feature: (weight, rarity)}. A feature counts by its rarity in the training sentences, and a text's features
    together count 1, however long it is.
    """

    bias: float
    weights: dict[str, tuple[float, float]]

    def score(self, found: Collection[str]) -> float:
        known = [self.weights[each] for each in sorted(found) if each in self.weights]
        length = math.sqrt(sum(rarity**2 for _weight, rarity in known)) or 1.0
        return self.bias + sum(weight * rarity for weight, rarity in known) / length


def score_of(text: str, signs: Iterable[str]) -> float:
    """Return the learned score of `text`, about -3 to 3; the least for a text without words.

    signs: what the rules of union.questions.triage find in it.
    """
    return read_model().score(features(text, signs)) if accent_key(text) else -math.inf


def features(text: str, signs: Iterable[str]) -> set[str]:
    """Return the words and pairs of a text, "w" and "b" without accents, "a" and "x" with them; "r" for each of `signs`.

    Numbers are "9" below ADULT, as ages of children are, else "0".
    """
    exact = [word for typed in accent_key(text).split() for word in _SHORT.get(typed, typed).split()]
    plain = [_plain(word) for word in exact]
    count = len(plain)
    ends = ["^", *plain, "$"]
    found = {f"w{word}" for word in plain}
    found.update(f"b{first} {second}" for first, second in zip(ends, ends[1:], strict=False))
    found.update(f"a{word}" for word, bare in zip(exact, plain, strict=True) if word != bare)
    found.update(
        f"x{exact[n]} {exact[n + 1]}"
        for n in range(count - 1)
        if exact[n] != plain[n] or exact[n + 1] != plain[n + 1]
    )
    found.add(f"#{min(count // 6, 6)}")
    found.update(f"r{sign}" for sign in signs)
    return found


def _plain(word: str) -> str:
    if word.isdecimal():
        return "9" if int(word) < ADULT else "0"
    return fold(word).replace(" ", "")


@cache
def read_model() -> Model:
    """Return the model in the file: a line with the bias, then a line per feature with its weight and rarity."""
    head, *lines = WEIGHTS.read_text(encoding="utf-8").splitlines()
    parts = (line.rsplit("\t", 2) for line in lines)
    return Model(
        int(head) / UNIT, {name: (int(weight) / UNIT, int(rarity) / UNIT) for name, weight, rarity in parts}
    )


def write_model(model: Model, path: Path = WEIGHTS) -> None:
    """Write the model, rounded to thousandths; features whose weight is 0 are left out."""
    rounded = {
        name: (round(weight * UNIT), round(rarity * UNIT)) for name, (weight, rarity) in model.weights.items()
    }
    lines = (f"{name}\t{weight}\t{rarity}" for name, (weight, rarity) in sorted(rounded.items()) if weight)
    head = str(round(model.bias * UNIT))
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
