from backend.law.citing.registry import register_citing
from products.legal.citing import citing_ocop_rules, citing_rules


def register() -> None:
    """Register the rules as places that cite law. Called once, when Django starts."""
    register_citing("product rules", citing_rules, is_public=True)
    register_citing("ocop rules", citing_ocop_rules, is_public=True)
