//! The memory file: what it is made of, who may open it, and what stays when something goes wrong.
// The method itself has a lifetime of its own, and does not pass for any.
#![allow(clippy::redundant_closure_for_method_calls)]

use karvan::lang::Lang;
use karvan::model::{Annotation, Code, CodeKind, Inline, Neighbour, Note, Prop, Segment, Tu, Tuv};
use karvan::store::schema::{APPLICATION_ID, SCHEMA_VERSION};
use karvan::store::{DerivedState, Mode, Store};
use proptest::prelude::*;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

fn pair(en: &str, az: &str) -> Tu {
    Tu {
        variants: vec![Tuv::plain(lang("en"), en), Tuv::plain(lang("az"), az)],
        ..Tu::default()
    }
}

/// A folder with a memory of three units.
fn memory() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tm.db");
    let mut store = Store::open(&path, Mode::Create).unwrap();
    let mut writing = store.write("import", Some("a.tmx"), true).unwrap();
    for n in 1..=3 {
        writing
            .add(&pair(&format!("visit {n}"), &format!("səfər {n}")), None)
            .unwrap();
    }
    writing.commit().unwrap();
    (folder, path)
}

#[test]
fn a_text_whose_tokens_are_not_kept_is_indexed_like_any() {
    let (_folder, path) = memory();
    let mut store = Store::open(&path, Mode::Write).unwrap();
    let mut writing = store.write("import", Some("b.tmx"), true).unwrap();
    let long = format!("visit 2025, {} protocol", "a,b ".repeat(300_000));
    writing.add(&pair(&long, "səfər"), None).unwrap();
    writing.commit().unwrap();
    assert_eq!(karvan::memory::verify(&store, |_| ()).unwrap(), []);
}

fn refusal(path: &Path, mode: Mode) -> String {
    Store::open(path, mode).unwrap_err().to_string()
}

#[test]
fn the_schema_is_documented_inside_the_file() {
    let (_folder, path) = memory();
    let connection = Connection::open(&path).unwrap();
    let tables: Vec<(String, String)> = connection
        .prepare(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(tables.len() >= 10);
    for (name, sql) in tables {
        assert!(
            sql.contains("-- "),
            "table {name} says nothing about itself"
        );
    }
    let mode: String = connection
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn what_is_not_ours_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let foreign = folder.path().join("other.db");
    Connection::open(&foreign)
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    let text = folder.path().join("text.db");
    std::fs::write(&text, "plain text").unwrap();
    for path in [&foreign, &text] {
        let before = std::fs::read(path).unwrap();
        for mode in [Mode::Read, Mode::Write, Mode::Create] {
            let message = refusal(path, mode);
            assert!(
                message.contains("another program") || message.contains("not a memory"),
                "{message}"
            );
        }
        assert_eq!(std::fs::read(path).unwrap(), before);
    }
    assert!(refusal(folder.path(), Mode::Create).contains("folder"));
    assert!(refusal(&folder.path().join("none.db"), Mode::Read).contains("no memory here"));
    assert!(refusal(&folder.path().join("none/tm.db"), Mode::Create).contains("cannot be written"));
    let mut left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["other.db", "text.db"]);
}

