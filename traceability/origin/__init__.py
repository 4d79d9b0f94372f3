"""The page a buyer's scan opens.

lookup.py    code -> what the book knows of it, in one query
verdicts.py  what is known -> one of five verdicts and its strip
facts.py     what the page says of a lot, as data; each version is written into the ledger before it is served
pages.py     the lot's page, rendered once and kept compressed; the label's strip is set in per request
answers.py   the HTTP answer: status, headers, caching
"""
