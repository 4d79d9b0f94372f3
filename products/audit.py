"""Rows of producers and products against what the ledger says of them, for `./run audit_log`.

papers.py      certificates, producers' verification, what product pages said
decisions.py   the steps of a product's life
people.py      who runs a producer
cards.py       what the list shows of a product
"""