#[test]
fn a_newer_memory_is_refused_and_not_touched() {
    let (_folder, path) = memory();
    Connection::open(&path)
        .unwrap()
        .execute_batch(&format!(
            "PRAGMA user_version = {}; PRAGMA wal_checkpoint(truncate)",
            SCHEMA_VERSION + 1
        ))
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    for mode in [Mode::Read, Mode::Write, Mode::Create] {
        let message = refusal(&path, mode);
        assert!(
            message.contains(&format!("has version {}", SCHEMA_VERSION + 1)),
            "{message}"
        );
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// Its program was killed when it had just brought the memory up, so that its version is in the log alone.
#[test]
fn a_newer_memory_that_only_its_log_tells_is_not_touched() {
    let (folder, path) = memory();
    let killed = folder.path().join("killed");
    std::fs::create_dir(&killed).unwrap();
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(&format!(
            "PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = {}",
            SCHEMA_VERSION + 1
        ))
        .unwrap();
    let name = |suffix: &str| format!("{}{suffix}", path.file_name().unwrap().to_str().unwrap());
    for suffix in ["", "-wal", "-shm"] {
        std::fs::copy(folder.path().join(name(suffix)), killed.join(name(suffix))).unwrap();
    }
    let path = killed.join(name(""));
    let read = |suffix: &str| std::fs::read(killed.join(name(suffix))).unwrap();
    let before = (read(""), read("-wal"));
    for mode in [Mode::Read, Mode::Write, Mode::Create] {
        let message = refusal(&path, mode);
        assert!(
            message.contains(&format!("has version {}", SCHEMA_VERSION + 1)),
            "{message}"
        );
        assert!((read(""), read("-wal")) == before);
    }
}

#[test]
fn a_damaged_memory_is_told() {
    let (_folder, path) = memory();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(60);
    std::fs::write(&path, &bytes).unwrap();
    let message = refusal(&path, Mode::Read);
    assert!(
        message.contains("damaged") || message.contains("SQLite file"),
        "{message}"
    );
}

#[test]
fn the_file_says_what_it_is() {
    let (_folder, path) = memory();
    let connection = Connection::open(&path).unwrap();
    let pragma = |name: &str| -> i32 {
        connection
            .pragma_query_value(None, name, |row| row.get(0))
            .unwrap()
    };
    assert_eq!(pragma("application_id"), APPLICATION_ID);
    assert_eq!(pragma("user_version"), SCHEMA_VERSION);
}

#[test]
fn what_is_not_committed_never_was() {
    let (_folder, path) = memory();
    let mut store = Store::open(&path, Mode::Write).unwrap();
    let mut writing = store.write("import", None, true).unwrap();
    writing.add(&pair("lost", "itirilmiş"), None).unwrap();
    drop(writing);
    assert_eq!(store.unit(4).unwrap(), None);
    assert_eq!(store.derived_state().unwrap(), DerivedState::Current);
    let sets: i64 = store
        .connection()
        .query_row("SELECT count(*) FROM change_set", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sets, 1);
}

#[test]
fn a_memory_made_for_nothing_goes_away_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tm.db");
    Store::open(&path, Mode::Create).unwrap().abandon();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let (_folder, path) = memory();
    Store::open(&path, Mode::Create).unwrap().abandon();
    assert!(path.exists(), "a memory that was there before stays");
}

/// An import that failed must not take the file from under one that waits for its turn.
#[test]
fn a_memory_that_another_has_open_is_not_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tm.db");
    let failed = Store::open(&path, Mode::Create).unwrap();
    let mut waiting = Store::open(&path, Mode::Create).unwrap();
    failed.abandon();
    let mut writing = waiting.write("import", None, true).unwrap();
    let unit = writing.add(&pair("visit", "səfər"), None).unwrap();
    writing.commit().unwrap();
    drop(waiting);
    let store = Store::open(&path, Mode::Read).unwrap();
    assert!(store.unit(unit).unwrap().is_some());
}

/// What is written to a file that has lost its name would be announced and gone.
#[cfg(unix)]
#[test]
fn nothing_is_committed_to_a_memory_that_was_taken_away() {
    for replaced in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tm.db");
        let mut store = Store::open(&path, Mode::Create).unwrap();
        let mut writing = store.write("import", None, true).unwrap();
        writing.add(&pair("visit", "səfər"), None).unwrap();
        let ready = writing.ready().unwrap();
        let away = folder.path().join("away.db");
        std::fs::rename(&path, &away).unwrap();
        if replaced {
            std::fs::write(&path, "of somebody else").unwrap();
        }
        let said = ready.commit().unwrap_err().to_string();
        assert!(said.contains("removed, moved or replaced"), "{said}");
        store.abandon();
        assert_eq!(path.exists(), replaced);
        assert!(away.exists());
        let missing = refusal(&away, Mode::Read);
        assert!(missing.contains("there is no memory here"), "{missing}");
    }
}

#[test]
fn the_change_log_knows_what_was_before() {
    let (_folder, path) = memory();
    let mut store = Store::open(&path, Mode::Write).unwrap();
    let mut writing = store.write("edit", None, true).unwrap();
    writing.edit(2, &pair("visit 2", "ziyarət 2")).unwrap();
    writing.delete(3).unwrap();
    writing.commit().unwrap();
    let rows: Vec<(String, i64, i64, Option<String>)> = store
        .connection()
        .prepare("SELECT action, unit, last_unit, before FROM change ORDER BY id")
        .unwrap()
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(
        rows[0],
        ("add".into(), 1, 3, None),
        "an addition is a number, not a copy"
    );
    let before: Tu = serde_json::from_str(rows[1].3.as_ref().unwrap()).unwrap();
    assert_eq!(
        (rows[1].0.as_str(), rows[1].1, before),
        ("edit", 2, pair("visit 2", "səfər 2"))
    );
    let before: Tu = serde_json::from_str(rows[2].3.as_ref().unwrap()).unwrap();
    assert_eq!(
        (rows[2].0.as_str(), rows[2].1, before),
        ("delete", 3, pair("visit 3", "səfər 3"))
    );
    let mut writing = store.write("edit", None, true).unwrap();
    assert_eq!(
        writing.add(&pair("a", "b"), None).unwrap(),
        4,
        "a number is never used twice"
    );
}

