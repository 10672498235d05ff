//! The lexicon that a memory keeps for alignments: who taught it, when it is learned anew, and that nothing depends on it.
// The method itself has a lifetime of its own, and does not pass for any.
#![allow(clippy::redundant_closure_for_method_calls)]

use karvan::align::{AlignedRow, AlignedTexts, InputText, Options, SharedLexicon, align_texts};
use karvan::lang::Lang;
use karvan::memory::{DocumentSource, lexicon_of_others, memory_lexicon, store_alignment, verify};
use karvan::model::{Tu, Tuv};
use karvan::store::{Mode, Store, part_of};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Words and their translations; sentences are made of them.
const WORDS: [(&str, &str); 12] = [
    ("bridge", "ponto"),
    ("house", "domo"),
    ("river", "rivero"),
    ("garden", "ĝardeno"),
    ("minister", "ministro"),
    ("letter", "letero"),
    ("window", "fenestro"),
    ("train", "vagonaro"),
    ("harvest", "rikolto"),
    ("teacher", "instruisto"),
    ("mountain", "monto"),
    ("bread", "pano"),
];

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

/// The `n`th sentence and its translation, three words each.
fn sentence(n: usize) -> (String, String) {
    let pick = [n % 12, (n / 12 + 5 * n) % 12, (n / 144 + 7 * n + 3) % 12].map(|at| WORDS[at]);
    let side = |words: [&str; 3]| format!("{}.", words.join(" "));
    (side(pick.map(|word| word.0)), side(pick.map(|word| word.1)))
}

fn unit(en: &str, eo: &str) -> Tu {
    Tu {
        variants: vec![Tuv::plain(lang("en"), en), Tuv::plain(lang("eo"), eo)],
        ..Tu::default()
    }
}

/// Adds units without a document, as an import does.
fn add(store: &mut Store, units: impl Iterator<Item = (String, String)>) {
    let mut writing = store.write("import", Some("a.tmx"), false).unwrap();
    for (en, eo) in units {
        writing.add(&unit(&en, &eo), None).unwrap();
    }
    writing.commit().unwrap();
}

/// A memory that is large enough for a lexicon to be kept.
fn memory() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tm.db");
    let mut store = Store::open(&path, Mode::Create).unwrap();
    add(&mut store, (0..2_200).map(sentence));
    (folder, path)
}

/// The texts of a document: some sentences, and words that stand nowhere else.
fn document(name: &str) -> Vec<InputText> {
    let from = name.bytes().map(usize::from).sum::<usize>();
    let strange = ["xylograph quillon zareba.", "ksilografo kilono zarebo."];
    let text = |tag: &str, second: bool| InputText {
        name: format!("{name}.{tag}.txt"),
        lang: lang(tag),
        segments: (0..8)
            .map(|n| sentence(from + 31 * n))
            .map(|(en, eo)| if second { eo } else { en })
            .chain(std::iter::repeat_n(
                strange[usize::from(second)].to_owned(),
                3,
            ))
            .collect(),
        paragraphs: Vec::new(),
    };
    vec![text("en", false), text("eo", true)]
}

/// The same texts in files of other names.
fn renamed(texts: &[InputText], name: &str) -> Vec<InputText> {
    let renamed = texts.iter().map(|text| InputText {
        name: format!("{name}.{}.txt", text.lang),
        ..text.clone()
    });
    renamed.collect()
}

fn sources(texts: &[InputText]) -> Vec<DocumentSource> {
    let source = |text: &InputText| DocumentSource {
        name: Some(text.name.clone()),
        lang: text.lang.clone(),
        segments: text.segments.clone(),
    };
    texts.iter().map(source).collect()
}

fn lexicon(path: &Path, texts: &[InputText]) -> SharedLexicon {
    let store = Store::open(path, Mode::Read).unwrap();
    memory_lexicon(&store, &sources(texts), |ready| ready.commit()).unwrap()
}

fn aligned(path: &Path, texts: &[InputText]) -> AlignedTexts {
    let options = Options {
        shared: Some(Arc::new(lexicon(path, texts))),
        ..Options::default()
    };
    align_texts(texts.to_vec(), &options).unwrap()
}

/// Aligns and stores a document.
fn import(path: &Path, texts: &[InputText]) -> AlignedTexts {
    let aligned = aligned(path, texts);
    store(path, texts, &aligned.rows);
    aligned
}

/// Stores a document, segment by segment, as one that is sure.
fn store_sure(path: &Path, texts: &[InputText]) {
    let row = |n| AlignedRow::new(vec![n..n + 1, n..n + 1], 0.95);
    let rows: Vec<AlignedRow> = (0..texts[0].segments.len()).map(row).collect();
    store(path, texts, &rows);
}

fn store(path: &Path, texts: &[InputText], rows: &[AlignedRow]) {
    let mut store = Store::open(path, Mode::Write).unwrap();
    store_alignment(&mut store, &sources(texts), rows, 0.0, |ready| {
        ready.commit()
    })
    .unwrap();
}

