//! A memory with damaged bytes: whatever is asked of it ends soon, with an answer or with a message, and without a panic.
//!
//! `KARVAN_DAMAGE=2000 cargo test --release --test damage` damages it so many times.
// The method itself has a lifetime of its own, and does not pass for any.
#![allow(clippy::redundant_closure_for_method_calls)]

mod running;

use karvan::lang::Lang;
use karvan::store::{Mode, Store};
use running::{questions, run, write_tmx};
use std::path::Path;
use std::time::{Duration, Instant};

/// A stream of numbers that is the same in each run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }
}

/// Changes bytes at random places: single ones, runs of them, a page of zeros, or all beyond some place.
fn damage(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    match numbers.below(8) {
        0 => bytes.truncate(numbers.below(bytes.len())),
        1 => {
            let page = numbers.below(bytes.len() / 8_192) * 8_192;
            bytes[page..page + 8_192].fill(0);
        }
        2 => {
            // Two pages change places.
            let pages = bytes.len() / 8_192;
            let (a, b) = (numbers.below(pages) * 8_192, numbers.below(pages) * 8_192);
            let first = bytes[a..a + 8_192].to_vec();
            bytes.copy_within(b..b + 8_192, a);
            bytes[b..b + 8_192].copy_from_slice(&first);
        }
        few => {
            for _ in 0..=numbers.below(1 << (few + 1)) {
                let at = numbers.below(bytes.len());
                let run = 1 + numbers.below(4);
                for byte in bytes.iter_mut().skip(at).take(run) {
                    *byte = numbers.below(256) as u8;
                }
            }
        }
    }
}

/// Asks everything; what fails must say why.
fn ask(memory: &Path) -> Vec<String> {
    let mut said = Vec::new();
    let mut hear = |error: karvan::error::Error| said.push(error.to_string());
    let store = match Store::open(memory, Mode::Read) {
        Ok(store) => store,
        Err(error) => {
            hear(error);
            return said;
        }
    };
    for exhaustive in [false, true] {
        for (source, target, text) in questions() {
            let lookup = karvan::memory::Lookup {
                source: Lang::parse(source).unwrap(),
                target: Lang::parse(target).unwrap(),
                min: 60.0,
                limit: 20,
                exhaustive,
                pivot: None,
            };
            let around = karvan::matching::Ranking::default();
            let query = karvan::memory::Query { text, around };
            if let Err(error) = lookup.find(&store, &query) {
                hear(error);
            }
        }
    }
    if let Err(error) = store.for_each_unit(|_| Ok(())) {
        hear(error);
    }
    if let Err(error) = karvan::memory::stats(&store) {
        hear(error);
    }
    match karvan::memory::verify(&store, |_| ()) {
        Ok(_) => {}
        Err(error) => hear(error),
    }
    drop(store);
    // Writing to it may fail, but not otherwise.
    match Store::open(memory, Mode::Write) {
        Ok(mut store) => {
            if let Err(error) = store.reindex(|_| (), |ready| ready.commit()) {
                hear(error);
            }
        }
        Err(error) => hear(error),
    }
    said
}

#[test]
fn a_damaged_memory_answers_or_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let (tmx, whole) = (folder.path().join("a.tmx"), folder.path().join("whole.db"));
    write_tmx(&tmx, (0..150).chain(5_000..5_010));
    run(&["import", tmx.to_str().unwrap()], &whole);
    let sound = std::fs::read(&whole).unwrap();
    let times = std::env::var("KARVAN_DAMAGE").map_or(24, |times| times.parse().unwrap());
    for seed in 1..=times {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15 ^ (seed << 20 | seed));
        let mut bytes = sound.clone();
        damage(&mut bytes, &mut numbers);
        let memory = folder.path().join("damaged.db");
        for suffix in ["-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(folder.path().join(format!("damaged.db{suffix}")));
        }
        std::fs::write(&memory, bytes).unwrap();
        let begin = Instant::now();
        let said = std::panic::catch_unwind(|| ask(&memory));
        let said = said.unwrap_or_else(|_| panic!("it panics after damage {seed}"));
        assert!(
            begin.elapsed() < Duration::from_secs(30),
            "damage {seed}: {:?}",
            begin.elapsed()
        );
        for message in said {
            assert!(
                message.contains("damaged.db: "),
                "damage {seed}: the message names no file: {message}"
            );
        }
    }
}

