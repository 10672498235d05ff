//! Another program writes to the tables: karvan notices, answers completely without its index, and mends it.

mod running;

use karvan::memory::verify;
use karvan::store::{DerivedState, Mode, Store};
use running::{answers, run, write_tmx};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// A memory in which several units share a text, some have dates, codes, another source, an unsure alignment.
fn memory() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let memory = folder.path().join("tm.db");
    let (plain, marked) = (
        folder.path().join("plain.tmx"),
        folder.path().join("marked.tmx"),
    );
    write_tmx(&plain, (0..60).chain([3, 8, 40, 171]));
    let units = std::fs::read_to_string(&plain).unwrap();
    let units = units
        .replacen("<tu><tuv xml:lang=\"en\"><seg>At", "<tu srclang=\"az\" changedate=\"20250301T080000Z\"><tuv xml:lang=\"en\"><seg><ph x=\"1\"/>At", 3)
        .replacen("<tu><tuv", "<tu changedate=\"20240101T080000Z\"><prop type=\"x-karvan:alignment\">0.5</prop><tuv", 3);
    std::fs::write(&marked, units).unwrap();
    for file in [&plain, &marked] {
        run(&["import", file.to_str().unwrap()], &memory);
    }
    (folder, memory)
}

fn foreign(memory: &Path, sql: &str) {
    let connection = Connection::open(memory).unwrap();
    // As in SQLite's own shell.
    connection
        .execute_batch("PRAGMA foreign_keys = off")
        .unwrap();
    connection
        .execute_batch(sql)
        .unwrap_or_else(|e| panic!("{sql}: {e}"));
}

fn state(memory: &Path) -> DerivedState {
    Store::open(memory, Mode::Read)
        .unwrap()
        .derived_state()
        .unwrap()
}

/// Everything after which the index could give another answer than the units.
const WRITES: [&str; 40] = [
    "UPDATE variant SET text = replace(text, 'meeting', 'session'), hash = hash + 1 WHERE id % 2 = 0",
    "UPDATE variant SET text = (SELECT text FROM variant WHERE id = 25) WHERE id = 10",
    "UPDATE variant SET lang = 'en' WHERE lang = 'az' AND id < 40",
    "UPDATE variant SET content = '[\"Another text.\"]' WHERE id = 10",
    "UPDATE variant SET unit = 2, place = 7 WHERE id = 10",
    "UPDATE variant SET change_date = '20260101T000000Z' WHERE unit = 9",
    "UPDATE variant SET place = place + 10 WHERE unit = 9",
    "UPDATE variant SET id = id + 100000 WHERE id < 30",
    "DELETE FROM variant WHERE id < 30",
    "DELETE FROM variant",
    "INSERT INTO variant (unit, place, lang, text, hash) VALUES (1, 9, 'en', 'At the meeting No. 1, Azerbaijan.', 0)",
    "INSERT OR REPLACE INTO variant (id, unit, place, lang, text, hash) VALUES (25, 9, 0, 'en', 'At meeting No. 2.', 0)",
    "DELETE FROM unit WHERE id IN (4, 9, 41)",
    "UPDATE unit SET id = id + 5000 WHERE id < 9",
    "UPDATE unit SET source_lang = 'zh'",
    "UPDATE unit SET source_lang = NULL",
    "UPDATE unit SET alignment = NULL",
    "UPDATE unit SET alignment = 0.1",
    "UPDATE unit SET creation_date = '20270101T000000Z' WHERE id % 2 = 0",
    "UPDATE unit SET change_date = NULL",
    "UPDATE unit SET change_set = 2 WHERE id < 9",
    "INSERT OR REPLACE INTO unit (id, change_set, alignment) VALUES (4, 1, 0.2)",
    "UPDATE change_set SET at = '20280101T000000Z' WHERE id = 1",
    "INSERT OR REPLACE INTO change_set (id, at, act) VALUES (1, '20280101T000000Z', 'import')",
    "UPDATE family SET name = name || '-x'",
    "INSERT OR REPLACE INTO family (id, name) VALUES (1, 'xx-Latn')",
    "DELETE FROM family",
    "DELETE FROM term WHERE class LIKE 'wm%'",
    "UPDATE term SET segments = 0, postings = x''",
    "INSERT OR REPLACE INTO term (id, family, class, segments, forms, postings) SELECT id, family, class, 0, forms, x'' FROM term",
    "DELETE FROM posting; UPDATE term SET list = NULL",
    "UPDATE entry SET block = x''",
    "INSERT OR REPLACE INTO entry (id, block) SELECT id, x'' FROM entry",
    "DELETE FROM crowd",
    "UPDATE crowd SET units = 1, newest = 1",
    "INSERT OR REPLACE INTO crowd (entry, twin, units, newest, minute) SELECT entry, twin, 7, 1, minute FROM crowd",
    "UPDATE meta SET value = 'complete' WHERE key = 'fuzzy'",
    "DELETE FROM guard; DELETE FROM variant WHERE id < 30",
    "UPDATE guard SET karvan = 1; DELETE FROM entry",
    "DELETE FROM entry; DELETE FROM stale",
];

