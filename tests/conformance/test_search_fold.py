"""search.json: the folded query's words are all in the folded title of what it must find, and of nothing else."""

from backend.common.text import fold


def test_folded_queries_match_exactly_the_titles_of_the_cases(conformance_json):
    data = conformance_json("search.json")
    titles, cases = data["titles"], data["cases"]
    assert titles
    assert cases
    for case in cases:
        for query in (case["q"], case["q_nfd"]):
            words = set(fold(query).split())
            found = [title for title in titles if words <= set(fold(title).split())]
            assert found == case["expect"], query
