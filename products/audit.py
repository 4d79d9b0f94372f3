"""Compare rows of producers and products with the ledger, for `./run audit_log`.

papers.py      certificates, producers' verification, texts of product pages
decisions.py   the steps of a product's life
people.py      who runs a producer
cards.py       what the list shows of a product
"""
