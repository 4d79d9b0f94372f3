"""The public list: queries, and the cards that answer them. Import from here.

product_query.py  what a buyer asks, and its address
finding.py        from words to cards, mistyped ones included
ordering.py       the criteria of the order, as readable texts
rows.py           cards as the list shows them, in order; the facets
key_index.py      PostgreSQL: words and facets by one GIN index, bounded for any length of the list
full_text.py      SQLite: words by FTS5
spelling.py       possible words for a mistyped one: one mistake, by the words in the process's memory
far.py            two mistakes, by a trigram index over the words of all cards
"""