/// Part, number of teaching units, of changed ones, and hash of each lexicon that is kept.
fn kept(path: &Path) -> Vec<(i64, i64, i64, i64)> {
    let connection = Connection::open(path).unwrap();
    let there =
        connection.prepare("SELECT part, learned, changed, hash FROM lexicon ORDER BY part");
    let Ok(mut statement) = there else {
        return Vec::new();
    };
    statement
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap()
}

fn execute(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(sql).unwrap();
}

/// A name of the given part, and one of another.
fn names() -> (String, String) {
    let name = |n: usize| format!("report-{n}");
    let part = |name: &str| part_of(Some(&format!("{name}.en.txt")), &[]);
    let first = name(0);
    let other = (1..100).map(name).find(|other| part(other) != part(&first));
    (first, other.unwrap())
}

#[test]
fn a_small_memory_teaches_at_each_call_and_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tm.db");
    let mut store = Store::open(&path, Mode::Create).unwrap();
    add(&mut store, (0..300).map(sentence));
    drop(store);
    let texts = document("report");
    let before = lexicon(&path, &texts);
    assert!(before.len() >= WORDS.len());
    let first = import(&path, &texts);
    assert_eq!(lexicon(&path, &texts), before);
    assert_eq!(aligned(&path, &texts), first);
    store_sure(&path, &document("another"));
    assert!(lexicon(&path, &texts).len() > before.len());
    assert!(kept(&path).is_empty());
}

#[test]
fn a_document_that_is_aligned_stored_and_aligned_again_gets_the_same_beads() {
    let (_folder, path) = memory();
    let texts = document("report");
    let before = lexicon(&path, &texts);
    let first = import(&path, &texts);
    let rows = kept(&path);
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].1, rows[0].2),
        (2_200, 0),
        "its own units do not count"
    );
    assert_eq!(aligned(&path, &texts), first);
    assert_eq!(kept(&path), rows, "the kept lexicon was used");
    // Learned anew from the memory that holds the document now, it is the same: its own units do not teach.
    execute(&path, "DELETE FROM lexicon; DELETE FROM lexicon_words");
    assert_eq!(lexicon(&path, &texts), before);
    assert_eq!(kept(&path), rows);
    assert_eq!(import(&path, &texts), first);
    let store = Store::open(&path, Mode::Read).unwrap();
    assert_eq!(verify(&store, |_| ()).unwrap(), []);
}

#[test]
fn other_documents_teach_their_words() {
    let (_folder, path) = memory();
    let (first, second) = names();
    let (first, second) = (document(&first), document(&second));
    let own = lexicon(&path, &first);
    let before = lexicon(&path, &second);
    assert_eq!(own, before);
    store_sure(&path, &first);
    let changed: Vec<i64> = kept(&path).iter().map(|row| row.2).collect();
    assert_eq!(changed.iter().filter(|n| **n > 0).count(), 1, "{changed:?}");
    execute(&path, "DELETE FROM lexicon; DELETE FROM lexicon_words");
    assert_eq!(lexicon(&path, &first), own);
    // The three strange words, each with one that stands beside it in all three units.
    assert!(lexicon(&path, &second).len() >= before.len() + 3);
}

/// The documents of folders belong to all parts: none of them teaches another through the memory, and nothing is kept.
#[test]
fn documents_that_are_aligned_together_learn_from_all_others_alone() {
    let (_folder, path) = memory();
    let (first, second) = names();
    let (first, second) = (document(&first), document(&second));
    let together = || {
        let store = Store::open(&path, Mode::Read).unwrap();
        let own: Vec<DocumentSource> = [sources(&first), sources(&second)].concat();
        lexicon_of_others(&store, &[lang("en"), lang("eo")], &own).unwrap()
    };
    let before = together();
    assert!(before.len() >= WORDS.len());
    store_sure(&path, &first);
    store_sure(&path, &second);
    assert_eq!(together(), before);
    assert!(kept(&path).is_empty());
    store_sure(&path, &document("another"));
    assert!(together().len() >= before.len() + 3);
}

#[test]
fn few_new_units_leave_it_as_it_is_and_many_teach_it() {
    let (_folder, path) = memory();
    let texts = document("report");
    let before = lexicon(&path, &texts);
    let new = |n: usize| (format!("quillon {n}."), format!("kilono {n}."));
    add(
        &mut Store::open(&path, Mode::Write).unwrap(),
        (0..200).map(new),
    );
    assert_eq!(lexicon(&path, &texts), before);
    assert_eq!(kept(&path)[0].2, 200);
    add(
        &mut Store::open(&path, Mode::Write).unwrap(),
        (200..250).map(new),
    );
    let after = lexicon(&path, &texts);
    assert!(after.len() > before.len());
    assert_eq!((kept(&path)[0].1, kept(&path)[0].2), (2_450, 0));
}