/// And what takes away the means of noticing, or parts of the index.
const SCHEMA_CHANGES: [&str; 7] = [
    "DROP TRIGGER variant_changed; UPDATE variant SET text = 'Changed.' WHERE id = 25",
    "DROP TRIGGER unit_changed",
    "DROP TABLE entry",
    "DROP TABLE crowd; CREATE TABLE crowd (entry, twin, units, newest, minute)",
    "DROP INDEX term_class",
    "DROP TRIGGER term_removed; CREATE TRIGGER term_removed AFTER DELETE ON document BEGIN SELECT 1; END; DELETE FROM term",
    "DROP TABLE posting; DROP TABLE term; DROP TABLE family",
];

#[test]
fn what_others_write_is_noticed_and_answered_and_mended() {
    let (folder, memory) = memory();
    let changed = folder.path().join("changed.db");
    for sql in WRITES.iter().chain(&SCHEMA_CHANGES) {
        let changed = running::copy_of(&memory, &changed, None);
        foreign(&changed, sql);
        if *sql == "DROP INDEX term_class" {
            // Slower, but complete; nothing to notice.
            assert_eq!(answers(&changed, false), answers(&changed, true));
        } else {
            assert_eq!(state(&changed), DerivedState::Foreign, "{sql}");
            assert_eq!(answers(&changed, false), answers(&changed, true), "{sql}");
            let said = running::karvan(&["lookup", "Meeting", "-s", "en", "-t", "az"], &changed);
            let said = { said }.output().unwrap();
            let said = String::from_utf8_lossy(&said.stderr).into_owned();
            assert!(
                said.contains("every unit is scored instead. Run `karvan reindex`"),
                "{sql}: {said}"
            );
            let found = verify(&Store::open(&changed, Mode::Read).unwrap(), |_| ()).unwrap();
            assert!(
                found.iter().any(|f| f.message.contains("karvan reindex")),
                "{sql}: {found:?}"
            );
        }
        run(&["reindex"], &changed);
        assert_eq!(state(&changed), DerivedState::Current, "{sql}");
        let found = verify(&Store::open(&changed, Mode::Read).unwrap(), |_| ()).unwrap();
        // What a deleted unit or a contradiction leaves is not the index's.
        assert!(found.iter().all(|f| f.code == "unit"), "{sql}: {found:?}");
        assert_eq!(answers(&changed, false), answers(&changed, true), "{sql}");
    }
}

