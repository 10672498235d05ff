//! `karvan align --dir` as a process: the same bytes on any number of cores, the exit status, and what a signal leaves.

mod running;

use running::{assert_sound, karvan, run, statement, units};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const SENTENCES: usize = 6;

/// Folders with documents of six sentences; gives their names.
fn folders(root: &Path, documents: usize) -> [String; 2] {
    let paths = ["en", "az"].map(|lang| root.join(lang));
    for path in &paths {
        std::fs::create_dir_all(path).unwrap();
    }
    for document in 0..documents {
        let (mut en, mut az) = (String::new(), String::new());
        for sentence in 0..SENTENCES {
            let s = statement(document * 31 + sentence * 5);
            writeln!(en, "{}", s.en).unwrap();
            writeln!(az, "{}", s.az).unwrap();
        }
        std::fs::write(paths[0].join(format!("news-{document:03}.en.txt")), en).unwrap();
        std::fs::write(paths[1].join(format!("news-{document:03}.az.md")), az).unwrap();
    }
    paths.map(|path| path.display().to_string())
}

fn align<'a>(folders: &'a [String; 2], more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![
        "align",
        "--dir",
        &folders[0],
        &folders[1],
        "-s",
        "en",
        "-t",
        "az",
    ];
    arguments.extend(["--presegmented"]);
    arguments.extend(more);
    arguments
}

#[test]
fn the_result_is_the_same_on_any_number_of_cores() {
    let root = tempfile::tempdir().unwrap();
    let folders = folders(root.path(), 20);
    let memory = root.path().join("tm.db");
    let on = |cores: &str| {
        let mut command = karvan(&align(&folders, &["--format", "jsonl"]), &memory);
        let output = command.env("RAYON_NUM_THREADS", cores).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let alone = on("1");
    assert_eq!(alone, on("3"));
    let names: Vec<String> = alone
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            row["document"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(names.is_sorted());
    assert_eq!(names.last().unwrap(), "news-019");
}

#[test]
fn what_does_not_belong_together_does_not_stop_the_rest() {
    let root = tempfile::tempdir().unwrap();
    let folders = folders(root.path(), 2);
    let memory = root.path().join("tm.db");
    let strange = "The cat sat on the warm mat and watched the rain fall.\n".repeat(60);
    std::fs::write(root.path().join("en/a.txt"), strange).unwrap();
    std::fs::write(root.path().join("az/a.txt"), "Qapı bağlı idi.\n".repeat(9)).unwrap();
    let output = karvan(&align(&folders, &["--import"]), &memory)
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{messages}");
    assert!(messages.contains("1 do not belong together"), "{messages}");
    assert_eq!(units(&memory), 2 * SENTENCES as i64);

    std::fs::write(root.path().join("az/a.txt"), "\u{0}\u{1}\u{2}").unwrap();
    let output = karvan(&align(&folders, &["--import"]), &memory)
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{messages}");
    assert!(messages.contains("unchanged 12"), "{messages}");
    assert_sound(&memory, "after both");
}

/// How many units each document has in the memory.
fn units_by_document(memory: &Path) -> BTreeMap<String, i64> {
    let store = karvan::store::Store::open(memory, karvan::store::Mode::Read).unwrap();
    let mut statement = store
        .connection()
        .prepare("SELECT origin, count(*) FROM unit GROUP BY origin")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_whole_documents() {
    const DOCUMENTS: usize = 40;
    let root = tempfile::tempdir().unwrap();
    let folders = folders(root.path(), DOCUMENTS);
    let memory: PathBuf = root.path().join("tm.db");
    let arguments = align(&folders, &["--import"]);
    let child = karvan(&arguments, &memory)
        // With one thread the documents are stored in several batches.
        .env("RAYON_NUM_THREADS", "1")
        .spawn()
        .unwrap();
    let begun = Instant::now();
    // The first documents are in the memory, others are not.
    while !memory.exists() || std::fs::metadata(&memory).unwrap().len() == 0 || {
        let store = karvan::store::Store::open(&memory, karvan::store::Mode::Read);
        store.is_err() || units(&memory) == 0
    } {
        assert!(begun.elapsed() < Duration::from_secs(120));
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(sent.unwrap().success());
    let stopped = child.wait_with_output().unwrap();
    assert_eq!(stopped.status.code(), Some(130));
    let stored = units_by_document(&memory);
    assert!(
        !stored.is_empty() && stored.len() < DOCUMENTS,
        "{}",
        stored.len()
    );

    run(&arguments, &memory);
    let whole = units_by_document(&memory);
    assert_eq!(whole.len(), DOCUMENTS);
    for (document, number) in stored {
        assert_eq!(whole[&document], number, "{document}");
    }
    run(&arguments, &memory);
    assert_eq!(units_by_document(&memory), whole);
    assert_sound(&memory, "after a signal and two runs");
}