/// One page after the other is spoilt. An import adds nothing to such a memory, whatever it would have touched of it.
#[test]
fn nothing_is_imported_into_a_damaged_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (tmx, more) = (folder.path().join("a.tmx"), folder.path().join("b.tmx"));
    let (whole, memory) = (
        folder.path().join("whole.db"),
        folder.path().join("damaged.db"),
    );
    write_tmx(&tmx, 0..150);
    write_tmx(&more, 5_000..5_010);
    run(&["import", tmx.to_str().unwrap()], &whole);
    let sound = std::fs::read(&whole).unwrap();
    let import = ["import", more.to_str().unwrap()];
    let pages = sound.len() / 8_192;
    assert!(pages > 20, "{pages}");
    for page in (1..pages).step_by(5) {
        let mut bytes = sound.clone();
        // The kind of a page is its first byte; there is no kind 99.
        bytes[page * 8_192] = 99;
        std::fs::write(&memory, &bytes).unwrap();
        let output = running::karvan(&import, &memory).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "page {page}: {said}");
        assert!(
            said.contains("damaged.db: the memory is damaged"),
            "page {page}: {said}"
        );
        assert!(std::fs::read(&memory).unwrap() == bytes, "page {page}");
    }
}

/// A text whose bytes were changed, where the pages are as they should be, is no answer and goes into no file. All commands
/// give the same advice.
#[test]
fn a_changed_text_is_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let (tmx, memory, out) = (
        folder.path().join("a.tmx"),
        folder.path().join("damaged.db"),
        folder.path().join("out"),
    );
    write_tmx(&tmx, 0..20);
    let statement = running::statement(8);
    let lookup: Vec<&str> = "lookup -s en -t az --min 95"
        .split(' ')
        .chain([statement.en.as_str()])
        .collect();
    let concordance = ["concordance", "meeting", "-l", "en", "-t", "az"];
    let path = out.to_str().unwrap();
    let exports = ["tmx", "jsonl", "csv", "xliff2"]
        .map(|format| ["export", "-s", "en", "-t", "az", "--to", format, "-o", path]);
    for index in [true, false] {
        let tmx = tmx.to_str().unwrap();
        let import = ["import", tmx, "--no-index"];
        let _ = std::fs::remove_file(&memory);
        run(&import[..2 + usize::from(!index)], &memory);
        run(&lookup, &memory);
        change(&memory, &statement.az);
        std::fs::write(&out, "old").unwrap();
        let questions = [&lookup[..], &concordance].into_iter();
        for arguments in questions.chain(exports.iter().map(|export| &export[..])) {
            let output = running::karvan(arguments, &memory).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
            assert!(
                said.contains("the text of unit #9 is not the one that was stored")
                    && said.contains(karvan::store::CHANGED_TEXT_HELP),
                "{arguments:?}: {said}"
            );
        }
        assert_eq!(std::fs::read(&out).unwrap(), b"old");
        let output = running::karvan(&["verify"], &memory).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(
            said.contains("1 of 60 texts, the first in unit #9, are not those that were stored"),
            "{said}"
        );
        for finding in said.lines() {
            assert!(
                finding.ends_with(karvan::store::CHANGED_TEXT_HELP),
                "{said}"
            );
        }
        // What the advice promises.
        run(&["reindex"], &memory);
        run(&lookup, &memory);
        run(&exports[0], &memory);
        run(&["verify"], &memory);
    }
}

