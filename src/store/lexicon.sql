-- What `karvan align` learned from the units, kept for the next time; made when it is first needed. Both tables can be
-- emptied at any time: a lexicon that is missing is learned anew.

CREATE TABLE IF NOT EXISTS lexicon (
  -- Which words of two languages translate each other, for texts of one part of the memory.
  id      INTEGER PRIMARY KEY,
  source  TEXT NOT NULL,         -- its languages, in the order of their tags
  target  TEXT NOT NULL,
  part    INTEGER NOT NULL,      -- XXH3-64 of a document's oldest text's name (without a name: its hash), modulo 4; learned
                                 -- from the units of all other parts and from those without a document
  format  INTEGER NOT NULL,      -- of the bytes; one of another format is learned anew
  learned INTEGER NOT NULL,      -- how many units taught it
  changed INTEGER NOT NULL,      -- how many units of other parts were added, changed or deleted since
  known   INTEGER NOT NULL,      -- the last act that `changed` has heard of
  hash    INTEGER NOT NULL       -- XXH3-64 of the bytes
) STRICT;

CREATE UNIQUE INDEX IF NOT EXISTS lexicon_key ON lexicon (source, target, part);

CREATE TABLE IF NOT EXISTS lexicon_words (
  -- The lexicon itself, apart from what each act changes.
  lexicon INTEGER PRIMARY KEY,
  words   BLOB NOT NULL
) STRICT;
