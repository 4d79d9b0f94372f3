"""The page that a buyer's scan opens.

lookup.py      code -> what is stored about it, in one query
verdicts.py    what is stored -> one of five verdicts and its strip
content.py     the content of a product that an officer listed, which its labels continue to show
facts.py       the content of a lot's page as data; each version is written to the ledger before it is served
structured_data.py  the goods of a lot as schema.org data
pages.py       the lot's page, rendered once and stored compressed; the label's strip is inserted per request
addresses.py   the URL of a lot's page
compression.py text stored plain and deflated, joined into one gzip response
answers.py     the HTTP response: status, headers, caching
"""