/// What is no text is sealed like the texts: codes, notes, properties, dates and headers do not go out changed.
#[test]
fn what_is_changed_beside_the_texts_goes_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let (tmx, memory, out) = (
        folder.path().join("a.tmx"),
        folder.path().join("damaged.db"),
        folder.path().join("out"),
    );
    let content = r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="a" creationtoolversion="1" segtype="sentence" o-tmf="a" adminlang="en"
 srclang="en" datatype="plaintext"><prop type="x-project">headword</prop></header><body>
<tu tuid="unit-name" creationid="somebody" changeid="another"><note>unit note</note><prop type="x-field">unit value</prop>
<tuv xml:lang="en" usagecount="41421"><prop type="x-domain">side value</prop><seg>Read the <bpt i="1">open code</bpt>text<ept
 i="1"/>.</seg></tuv><tuv xml:lang="az-Latn-IR"><note>side note</note><seg>Mətni oxuyun.</seg></tuv></tu></body></tmx>"#;
    std::fs::write(&tmx, content).unwrap();
    let export = ["export", "-o", out.to_str().unwrap()];
    let unit = "unit #1 is not as it was stored";
    for (stored, said_to_be) in [
        (
            "headword",
            "the header of act 1 is not the one that was stored",
        ),
        ("unit-name", unit),
        ("somebody", unit),
        ("another", unit),
        ("unit note", unit),
        ("unit value", unit),
        ("41421", unit),
        ("side value", unit),
        ("open code", unit),
        ("az-Latn-IR", unit),
        ("side note", unit),
    ] {
        let _ = std::fs::remove_file(&memory);
        run(&["import", tmx.to_str().unwrap()], &memory);
        change(&memory, stored);
        std::fs::write(&out, "old").unwrap();
        let output = running::karvan(&export, &memory).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stored}: {said}");
        assert!(said.contains(said_to_be), "{stored}: {said}");
        assert_eq!(std::fs::read(&out).unwrap(), b"old");
        let output = running::karvan(&["verify"], &memory).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1), "{stored}: {said}");
        assert!(said.contains("not as they were stored"), "{stored}: {said}");
        if said_to_be == unit {
            // An act that went on from it would make it final.
            let import = ["import", tmx.to_str().unwrap(), "--on-duplicate", "update"];
            let output = running::karvan(&import, &memory).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{stored}: {said}");
            assert!(said.contains(unit), "{stored}: {said}");
        }
        if stored.starts_with("az") {
            // As it is now it is no language.
            continue;
        }
        // As it stands now it is taken, where somebody says so.
        let output = running::karvan(&["reindex"], &memory).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{stored}: {said}");
        let told = "are not as they were stored; taken as they stand now";
        assert!(said.contains(told), "{stored}: {said}");
        run(&export, &memory);
        run(&["verify"], &memory);
    }
}

/// What another program writes is no damage, and damage is told all the same where another program has written.
#[test]
fn another_programs_writing_is_no_damage_and_hides_none() {
    let folder = tempfile::tempdir().unwrap();
    let (tmx, memory) = (
        folder.path().join("a.tmx"),
        folder.path().join("damaged.db"),
    );
    write_tmx(&tmx, 0..20);
    for sql in [
        "UPDATE variant SET text = text || '!' WHERE unit = 2",
        "UPDATE variant SET before = 'Before.' WHERE unit = 2",
        "INSERT OR REPLACE INTO change_set SELECT id, '20200101T000000Z', act, origin, header, seal, header_seal \
         FROM change_set",
        "UPDATE unit SET variants = 9 WHERE id = 2",
        "INSERT OR REPLACE INTO unit SELECT id, 'name', source_lang, creation_date, creation_id, change_date, change_id, \
         attributes, annotations, origin, alignment, document, change_set, variants, seal FROM unit WHERE id = 2",
        "DELETE FROM variant WHERE unit = 2 AND place = 2",
    ] {
        let _ = std::fs::remove_file(&memory);
        run(&["import", tmx.to_str().unwrap()], &memory);
        rusqlite::Connection::open(&memory)
            .unwrap()
            .execute_batch(sql)
            .unwrap();
        run(&["export"], &memory);
        let output = running::karvan(&["verify"], &memory).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!said.contains("as they were stored"), "{sql}: {said}");
        change(&memory, &running::statement(8).az);
        refuses("export", &memory, "the text of unit #9");
    }
}

