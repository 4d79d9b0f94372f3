from django.db import migrations

POSTGRES = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX products_searchword_trgm ON products_searchword USING gin (word gin_trgm_ops)",
]
# Between spaces, so that trigrams know where a word begins and ends, as pg_trgm's do. Words are never changed.
SQLITE = [
    "CREATE VIRTUAL TABLE products_searchword_fts USING fts5(word, tokenize='trigram')",
    "INSERT INTO products_searchword_fts(rowid, word) SELECT id, ' ' || word || ' ' FROM products_searchword",
    """CREATE TRIGGER products_searchword_fts_put AFTER INSERT ON products_searchword BEGIN
    INSERT INTO products_searchword_fts(rowid, word) VALUES (new.id, ' ' || new.word || ' '); END""",
    """CREATE TRIGGER products_searchword_fts_take AFTER DELETE ON products_searchword BEGIN
    DELETE FROM products_searchword_fts WHERE rowid = old.id; END""",
]


def index(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX products_searchword_trgm")
        return
    for name in ("put", "take"):
        schema_editor.execute(f"DROP TRIGGER products_searchword_fts_{name}")
    schema_editor.execute("DROP TABLE products_searchword_fts")


class Migration(migrations.Migration):
    dependencies = [("products", "0005_search_keys")]
    operations = [migrations.RunPython(index, drop)]