/// Notes, properties, users, neighbours, names and documents are not what the index is made from; nor is the form of the file.
#[test]
fn what_does_not_matter_to_the_index_leaves_it_in_use() {
    let (_folder, memory) = memory();
    for sql in [
        "VACUUM",
        "ANALYZE",
        "REINDEX",
        "PRAGMA wal_checkpoint(truncate)",
        "UPDATE unit SET tuid = 'a-' || id, creation_id = 'Aysel', annotations = '[{\"note\":{\"text\":\"checked\"}}]' WHERE 0",
        "UPDATE unit SET tuid = 'a-' || id, origin = 'agency.tmx'",
        "UPDATE variant SET before = 'The talks began.', change_id = 'Aysel'",
        "CREATE TABLE review (unit INTEGER, verdict TEXT); INSERT INTO review VALUES (1, 'good')",
        "CREATE INDEX variant_lang ON variant (lang)",
        "CREATE VIEW pairs AS SELECT * FROM variant",
        "ALTER TABLE unit ADD COLUMN subject TEXT",
        "UPDATE meta SET value = 'ours' WHERE key = 'about'",
        "UPDATE change_set SET origin = 'b.tmx'",
    ] {
        foreign(&memory, sql);
        assert_eq!(state(&memory), DerivedState::Current, "{sql}");
        running::assert_sound(&memory, sql);
    }
}

/// What a program that wrote unnoticed left is noticed at karvan's next own act.
#[test]
fn an_open_guard_is_noticed_by_the_next_act() {
    let (folder, memory) = memory();
    foreign(&memory, "UPDATE guard SET karvan = 1; DELETE FROM entry");
    let more = folder.path().join("more.tmx");
    write_tmx(&more, 500..510);
    run(&["import", more.to_str().unwrap()], &memory);
    assert_eq!(state(&memory), DerivedState::Foreign);
    assert_eq!(answers(&memory, false), answers(&memory, true));
}

/// The writer of a hidden change can hide it from the triggers, not from `verify`.
#[test]
fn verify_compares_everything_whatever_the_triggers_say() {
    let (folder, memory) = memory();
    for sql in [
        "UPDATE unit SET source_lang = 'zh'",
        "UPDATE unit SET change_date = '20290101T000000Z' WHERE id = 9",
        "UPDATE variant SET text = 'Another text.' WHERE id = 10",
        "UPDATE entry SET block = zeroblob(length(block))",
        "DELETE FROM crowd",
        "DELETE FROM entry",
        "UPDATE term SET segments = segments + 1",
        "DELETE FROM term",
    ] {
        let changed = running::copy_of(&memory, &folder.path().join("changed.db"), None);
        foreign(
            &changed,
            &format!("UPDATE guard SET karvan = 1; {sql}; UPDATE guard SET karvan = 0"),
        );
        assert_eq!(state(&changed), DerivedState::Current, "{sql}");
        let found = verify(&Store::open(&changed, Mode::Read).unwrap(), |_| ()).unwrap();
        assert!(found.iter().any(|f| f.code == "index"), "{sql}: {found:?}");
    }
}

/// A text that moved to a later variant of an earlier unit: the entry is the least variant, whatever unit has it.
#[test]
fn a_reindexing_finds_all_units_of_a_text_in_any_order() {
    let (_folder, memory) = memory();
    let mut store = Store::open(&memory, Mode::Write).unwrap();
    let later = store.unit(30).unwrap().unwrap().tu;
    let mut writing = store.write("edit", None, true).unwrap();
    writing.edit(2, &later).unwrap();
    writing.commit().unwrap();
    drop(store);
    running::assert_sound(&memory, "after the edit");
    run(&["reindex"], &memory);
    running::assert_sound(&memory, "after the reindexing");
}

/// A look-up that runs already answers from the units as they are now, and says once why it takes longer.
#[test]
fn a_batch_that_runs_notices_a_foreign_write() {
    let (_folder, memory) = memory();
    let text = running::statement(8).en;
    let mut asked = running::Asked::start(&memory, "en", "az");
    let before = asked.ask(&text);
    foreign(
        &memory,
        "UPDATE variant SET text = 'Dəyişdirilmiş cümlə.' WHERE lang = 'az'",
    );
    let after = asked.ask(&text);
    assert!(!before.contains("Dəyişdirilmiş") && after.contains("Dəyişdirilmiş"));
    assert_eq!(asked.ask(&text), after);
    let said = asked.end();
    assert_eq!(
        said.matches("another program changed the units").count(),
        1,
        "{said}"
    );
}