/// What nothing vouches for is said, so that "sound" promises no more than it can.
#[test]
fn units_without_a_checksum_are_told_until_a_reindex_gives_them_one() {
    let (_folder, memory) = imported(3);
    let said = |command: &str| {
        let output = running::karvan(&[command], &memory).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(!said("verify").contains("checksum"));
    rusqlite::Connection::open(&memory)
        .unwrap()
        .execute_batch("UPDATE unit SET tuid = 'name' WHERE id = 2")
        .unwrap();
    let told = said("verify");
    assert!(told.contains("is sound"), "{told}");
    assert!(told.contains("1 unit has no checksum"), "{told}");
    said("reindex");
    assert!(!said("verify").contains("checksum"));
}

/// No export goes past it, so that the memory is not sound.
#[test]
fn a_header_that_another_program_broke_is_found() {
    let (_folder, memory) = imported(3);
    rusqlite::Connection::open(&memory)
        .unwrap()
        .execute_batch("UPDATE change_set SET header = '{'")
        .unwrap();
    refuses("export", &memory, "the header of act 1 is no header");
    let output = running::karvan(&["verify"], &memory).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("header: the header of act 1"), "{said}");
}

/// The number of an export is that of the units in the file.
#[test]
fn a_unit_whose_texts_are_gone_is_counted_as_left_out() {
    let (folder, memory) = imported(3);
    rusqlite::Connection::open(&memory)
        .unwrap()
        .execute_batch("DELETE FROM variant WHERE unit = 2")
        .unwrap();
    let out = folder.path().join("out.tmx");
    let export = ["export", "-o", out.to_str().unwrap()];
    let output = running::karvan(&export, &memory).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("wrote 2 units"), "{said}");
    assert!(
        said.contains("without a text in any language (1)"),
        "{said}"
    );
    let written = std::fs::read_to_string(&out).unwrap();
    assert_eq!(written.matches("<tu>").count(), 2);
}

/// A memory of the first statements, and the folder that it stands in.
fn imported(statements: usize) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (tmx, memory) = (
        folder.path().join("a.tmx"),
        folder.path().join("damaged.db"),
    );
    write_tmx(&tmx, 0..statements);
    run(&["import", tmx.to_str().unwrap()], &memory);
    (folder, memory)
}

/// The command ends with status 2 and says this.
fn refuses(command: &str, memory: &Path, message: &str) {
    let output = running::karvan(&[command], memory).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{command}: {said}");
    assert!(said.contains(message), "{command}: {said}");
}

/// As where a page of the units is lost: SQLite finds nothing wrong with what is left.
#[test]
fn lost_units_are_told() {
    let (_folder, memory) = imported(20);
    let lose = "PRAGMA foreign_keys = OFF; UPDATE guard SET karvan = 1; DELETE FROM unit WHERE id > 15; \
         UPDATE guard SET karvan = 0";
    rusqlite::Connection::open(&memory)
        .unwrap()
        .execute_batch(lose)
        .unwrap();
    refuses("export", &memory, "15 of 60 texts belong to no unit");
}

/// What cannot be read would be lost for good.
#[test]
fn an_index_is_not_made_anew_from_broken_tables() {
    let (_folder, memory) = imported(40);
    let root: i64 = rusqlite::Connection::open(&memory)
        .unwrap()
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'unit'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let mut bytes = std::fs::read(&memory).unwrap();
    // The number of its rows.
    let cells = (root as usize - 1) * 8_192 + 4;
    bytes[cells] -= 7;
    std::fs::write(&memory, &bytes).unwrap();
    refuses("reindex", &memory, "the memory is damaged; SQLite says");
    let variants: i64 = rusqlite::Connection::open(&memory)
        .unwrap()
        .query_row("SELECT count(*) FROM variant", [], |row| row.get(0))
        .unwrap();
    assert_eq!(variants, 120);
}

