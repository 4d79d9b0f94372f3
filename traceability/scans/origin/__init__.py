"""The page a buyer's scan opens.

lookup.py      code -> what the book knows of it, in one query
statements.py  how that query is asked: prepared, and again where the connection had died
verdicts.py    what is known -> one of five verdicts and its strip
listed.py      what of a product an officer has listed, which is what its labels go on saying
facts.py       what the page says of a lot, as data; each version is written into the ledger before it is served
pages.py       the lot's page, rendered once and kept compressed; the label's strip is set in per request
addresses.py   where a lot's page is
compressed.py  text kept plain and deflated, strung together into one gzip answer
answers.py     the HTTP answer: status, headers, caching
"""