#[test]
fn units_that_are_deleted_or_edited_teach_no_longer() {
    for delete in [true, false] {
        let (_folder, path) = memory();
        let texts = document("report");
        let mut store = Store::open(&path, Mode::Write).unwrap();
        let extra = |n: usize| (format!("zareba {n}."), format!("zarebo {n}."));
        add(&mut store, (0..300).map(extra));
        let before = lexicon(&path, &texts);
        let mut writing = store.write("edit", None, true).unwrap();
        for id in 2_201..=2_500 {
            if delete {
                writing.delete(id).unwrap();
            } else {
                writing.edit(id, &unit("bread.", "pano.")).unwrap();
            }
        }
        writing.commit().unwrap();
        let after = lexicon(&path, &texts);
        assert!(after.len() < before.len());
        let left = if delete { 2_200 } else { 2_500 };
        assert_eq!((kept(&path)[0].1, kept(&path)[0].2), (left, 0));
    }
}

#[test]
fn what_cannot_be_kept_is_learned_all_the_same() {
    let (_folder, path) = memory();
    let texts = document("report");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let learned = lexicon(&path, &texts);
    other.execute_batch("ROLLBACK").unwrap();
    assert!(kept(&path).is_empty());
    assert_eq!(lexicon(&path, &texts), learned);
    assert_eq!(kept(&path).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_memory_that_may_only_be_read_teaches() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = memory();
    let texts = document("report");
    set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
    set_permissions(folder.path(), Permissions::from_mode(0o555)).unwrap();
    let read_only = lexicon(&path, &texts);
    set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    assert_eq!(lexicon(&path, &texts), read_only);
}

#[test]
fn one_that_is_damaged_of_another_format_or_behind_is_learned_anew() {
    let (_folder, path) = memory();
    let texts = document("report");
    let learned = lexicon(&path, &texts);
    let rows = kept(&path);
    for damage in [
        "UPDATE lexicon_words SET words = substr(words, 1, 100)",
        "UPDATE lexicon_words SET words = x'ff'; UPDATE lexicon SET hash = 0",
        "DELETE FROM lexicon_words",
        "UPDATE lexicon SET format = format - 1",
        "UPDATE lexicon SET changed = learned",
        // Another program wrote that knows of no lexicon.
        "UPDATE guard SET karvan = 1; INSERT INTO change_set (at, act) VALUES ('20260101T000000Z', 'import'); \
         UPDATE guard SET karvan = 0",
    ] {
        execute(&path, damage);
        assert_eq!(lexicon(&path, &texts), learned, "{damage}");
        assert_eq!(kept(&path), rows, "{damage}");
    }
    // Without the tables the memory is as before the first lexicon.
    execute(&path, "DROP TABLE lexicon_words");
    assert_eq!(lexicon(&path, &texts), learned);
    execute(&path, "DROP TABLE lexicon");
    assert_eq!(lexicon(&path, &texts), learned);
}

#[test]
fn a_document_that_gets_another_name_takes_its_units_along() {
    let (_folder, path) = memory();
    let (first, second) = names();
    let old = document(&first);
    let new = renamed(&old, &second);
    let without = lexicon(&path, &old);
    store_sure(&path, &old);
    // Another document of the part that the new name leads to: its lexicon learns from this one.
    let part = |name: &str| part_of(Some(&format!("{name}.en.txt")), &[]);
    let neighbour = (0..100).map(|n| format!("neighbour-{n}"));
    let mut neighbours = neighbour.filter(|name| part(name) == part(&second));
    let neighbour = neighbours.next().unwrap();
    execute(&path, "DELETE FROM lexicon; DELETE FROM lexicon_words");
    assert!(lexicon(&path, &document(&neighbour)).len() > without.len());
    // The document is in that part now, and its units teach it no longer.
    store_sure(&path, &new);
    assert_eq!(lexicon(&path, &new), without);
}

#[test]
fn what_another_program_wrote_is_learned_in_the_call_until_the_index_is_made_anew() {
    let (_folder, path) = memory();
    let texts = document("report");
    let rows = |path| kept(path).len();
    lexicon(&path, &texts);
    execute(
        &path,
        "DELETE FROM lexicon; DELETE FROM lexicon_words; UPDATE variant SET text = 'pano.' WHERE id = 2",
    );
    assert!(!lexicon(&path, &texts).is_empty());
    assert_eq!(rows(&path), 0);
    let mut store = Store::open(&path, Mode::Write).unwrap();
    store.reindex(|_| (), |ready| ready.commit()).unwrap();
    assert_eq!(rows(&path), 0);
    lexicon(&path, &texts);
    assert_eq!(rows(&path), 1);
    // A lexicon from before the index was made anew does not stay.
    store.reindex(|_| (), |ready| ready.commit()).unwrap();
    assert_eq!(rows(&path), 0);
}
