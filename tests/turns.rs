//! Several imports at once: each waits for its turn and says so, and all of them arrive.
#![cfg(unix)]

mod running;

use karvan::store::{Mode, Store};
use running::{assert_sound, karvan, units, write_tmx};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn file(folder: &Path, name: &str, numbers: std::ops::Range<usize>) -> PathBuf {
    let path = folder.join(name);
    write_tmx(&path, numbers);
    path
}

/// Starts an import of each file at the same moment and gives what they said on stdout.
fn import_at_once(files: &[&Path], memory: &Path) -> Vec<String> {
    let children: Vec<_> = files
        .iter()
        .map(|file| {
            karvan(&["import", file.to_str().unwrap()], memory)
                .spawn()
                .unwrap()
        })
        .collect();
    children
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{said}");
            String::from_utf8(output.stdout).unwrap()
        })
        .collect()
}

#[test]
fn imports_into_a_memory_that_none_of_them_finds_all_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..3)
        .map(|n| file(folder.path(), &format!("{n}.tmx"), n * 40..n * 40 + 40))
        .collect();
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    for round in 0..4 {
        let memory = folder.path().join(format!("{round}.db"));
        for said in import_at_once(&files, &memory) {
            assert!(said.contains("added 40,"), "{said}");
        }
        assert_eq!(units(&memory), 120);
        assert_sound(&memory, "after three imports at once");
    }
}

#[test]
fn the_same_file_twice_at_once_arrives_once() {
    let folder = tempfile::tempdir().unwrap();
    let one = file(folder.path(), "one.tmx", 0..60);
    for round in 0..4 {
        let memory = folder.path().join(format!("{round}.db"));
        let mut said = import_at_once(&[&one, &one], &memory);
        said.sort();
        assert!(said[0].contains("added 0,"), "{said:?}");
        assert!(said[1].contains("added 60,"), "{said:?}");
        assert_eq!(units(&memory), 60);
        assert_sound(&memory, "after the same import twice");
    }
}

#[test]
fn who_waits_says_so_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (
        file(folder.path(), "first.tmx", 0..10),
        file(folder.path(), "second.tmx", 10..20),
    );
    let memory = folder.path().join("tm.db");
    running::run(&["import", first.to_str().unwrap()], &memory);
    for arguments in [&["import", second.to_str().unwrap()][..], &["reindex"]] {
        for quiet in [false, true] {
            let mut store = Store::open(&memory, Mode::Write).unwrap();
            let writing = store.write("import", None, true).unwrap();
            let mut command = karvan(arguments, &memory);
            if quiet {
                command.arg("--quiet");
            }
            let mut child = command.spawn().unwrap();
            std::thread::sleep(Duration::from_millis(1_500));
            assert!(child.try_wait().unwrap().is_none(), "{arguments:?} waits");
            drop(writing);
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{said}");
            assert_eq!(
                said.matches("waiting until it is done").count(),
                usize::from(!quiet),
                "{said}"
            );
        }
    }
    assert_eq!(units(&memory), 20);
}

#[test]
fn who_waits_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let one = file(folder.path(), "one.tmx", 0..10);
    let memory = folder.path().join("tm.db");
    let mut store = Store::open(&memory, Mode::Create).unwrap();
    let writing = store.write("import", None, true).unwrap();
    let child = karvan(&["import", one.to_str().unwrap()], &memory)
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(800));
    let pid = child.id().to_string();
    let sent = std::process::Command::new("kill").arg(pid).status();
    assert!(sent.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(143));
    drop(writing);
    // Neither of them has made it.
    let missing = Store::open(&memory, Mode::Read).unwrap_err().to_string();
    assert!(missing.contains("there is no memory here"), "{missing}");
}