/// Whatever is changed in the index, an answer is the right one or none.
#[test]
fn a_changed_index_gives_no_other_answer() {
    let folder = tempfile::tempdir().unwrap();
    let (tmx, whole) = (folder.path().join("a.tmx"), folder.path().join("whole.db"));
    let memory = folder.path().join("damaged.db");
    write_tmx(&tmx, (0..40).chain(7..9));
    run(&["import", tmx.to_str().unwrap()], &whole);
    let sound = std::fs::read(&whole).unwrap();
    let blobs: Vec<Vec<u8>> = {
        let sql = "SELECT block FROM entry UNION ALL SELECT entries FROM posting UNION ALL \
             SELECT forms FROM term UNION ALL SELECT postings FROM term WHERE postings IS NOT NULL";
        let connection = rusqlite::Connection::open(&whole).unwrap();
        let mut all = connection.prepare(sql).unwrap();
        let rows = all.query_map([], |row| row.get(0)).unwrap();
        // Short ones stand elsewhere too.
        rows.map(|row| row.unwrap())
            .filter(|blob: &Vec<u8>| blob.len() > 8)
            .collect()
    };
    let questions = folder.path().join("questions.txt");
    let lines: String = (0..40).map(|n| running::statement(n).en + "\n").collect();
    std::fs::write(&questions, lines).unwrap();
    let ask = |memory: &Path| {
        let lookup = ["lookup", "-s", "en", "-t", "az", "--min", "60"];
        running::karvan(&lookup, memory)
            .stdin(std::fs::File::open(&questions).unwrap())
            .output()
            .unwrap()
    };
    let right = ask(&whole);
    assert_eq!(right.status.code(), Some(0));
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut told = 0;
    for _ in 0..60 {
        let blob = &blobs[numbers.below(blobs.len())];
        let (place, bit) = (numbers.below(blob.len()), 1 << numbers.below(8));
        let mut bytes = sound.clone();
        for at in 0..sound.len() - blob.len() {
            if sound[at..].starts_with(blob) {
                bytes[at + place] ^= bit;
            }
        }
        std::fs::write(&memory, bytes).unwrap();
        let answer = ask(&memory);
        let said = String::from_utf8(answer.stderr).unwrap();
        match answer.status.code() {
            Some(0) => assert_eq!(answer.stdout, right.stdout),
            Some(2)
                if said.contains("the index of the memory is damaged")
                    || said.contains("the memory is damaged; SQLite says") =>
            {
                told += 1;
            }
            other => panic!("{other:?}: {said}"),
        }
    }
    assert!(told > 10, "{told}");
}

/// Changes the first byte of a text wherever it stands in the file.
fn change(memory: &Path, text: &str) {
    let mut bytes = std::fs::read(memory).unwrap();
    let text = text.as_bytes();
    let places: Vec<usize> = (0..bytes.len() - text.len())
        .filter(|at| bytes[*at..].starts_with(text))
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at] = b'7';
    }
    std::fs::write(memory, bytes).unwrap();
}

#[test]
fn a_memory_that_was_cut_off_says_so() {
    let (_folder, memory) = imported(20);
    let bytes = std::fs::read(&memory).unwrap();
    for length in [8_192 * 2, 8_192 * 3 + 17, bytes.len() - 1] {
        std::fs::write(&memory, &bytes[..length]).unwrap();
        let output = running::karvan(&["stats"], &memory).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let expected = format!(
            "damaged.db: the memory is cut off: {length} of its {} bytes",
            bytes.len()
        );
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(&expected), "{said}");
    }
}
