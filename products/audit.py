"""Compare rows of producers and products with the ledger, for `./run audit_log`.

certificates/auditing.py   certificates, producers' verification, texts of product pages
listing/auditing.py        the steps of a product's life
producers/auditing.py      who runs a producer
search/auditing.py         what the list shows of a product
"""