/// Who waits for an import that makes the memory, and is killed, makes it.
#[test]
fn an_import_goes_on_where_the_one_that_made_the_memory_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (one, big) = (
        file(folder.path(), "one.tmx", 0..10),
        file(folder.path(), "big.tmx", 0..4_000),
    );
    for signal in ["-KILL", "-TERM"] {
        let memory = folder.path().join(format!("{signal}.db"));
        let mut store = Store::open(&memory, Mode::Create).unwrap();
        let writing = store.write("import", None, true).unwrap();
        let import = |file: &Path| {
            karvan(&["import", file.to_str().unwrap()], &memory)
                .spawn()
                .unwrap()
        };
        let mut first = import(&big);
        let second = import(&one);
        std::thread::sleep(Duration::from_millis(300));
        let pid = first.id().to_string();
        let sent = std::process::Command::new("kill")
            .args([signal, &pid])
            .status();
        assert!(sent.unwrap().success());
        first.wait().unwrap();
        drop(writing);
        store.abandon();
        let output = second.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(units(&memory), 10, "{signal}");
        assert_sound(&memory, signal);
    }
}

#[test]
fn terms_that_are_added_at_once_all_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let glossary = folder.path().join("glossary.tsv");
    std::fs::write(&glossary, "id\ten\taz\nT0\ttreaty\tmüqavilə\n").unwrap();
    let name = glossary.to_str().unwrap().to_owned();
    let children: Vec<_> = (1..=8)
        .map(|n| {
            std::process::Command::new(env!("CARGO_BIN_EXE_karvan"))
                .args(["term", "add", "--glossary", &name, "--id", &format!("T{n}")])
                .args([&format!("en=word{n}"), &format!("az=söz{n}")])
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
    }
    let text = std::fs::read_to_string(&glossary).unwrap();
    assert_eq!(text.lines().count(), 10, "{text}");
}

/// An import that reads from a pipe, which nothing comes through yet.
fn import_of_a_pipe(memory: &Path) -> Child {
    let mut import = karvan(&["import", "-"], memory);
    import.stdin(Stdio::piped()).spawn().unwrap()
}

fn interrupt(mut child: Child) {
    // Waiting would close the pipe, and an empty file end the import before the signal does.
    let pipe = child.stdin.take();
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    drop(pipe);
}

fn until(mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Of two imports that make one memory, the one that is not stopped arrives whole, whenever the other one is.
#[test]
fn an_import_that_is_stopped_takes_a_new_memory_away_from_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let one = file(folder.path(), "one.tmx", 0..60);
    for after in 0..12 {
        let memory = folder.path().join(format!("{after}.db"));
        let first = import_of_a_pipe(&memory);
        std::thread::sleep(Duration::from_millis(after * 3));
        let mut second = karvan(&["import", one.to_str().unwrap()], &memory);
        let second = second.stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(after));
        // So early that nothing may listen to a signal yet.
        let pid = first.id().to_string();
        let sent = Command::new("kill").args(["-INT", &pid]).status().unwrap();
        assert!(sent.success());
        assert!(!first.wait_with_output().unwrap().status.success());
        let output = second.wait_with_output().unwrap();
        assert!(output.status.success(), "{after}: {output:?}");
        assert_eq!(units(&memory), 60);
        assert_sound(&memory, "after an import beside it was stopped");
    }
}

/// The copy of the memory that a dry run works on goes with it.
#[test]
fn a_dry_run_that_is_stopped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let memory = folder.path().join("tm.db");
    let scratch = folder.path().join("scratch");
    std::fs::create_dir(&scratch).unwrap();
    let mut import = karvan(&["import", "-n", "-"], &memory);
    import.env("TMPDIR", &scratch).stdin(Stdio::piped());
    let child = import.spawn().unwrap();
    let inside = |path: &Path| {
        let folders = std::fs::read_dir(path).unwrap();
        let folders = folders.map(|entry| entry.unwrap().path());
        folders.filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    until(|| {
        let folders = inside(&scratch);
        folders.iter().any(|path| path.join("karvan.db").exists())
    });
    interrupt(child);
    assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 0);
    assert!(!memory.exists());
}
