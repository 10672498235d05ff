-- The fuzzy index, derived from `variant`; `karvan reindex` makes it anew. Blobs are as in the crate's `store::index`.

CREATE TABLE family (
  -- Derived: the languages whose texts answer one another: a language with its script, such as 'en-Latn'.
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  seal INTEGER                   -- as in `term`
) STRICT;

CREATE TABLE term (
  -- Derived: what tokens have in common that may stand for one another at a fraction of their cost.
  id       INTEGER PRIMARY KEY,  -- family * 2^32 + the term's number, which tells its kind
  family   INTEGER NOT NULL,
  class    TEXT NOT NULL,        -- 'w' and a stem, 'n' and a figure, 'h' and a character, 'm' and a mark; '#' any figure
  segments INTEGER NOT NULL,     -- how many entries hold it
  forms    BLOB NOT NULL,        -- the ways in which it is written, the first seen first
  postings BLOB,                 -- the entries that hold it, while they are few; NULL: in `posting`
  list     INTEGER,              -- the number of its list in `posting`
  seal     INTEGER               -- a checksum of the row, to tell a damaged one
) STRICT;

CREATE UNIQUE INDEX term_class ON term (family, class);

-- Terms with a form such as `O'Connor` or `2025-ci`: a concordance finds words inside them that their class does not
-- begin with. Told by any character that is not a letter, a figure, or below `'` a length.
CREATE INDEX term_compound ON term (family)
  WHERE CAST(forms AS TEXT) GLOB '*[^' || char(1) || '-&(-+0-9A-Za-zÀ-ʯͰ-҂Ҋ-ԯḀ-ỿ一-鿿]*';

CREATE TABLE posting (
  -- Derived: entries that hold a term, by length and number, in rows of up to 2 KB.
  id      INTEGER PRIMARY KEY,   -- `term.list` * 2^37 + the last key of the row: bucket of the weight * 2^30 + entry
  entries BLOB NOT NULL,
  seal    INTEGER                -- as in `term`
) STRICT;

CREATE TABLE entry (
  -- Derived: weight, date, penalties and tokens of the entries of 16 numbers.
  id    INTEGER PRIMARY KEY,     -- family * 2^32 + entry / 16
  block BLOB NOT NULL,
  seal  INTEGER                  -- as in `term`
) STRICT;

CREATE TABLE crowd (
  -- Derived: the units behind a text that several variants have, counted by what they have to show.
  entry  INTEGER NOT NULL,
  twin   INTEGER NOT NULL,       -- XXH3-64 of all that such units share
  units  INTEGER NOT NULL,       -- how many they are
  newest INTEGER,                -- the variant with this text in the newest of them; NULL: not known
  minute INTEGER NOT NULL,       -- the date of the newest, in minutes since 1970
  seal   INTEGER,                -- as in `term`
  PRIMARY KEY (entry, twin)
) STRICT, WITHOUT ROWID;
