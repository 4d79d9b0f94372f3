"""The public list: what was asked for, and the cards that answer it. Import from here.

asked.py      what a buyer asks, and its address
finding.py    the way from words to cards, mistyped ones included
ordering.py   what it orders by, in words
rows.py       cards as the list shows them, in order; the facets
key_index.py  PostgreSQL: words and facets through one GIN index, bounded however long the list grows
full_text.py  SQLite: words through FTS5
spelling.py   which words a mistyped one may mean: one mistake, from the words kept in the process
far.py        two mistakes, by a trigram index over the words of all cards
"""
