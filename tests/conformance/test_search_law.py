"""law_search.json: nine of ten searches of /luat/ find one of their situations among the first three."""

from backend.law.situations.finding import find_situations
from backend.law.situations.stock import stock


def test_nine_of_ten_searches_find_their_situation_among_the_first_three(conformance_json):
    cases = conformance_json("law_search.json")["cases"]
    held = [case for case in cases if set(case["situation"]) & set(stock().situations)]
    missed = []
    for case in held:
        found = [each.slug for each in find_situations(case["q"])[:3]]
        if not set(case["situation"]) & set(found):
            missed.append((case["q"], found))
    assert len(missed) * 10 <= len(held), missed
