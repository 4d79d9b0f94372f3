from django.db import migrations

KEYS = "products_card_keys(product_id, search, commune_id, ocop_group, stars, certificates)"

# Only functions of pg_catalog, whatever the search path is while a dump is restored. What it answers must never change while an
# index stands on it: another rule is another function and another index.
FUNCTION = """
CREATE FUNCTION products_card_keys(
    pk bigint, search text, commune bigint, ocop_group text, stars integer, certificates integer
) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
    SELECT array_agg(((pk >> bits) << 43) | (hashtextextended(term COLLATE "C", level) & 8796093022207))
    FROM (VALUES (0, 13), (1, 17)) AS levels (level, bits),
    LATERAL (
        SELECT left(word, letters)
        FROM unnest(string_to_array(btrim(search), ' ')) AS word, generate_series(1, least(length(word), 12)) AS letters
        UNION ALL SELECT '@' || commune
        UNION ALL SELECT '#' || ocop_group
        UNION ALL SELECT '*' || stars
        UNION ALL SELECT '!' || (1 << bit) FROM generate_series(0, 14) AS bit WHERE certificates & (1 << bit) > 0
    ) AS terms (term)
$$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        schema_editor.execute(
            f"CREATE INDEX products_listingcard_keys ON products_listingcard USING gin ({KEYS}) WITH (fastupdate = off)"
        )


def undo(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX products_listingcard_keys")
        schema_editor.execute(
            "DROP FUNCTION products_card_keys(bigint, text, bigint, text, integer, integer)"
        )


class Migration(migrations.Migration):
    dependencies = [("products", "0004_search_index")]
    operations = [migrations.RunPython(make, undo)]
