//! Ctrl-C, SIGTERM and SIGHUP in the middle of an import or an export: an end at once, and nothing half done.
#![cfg(unix)]

use karvan::store::{Mode, Store};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

const UNITS: usize = 60_000;

fn karvan() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_karvan"));
    command
        .env_remove("KARVAN_TM")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn big_tmx(path: &Path, units: usize) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(out, "<tmx version=\"1.4\"><header srclang=\"en\"/><body>").unwrap();
    for n in 0..units {
        writeln!(
            out,
            "<tu><tuv xml:lang=\"en\"><seg>Sentence number {n} of a long file.</seg></tuv><tuv xml:lang=\"az\"><seg>Uzun faylın {n} nömrəli cümləsi.</seg></tuv></tu>"
        )
        .unwrap();
    }
    writeln!(out, "</body></tmx>").unwrap();
}

/// A file of one unit and one of so many, and the place of a memory, which is not there yet.
fn files(folder: &Path, units: usize) -> [PathBuf; 3] {
    let [small, big, memory] = ["small.tsv", "big.tmx", "tm.db"].map(|name| folder.join(name));
    std::fs::write(&small, "en\taz\none\tbir\n").unwrap();
    big_tmx(&big, units);
    [small, big, memory]
}

/// Sends a signal after a while and waits for the end.
fn stop(child: Child, signal: &str, after: Duration) -> Output {
    std::thread::sleep(after);
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(
        sent.success(),
        "the program ended before it could be stopped"
    );
    child.wait_with_output().unwrap()
}

fn units(memory: &Path) -> i64 {
    let store = Store::open(memory, Mode::Read).unwrap();
    assert_eq!(karvan::memory::verify(&store, |_| ()).unwrap(), []);
    store
        .connection()
        .query_row("SELECT count(*) FROM unit", [], |row| row.get(0))
        .unwrap()
}

/// Whether this process ignores SIGHUP, which the programs that it starts inherit.
fn hang_up_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let ignored = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    ignored.is_some_and(|bits| bits & 1 == 1)
}

#[test]
fn an_import_that_is_stopped_leaves_the_memory_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let [small, big, memory] = files(folder.path(), UNITS);
    let import = |file: &Path| {
        let mut command = karvan();
        command.arg("import").arg(file).arg("--tm").arg(&memory);
        command
    };
    assert!(import(&small).status().unwrap().success());
    for (signal, status, said) in [
        ("-INT", 130, "interrupted;"),
        ("-TERM", 143, "interrupted by SIGTERM"),
        ("-HUP", 129, "interrupted by SIGHUP"),
    ] {
        if signal == "-HUP" && hang_up_is_ignored() {
            eprintln!("skipped: SIGHUP is ignored here, as under nohup, and so it is by karvan");
            continue;
        }
        let stopped = stop(
            import(&big).spawn().unwrap(),
            signal,
            Duration::from_millis(400),
        );
        assert_eq!(stopped.status.code(), Some(status));
        assert!(String::from_utf8_lossy(&stopped.stderr).contains(said));
        assert_eq!(units(&memory), 1);
    }
    stop(
        import(&big).spawn().unwrap(),
        "-KILL",
        Duration::from_millis(400),
    );
    assert_eq!(units(&memory), 1);
    assert!(import(&big).status().unwrap().success());
    assert_eq!(units(&memory), 1 + UNITS as i64);

    // An export that is stopped leaves the old file, and no other.
    let out = folder.path().join("out.tmx");
    std::fs::write(&out, "old").unwrap();
    let mut export = karvan();
    export
        .arg("export")
        .arg("--tm")
        .arg(&memory)
        .arg("-o")
        .arg(&out);
    let stopped = stop(export.spawn().unwrap(), "-INT", Duration::from_millis(400));
    assert_eq!(stopped.status.code(), Some(130));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "old");
    let mut left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("tm.db-"))
        .collect();
    left.sort();
    assert_eq!(left, ["big.tmx", "out.tmx", "small.tsv", "tm.db"]);
}

/// The parts of a file appear together: a signal finds none of them, or changes nothing any more.
#[test]
fn a_split_that_is_stopped_leaves_all_parts_or_none() {
    const PARTS: usize = 300;
    let folder = tempfile::tempdir().unwrap();
    let big = folder.path().join("big.tmx");
    big_tmx(&big, PARTS * 10);
    // The folder of the parts as it is typed, and one around it that is not there either.
    let (made, parts) = (folder.path().join("made"), folder.path().join("made/parts"));
    let count = || std::fs::read_dir(&parts).map_or(0, |parts| parts.flatten().count());
    let is_there = || parts.join("big-0001.tmx").exists();
    for (n, signal) in ["-INT", "-TERM", "-INT", "-TERM"].iter().enumerate() {
        let mut split = karvan();
        split.args(["tmx", "split", "--units", "10"]);
        split.arg(&big).args(["-o", "made/parts"]);
        split.current_dir(folder.path());
        let child = split.spawn().unwrap();
        // When the first part has its name, and before.
        while if n < 2 { !is_there() } else { count() < 50 * n } {
            std::thread::yield_now();
        }
        let stopped = stop(child, signal, Duration::ZERO);
        let said = String::from_utf8_lossy(&stopped.stderr).into_owned();
        if stopped.status.success() {
            assert_eq!(count(), PARTS);
            std::fs::remove_dir_all(&made).unwrap();
        } else {
            assert!(said.contains("nothing is left half done"), "{said}");
            assert!(!made.exists(), "{} files", count());
        }
    }
}

/// Each file of an import is an act: what is in stays, and that is said.
#[test]
fn a_signal_in_the_second_file_says_that_the_first_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let [small, big, memory] = files(folder.path(), UNITS / 2);
    let mut import = karvan();
    import.arg("import").args([&small, &big]);
    let child = import.arg("--tm").arg(&memory).spawn().unwrap();
    // Until its first act is in, there is no memory.
    while Store::open(&memory, Mode::Read).is_err() {
        std::thread::yield_now();
    }
    let stopped = stop(child, "-INT", Duration::ZERO);
    assert_eq!(stopped.status.code(), Some(130));
    let said = String::from_utf8_lossy(&stopped.stderr);
    assert!(said.contains("what was finished before stays"), "{said}");
    assert_eq!(units(&memory), 1);
}

#[test]
#[cfg(target_os = "linux")]
fn nohup_lets_the_import_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let (big, memory) = (folder.path().join("big.tmx"), folder.path().join("tm.db"));
    big_tmx(&big, UNITS / 6);
    let mut command = Command::new("nohup");
    command
        .arg(env!("CARGO_BIN_EXE_karvan"))
        .arg("import")
        .arg(&big)
        .arg("--tm")
        .arg(&memory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let told = stop(command.spawn().unwrap(), "-HUP", Duration::from_millis(400));
    assert!(told.status.success(), "{told:?}");
    assert_eq!(units(&memory), (UNITS / 6) as i64);
}