#[test]
fn another_programs_writing_is_noticed_and_mended() {
    let (_folder, path) = memory();
    for foreign in [
        "UPDATE variant SET text = 'changed' WHERE id = 1",
        "DELETE FROM variant WHERE id = 4",
        "INSERT INTO variant (unit, place, lang, text, hash) VALUES (1, 9, 'zh', '访问', 0)",
        "DELETE FROM term WHERE class = 'wvisit'",
        "UPDATE term SET segments = 1, postings = x'' WHERE class = 'wvisit'",
        "UPDATE entry SET block = x'00'",
        "UPDATE entry SET block = x''",
        "DELETE FROM entry",
        "INSERT INTO posting (id, entries) VALUES (1, x'01')",
    ] {
        Connection::open(&path)
            .unwrap()
            .execute_batch(foreign)
            .unwrap();
        let mut store = Store::open(&path, Mode::Write).unwrap();
        assert_eq!(
            store.derived_state().unwrap(),
            DerivedState::Foreign,
            "{foreign}"
        );
        let findings = karvan::memory::verify(&store, |_| ()).unwrap();
        assert!(
            findings.iter().any(|f| f.code == "index"),
            "{foreign}: {findings:?}"
        );
        store.reindex(|_| (), |ready| ready.commit()).unwrap();
        assert_eq!(store.derived_state().unwrap(), DerivedState::Current);
        assert_eq!(karvan::memory::verify(&store, |_| ()).unwrap(), []);
    }
}

#[test]
fn an_index_that_was_left_out_is_no_finding() {
    let (_folder, path) = memory();
    let mut store = Store::open(&path, Mode::Write).unwrap();
    let mut writing = store.write("import", None, false).unwrap();
    writing.add(&pair("later", "sonra"), None).unwrap();
    writing.commit().unwrap();
    assert_eq!(store.derived_state().unwrap(), DerivedState::LeftOut);
    assert_eq!(karvan::memory::verify(&store, |_| ()).unwrap(), []);
    store.reindex(|_| (), |ready| ready.commit()).unwrap();
    assert_eq!(store.derived_state().unwrap(), DerivedState::Current);
}

#[test]
fn verify_finds_a_unit_that_cannot_be_read() {
    let (_folder, path) = memory();
    Connection::open(&path)
        .unwrap()
        .execute_batch("UPDATE variant SET content = '{broken' WHERE id = 1; PRAGMA foreign_keys = off; UPDATE variant SET unit = 77 WHERE id = 6")
        .unwrap();
    let store = Store::open(&path, Mode::Read).unwrap();
    let findings = karvan::memory::verify(&store, |_| ()).unwrap();
    let codes: Vec<&str> = findings.iter().map(|f| f.code).collect();
    assert!(
        codes.contains(&"unit") && codes.contains(&"foreign-key"),
        "{findings:?}"
    );
}

