"""Checks proofs, signatures and bundles with nothing but Python. script.py puts these modules together as verify_pieu.py."""
