"""The public list: queries, and the cards that answer them. Import from here.

product_query.py  what a buyer asks, and its address
understanding.py  prices, weights, stars, codes and names of goods in the typed words
measures.py       the prices, weights and stars
word_list.py      synonyms, kinds and English names of goods, from words.toml
offered_kinds.py  the kinds as ways into the list
card_text.py      the searched text of a card
finding.py        from words to cards; other readings of words that find nothing
ordering.py       the criteria of the order, as readable texts
rows.py           cards as the list shows them, in order; the facets
key_index.py      PostgreSQL: words and facets by one GIN index, bounded for any length of the list
full_text.py      SQLite: words by FTS5
spelling.py       possible words for a mistyped one: one mistake, by the words in the process's memory
misspellings.py   two mistakes, by a trigram index over the words of all cards
"""