#[test]
fn verify_finds_what_other_programs_broke() {
    for (foreign, code, word) in [
        (
            "UPDATE variant SET lang = 'not a tag' WHERE id = 1",
            "unit",
            "language tag",
        ),
        (
            "UPDATE variant SET text = CAST(x'ff' AS TEXT) WHERE id = 1",
            "unit",
            "damaged",
        ),
        (
            "UPDATE variant SET content = '[\"other\",{\"kind\":\"ph\"}]' WHERE id = 1",
            "unit",
            "inline codes",
        ),
        ("DELETE FROM guard", "guard", "reindex"),
        (
            "INSERT INTO document VALUES (1); INSERT INTO document_text VALUES (1, 1, 'a', 'en', 0, '[', NULL)",
            "document",
            "cannot be read",
        ),
        (
            "INSERT INTO document VALUES (1); INSERT INTO document_text VALUES (1, 1, 'a', 'en', 0, '[\"x\"]', NULL), (2, 1, 'b', 'az', 0, '[\"y\"]', NULL); INSERT INTO ladder VALUES (1, 1, 2, '', '[[0,99,0,1,1]]', NULL)",
            "document",
            "beyond its texts",
        ),
    ] {
        let (_folder, path) = memory();
        Connection::open(&path)
            .unwrap()
            .execute_batch(foreign)
            .unwrap();
        let store = Store::open(&path, Mode::Read).unwrap();
        let findings = karvan::memory::verify(&store, |_| ()).unwrap();
        assert!(
            findings
                .iter()
                .any(|f| f.code == code && f.message.contains(word)),
            "{foreign}: {findings:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for (path, what) in [
        (Path::new("/dev/null"), "a device, a pipe"),
        (&pipe, "a device, a pipe"),
        (folder.path(), "a folder"),
    ] {
        for mode in [Mode::Read, Mode::Write, Mode::Create] {
            let said = Store::open(path, mode).unwrap_err().to_string();
            assert!(said.contains(what), "{said}");
        }
    }
}

#[test]
fn a_name_is_a_file_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    for name in [":memory:", "file:tm.db"] {
        let path = folder.path().join(name);
        let mut store = Store::open(&path, Mode::Create).unwrap();
        assert!(path.is_file(), "{name}");
        let writing = store.write("import", None, true).unwrap();
        writing.commit().unwrap();
        drop(store);
        Store::open(&path, Mode::Read).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_memory_in_a_read_only_folder_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = memory();
    let set = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    set(&path, 0o444);
    set(folder.path(), 0o555);
    let store = Store::open(&path, Mode::Read);
    let unit = store.map(|store| store.unit(1).unwrap());
    set(folder.path(), 0o755);
    assert!(unit.unwrap().is_some());
}

#[test]
fn a_reader_sees_the_state_before_a_writer_commits() {
    let (_folder, path) = memory();
    let mut writer = Store::open(&path, Mode::Write).unwrap();
    let mut writing = writer.write("import", None, true).unwrap();
    writing.add(&pair("new", "yeni"), None).unwrap();
    let reader = Store::open(&path, Mode::Read).unwrap();
    assert_eq!(reader.unit(4).unwrap(), None);
    writing.commit().unwrap();
    assert!(reader.unit(4).unwrap().is_some());
}

/// Any unit that the model can express.
fn units() -> impl Strategy<Value = Tu> {
    let attributes = || proptest::collection::vec(("[a-z-]{1,8}", any::<String>()), 0..3);
    let code = ("[a-z]{1,4}", attributes(), any::<String>()).prop_map(|(_, attributes, text)| {
        Inline::Code(Code {
            kind: CodeKind::Hi,
            attributes,
            content: vec![
                Inline::Text(text),
                Inline::Code(Code {
                    kind: CodeKind::Ph,
                    attributes: Vec::new(),
                    content: Vec::new(),
                }),
            ],
        })
    });
    let segment = (any::<String>(), proptest::option::of(code)).prop_map(|(text, code)| {
        let mut segment = Segment::plain(text);
        segment.content.extend(code);
        segment
    });
    let annotations = proptest::collection::vec(
        prop_oneof![
            (any::<String>(), attributes())
                .prop_map(|(text, attributes)| Annotation::Note(Note { text, attributes })),
            (any::<String>(), any::<String>(), attributes()).prop_map(
                |(kind, value, attributes)| Annotation::Prop(Prop {
                    kind,
                    value,
                    attributes
                })
            ),
        ],
        0..3,
    );
    let neighbour = prop_oneof![
        Just(Neighbour::Unknown),
        Just(Neighbour::Border),
        ".{1,9}".prop_map(Neighbour::Text)
    ];
    let tuv = (
        segment,
        annotations.clone(),
        attributes(),
        neighbour,
        proptest::sample::select(vec!["en", "az-Latn-AZ", "zh-Hans"]),
    )
        .prop_map(|(segment, annotations, other, before, tag)| {
            let mut tuv = Tuv {
                segment,
                annotations,
                before,
                ..Tuv::plain(lang(tag), "")
            };
            tuv.attributes.other = other;
            tuv
        });
    (
        proptest::option::of(any::<String>()),
        proptest::collection::vec(tuv, 0..4),
        annotations,
        proptest::option::of(0.0..=1.0f64),
    )
        .prop_map(|(tuid, variants, annotations, alignment)| Tu {
            tuid,
            variants,
            annotations,
            alignment,
            ..Tu::default()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_unit_comes_back_as_it_went_in(tus in proptest::collection::vec(units(), 1..6)) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("tm.db"), Mode::Create).unwrap();
        let mut writing = store.write("import", None, true).unwrap();
        for tu in &tus {
            writing.add(tu, None).unwrap();
        }
        writing.commit().unwrap();
        let mut back = Vec::new();
        store.for_each_unit(|stored| { back.push(stored.tu); Ok(()) }).unwrap();
        prop_assert_eq!(back, tus);
    }
}

#[test]
fn a_table_that_was_taken_away_is_found() {
    let (_folder, path) = memory();
    Connection::open(&path)
        .unwrap()
        .execute_batch("DROP TABLE change")
        .unwrap();
    let store = Store::open(&path, Mode::Read).unwrap();
    let findings = karvan::memory::verify(&store, |_| ()).unwrap();
    let found: Vec<&str> = findings.iter().map(|f| f.code).collect();
    assert_eq!(found, ["table"], "{findings:?}");
    assert!(findings[0].message.contains("change"));
}
