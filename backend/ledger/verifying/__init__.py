"""Check proofs, signatures and bundles with only the standard library.

script.py joins these modules to verify_pieu.py.
"""
