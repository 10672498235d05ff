-- karvan's memory, version 6. Dates are UTC, YYYYMMDDThhmmssZ; languages BCP 47; JSON as in the crate's `model`.
-- The comments inside the statements stay in the file: `SELECT sql FROM sqlite_schema` shows them.

CREATE TABLE meta (
  -- Facts about this file: 'about', 'text_version' (fold, tokeniser, stemmer and families of languages that the index and
  -- `variant.hash` were made with), 'fuzzy' ('complete', or 'none' after an import that left the index out).
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE change_set (
  -- One act that changed the memory: an import, an alignment, an edit, a deletion.
  id     INTEGER PRIMARY KEY,
  at     TEXT NOT NULL,          -- when
  act    TEXT NOT NULL,          -- 'import', 'align', 'review', 'edit', 'delete'
  origin TEXT,                   -- the file or the document's texts, as the user named them
  header TEXT,                   -- JSON: the header of an imported file; of an alignment, the hashes of the texts that it joined
  seal        INTEGER,           -- a checksum of all but the header, to tell a damaged row; NULL: another program wrote it
  header_seal INTEGER            -- likewise of the header
) STRICT;

CREATE TABLE unit (
  -- A translation unit (tu): all its languages are in `variant`.
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  tuid          TEXT,            -- the identifier that a file gave it
  source_lang   TEXT,            -- NULL: every language can be the source (TMX: *all*)
  creation_date TEXT,
  creation_id   TEXT,
  change_date   TEXT,
  change_id     TEXT,
  attributes    TEXT,            -- JSON [[name, value], ...]: the other attributes of the tu
  annotations   TEXT,            -- JSON: notes and properties in order
  origin        TEXT,            -- where it came from before this memory, or its document
  alignment     REAL,            -- how sure its alignment is, 0 to 1; NULL: not aligned by karvan
  document      INTEGER REFERENCES document (id),
  change_set    INTEGER NOT NULL REFERENCES change_set (id),  -- the act that brought it in
  variants      INTEGER,         -- how many languages it has
  seal          INTEGER          -- as in `change_set`
) STRICT;

CREATE INDEX unit_document ON unit (document) WHERE document IS NOT NULL;
CREATE INDEX unit_tuid ON unit (tuid) WHERE tuid IS NOT NULL;

CREATE TABLE variant (
  -- One language of a unit (tuv).
  id            INTEGER PRIMARY KEY,
  unit          INTEGER NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
  place         INTEGER NOT NULL,  -- its order in the unit, from 0
  lang          TEXT NOT NULL,
  text          TEXT NOT NULL,     -- the text to translate, without inline codes, white space as given
  content       TEXT,              -- JSON: text and inline codes; NULL where the text is all
  creation_date TEXT,
  creation_id   TEXT,
  change_date   TEXT,
  change_id     TEXT,
  attributes    TEXT,
  annotations   TEXT,
  before        TEXT,              -- the segment before it in its document; '' there is none; NULL not known
  after         TEXT,              -- the segment after it, likewise
  hash          INTEGER NOT NULL,  -- derived: XXH3-64 of the text in NFC, trimmed, blanks run together
  seal          INTEGER            -- as in `change_set`
) STRICT;

CREATE UNIQUE INDEX variant_unit ON variant (unit, place);
CREATE INDEX variant_hash ON variant (hash);

CREATE TABLE document (
  -- Texts that are translations of one another.
  id INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE document_text (
  -- One text of a document, cut into segments.
  id       INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document (id),
  name     TEXT,                   -- the path as seen from the memory's folder; NULL: standard input
  lang     TEXT NOT NULL,
  hash     INTEGER NOT NULL,       -- XXH3-64 of the segments joined by LF
  segments TEXT NOT NULL,          -- JSON [text, ...]
  seal     INTEGER                 -- as in `change_set`
) STRICT;

CREATE INDEX document_text_document ON document_text (document);
CREATE INDEX document_text_hash ON document_text (hash, lang);
CREATE INDEX document_text_name ON document_text (name, lang);

CREATE TABLE ladder (
  -- The alignment of two texts. The units of a document follow from its ladders: beads that share a segment
  -- become one unit with all their languages.
  id     INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES document_text (id) ON DELETE CASCADE,
  target INTEGER NOT NULL REFERENCES document_text (id) ON DELETE CASCADE,
  at     TEXT NOT NULL,
  beads  TEXT NOT NULL,            -- JSON [[source from, source end, target from, target end, score], ...]
  seal   INTEGER                   -- as in `change_set`
) STRICT;

CREATE UNIQUE INDEX ladder_texts ON ladder (source, target);

CREATE TABLE change (
  -- What a change set did. An addition is the numbers of the new units and no copy of them; an edit or a deletion
  -- keeps the unit as it was before.
  id         INTEGER PRIMARY KEY,
  change_set INTEGER NOT NULL REFERENCES change_set (id),
  action     TEXT NOT NULL,        -- 'add', 'edit', 'delete'
  unit       INTEGER NOT NULL,     -- the unit; of an addition of several the first
  last_unit  INTEGER NOT NULL,     -- of an addition of several the last, else the unit
  before     TEXT                  -- JSON: the unit before an edit or a deletion
) STRICT;

CREATE TABLE stale (
  -- Variants that the index does not follow any more, because another program wrote to `variant`; 0: anything else that
  -- the index is made from, or the index itself; -1: somebody may have written past the triggers. Triggers put them here (`TABLE_added`, `TABLE_changed`,
  -- `TABLE_removed`). karvan sees them at once, answers without its index, and `karvan reindex` mends it.
  variant INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE guard (
  -- One row. `karvan` is 1 inside karvan's own transactions, which keep what is derived in step themselves.
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  karvan INTEGER NOT NULL
) STRICT;

INSERT INTO guard VALUES (1, 0);

INSERT INTO meta VALUES
  ('about', 'A translation memory of karvan. Read it with any SQLite tool; see the comments in `SELECT sql FROM sqlite_schema`.'),
  ('fuzzy', 'complete');
