"""The models of courses."""

from __future__ import annotations

from tests.audit.declared import Table

DRAFT = "the draft before a paper is committed; the paper says it then, or nobody was promised it"
REPEAT = "recognises a repeated request; decides nothing that lasts"
UNFINISHED = "an entry of a round that isn't closed is in no entry of the ledger yet"
CONTESTS = ("contests", "what pages show")

TABLES: dict[str, Table] = {
    "courses.Credential": Table(("course certificates",)),
    "courses.Contest": Table(CONTESTS),
    "courses.Contest_units": Table(CONTESTS, free={"id": "its number alone"}),
    "courses.ContestRound": Table(CONTESTS, free={"questions": DRAFT}),
    "courses.RoundPaper": Table(CONTESTS, free={"id": "its number alone"}),
    "courses.PaperWithdrawal": Table(CONTESTS, free={"id": "its number alone"}),
    "courses.ContestEntry": Table(CONTESTS, free={"request_key": REPEAT}),
    "courses.Disqualification": Table(CONTESTS, free={"id": "its number alone"}),
    "courses.RoundResult": Table(CONTESTS, free={"id": "its number alone"}),
}
