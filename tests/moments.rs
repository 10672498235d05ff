//! Kills and signals at many random moments of an import and an export.
//!
//! `KARVAN_MOMENTS=300 cargo test --release --test moments` takes so many.
#![cfg(unix)]

mod running;

use running::{assert_sound, copy_of, karvan, run, units, write_tmx};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::{Duration, Instant};

const OLD: usize = 60;
const NEW: usize = 400;

fn moments() -> u32 {
    std::env::var("KARVAN_MOMENTS").map_or(12, |moments| moments.parse().unwrap())
}

/// Moments spread over a time at random, the same in each run: fractions of the golden ratio.
fn spread(whole: Duration) -> impl Iterator<Item = Duration> {
    (1..=moments()).map(move |n| whole.mul_f64((f64::from(n) * 0.618_033_988_75).fract() * 1.1))
}

/// Sends a signal by its name; whether the program was still there is not known.
fn send(signal: &str, child: &Child) {
    let pid = child.id().to_string();
    let _ = Command::new("kill").args([signal, &pid]).output();
}

fn time_of(arguments: &[&str], memory: &Path) -> Duration {
    let begin = Instant::now();
    run(arguments, memory);
    begin.elapsed()
}

/// Sends the signal after a while, and gives the end and how long it took.
fn stop(arguments: &[&str], memory: &Path, signal: &str, after: Duration) -> (Output, Duration) {
    let child = karvan(arguments, memory).spawn().unwrap();
    std::thread::sleep(after);
    send(signal, &child);
    let sent = Instant::now();
    let output = child.wait_with_output().unwrap();
    (output, sent.elapsed())
}

/// A folder with a memory and a file with more units.
fn place() -> (tempfile::TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().unwrap();
    let (memory, old, more) = (
        folder.path().join("tm.db"),
        folder.path().join("old.tmx"),
        folder.path().join("more.tmx"),
    );
    write_tmx(&old, 0..OLD);
    write_tmx(&more, OLD..OLD + NEW);
    run(&["import", old.to_str().unwrap()], &memory);
    let more = more.to_str().unwrap().to_owned();
    (folder, memory, more)
}

#[test]
fn an_import_tells_by_its_status_whether_all_of_it_is_in() {
    let (folder, before, more) = place();
    let memory = folder.path().join("now.db");
    let import = ["import", more.as_str()];
    copy_of(&before, &memory, None);
    let whole = time_of(&import, &memory);
    for (n, moment) in spread(whole).enumerate() {
        copy_of(&before, &memory, None);
        let signal = ["-KILL", "-INT", "-TERM"][n % 3];
        let (output, took) = stop(&import, &memory, signal, moment);
        let when = format!("{signal} after {moment:?} of {whole:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let now = units(&memory) as usize;
        assert!(now == OLD || now == OLD + NEW, "{when}: {now} units");
        assert!(took < Duration::from_secs(2), "{when}: it took {took:?}");
        let reported = !output.stdout.is_empty();
        assert!(
            !reported || now == OLD + NEW,
            "{when}: what was reported is there"
        );
        if signal != "-KILL" && output.status.code().is_some() {
            assert_eq!(output.status.success(), now == OLD + NEW, "{when}: {said}");
            let interrupted = said.contains("interrupted");
            assert_eq!(output.status.success(), !interrupted, "{when}: {said}");
        }
        assert_sound(&memory, &when);
        if n % 4 == 0 {
            run(&import, &memory);
            assert_eq!(units(&memory) as usize, OLD + NEW, "{when}, and again");
        }
    }
}

/// What the other commands say of the file: that nothing is there, or how many units.
fn units_if_there(memory: &Path, when: &str) -> Option<usize> {
    let asked = |arguments: &[&str]| {
        let output = karvan(arguments, memory).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    let lookup = ["lookup", "At meeting", "-s", "en", "-t", "az"];
    for arguments in [&["stats"][..], &["verify"], &["reindex"], &lookup] {
        let (status, said) = asked(arguments);
        if status == Some(2) {
            assert!(said.contains("there is no memory here"), "{when}: {said}");
            continue;
        }
        return Some(units(memory) as usize);
    }
    None
}

#[test]
fn a_memory_is_missing_until_its_first_import_is_in() {
    let (folder, _, more) = place();
    let import = ["import", more.as_str()];
    let whole = time_of(&import, &folder.path().join("whole.db"));
    for (n, moment) in spread(whole).enumerate() {
        let memory = folder.path().join(format!("{n}.db"));
        let signal = ["-KILL", "-INT", "-TERM"][n % 3];
        let child = karvan(&import, &memory).spawn().unwrap();
        std::thread::sleep(moment / 2);
        let when = format!("{signal} after {moment:?} of {whole:?}");
        // Whoever reads meanwhile finds nothing, or all of it.
        let read = units_if_there(&memory, &when);
        assert!(read.is_none_or(|units| units == NEW), "{when}: {read:?}");
        send(signal, &child);
        let output = child.wait_with_output().unwrap();
        let now = units_if_there(&memory, &when);
        assert!(now.is_none_or(|units| units == NEW), "{when}: {now:?}");
        if signal != "-KILL" && output.status.code().is_some() {
            assert_eq!(output.status.success(), now.is_some(), "{when}");
        }
        run(&import, &memory);
        assert_eq!(units(&memory) as usize, NEW, "{when}, and again");
        assert_sound(&memory, &when);
    }
}

#[test]
fn an_export_leaves_the_old_file_or_the_new_one_and_no_other() {
    let (folder, memory, more) = place();
    run(&["import", more.as_str()], &memory);
    let exports = folder.path().join("exports");
    std::fs::create_dir(&exports).unwrap();
    let out = exports.join("out.tmx");
    let export = ["export", "-o", out.to_str().unwrap()];
    let whole = time_of(&export, &memory);
    let new = std::fs::read(&out).unwrap();
    let files = || std::fs::read_dir(&exports).unwrap().count();
    for (n, moment) in spread(whole).enumerate() {
        std::fs::write(&out, "old").unwrap();
        let signal = ["-KILL", "-TERM"][n % 2];
        let (output, took) = stop(&export, &memory, signal, moment);
        let when = format!("{signal} after {moment:?} of {whole:?}");
        let now = std::fs::read(&out).unwrap();
        assert!(now == b"old" || now == new, "{when}");
        assert!(took < Duration::from_secs(2), "{when}: it took {took:?}");
        if signal == "-TERM" && output.status.code().is_some() {
            assert_eq!(output.status.success(), now == new, "{when}");
        }
        // What a kill leaves is gone with the next one.
        assert!(files() <= 2, "{when}: {} files", files());
    }
    run(&export, &memory);
    assert_eq!(std::fs::read(&out).unwrap(), new);
    assert_eq!(files(), 1);
}
