//! The program is killed, the disk is full: the memory opens and answers completely, with the old units or the new ones.
#![cfg(unix)]

mod running;

use karvan::store::{Mode, Store};
use running::{answers, assert_sound, copy_of, karvan, run, statement, units, write_tmx};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Units of the memory before, and of what comes in addition.
const OLD: usize = 180;
const NEW: usize = 120;

struct Place {
    folder: tempfile::TempDir,
    memory: PathBuf,
    more: String,
}

/// A memory with an index, and a file with more units, a third of which it holds already.
fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let (memory, old, more) = (
        folder.path().join("tm.db"),
        folder.path().join("old.tmx"),
        folder.path().join("more.tmx"),
    );
    write_tmx(&old, 0..OLD);
    write_tmx(&more, OLD - NEW / 2..OLD + NEW);
    run(&["import", old.to_str().unwrap()], &memory);
    let more = more.to_str().unwrap().to_owned();
    Place {
        folder,
        memory,
        more,
    }
}

impl Place {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Kills the program after growing times, up to the one that it needs for all of its work.
fn kill_at_many_points(place: &Place, arguments: &[&str], allowed: &[i64]) {
    let whole = copy_of(&place.memory, &place.path("whole.db"), None);
    let begin = Instant::now();
    run(arguments, &whole);
    let whole_time = begin.elapsed();
    let points = 6;
    for point in 0..points {
        let memory = copy_of(&place.memory, &place.path("killed.db"), None);
        let mut child = karvan(arguments, &memory).spawn().unwrap();
        std::thread::sleep(whole_time * point / (points - 1));
        // It may have ended already; then there is nothing to kill.
        let _ = child.kill();
        child.wait().unwrap();
        let when = format!("{arguments:?} killed at point {point}");
        assert_sound(&memory, &when);
        let now = units(&memory);
        assert!(allowed.contains(&now), "{when}: {now} units");
        if point % 4 == 1 {
            run(arguments, &memory);
            assert_sound(&memory, &format!("{when} and run again"));
            assert_eq!(answers(&memory, false), answers(&whole, false), "{when}");
        }
    }
}

#[test]
fn an_import_that_is_killed_has_happened_or_not() {
    let place = place();
    let allowed = [OLD as i64, (OLD + NEW) as i64];
    kill_at_many_points(&place, &["import", &place.more], &allowed);
}

#[test]
fn an_alignment_that_is_killed_has_happened_or_not() {
    let place = place();
    let (mut en, mut az) = (String::new(), String::new());
    for n in 5_000..5_060 {
        let s = statement(n);
        en.push_str(&format!("{}\n", s.en));
        az.push_str(&format!("{}\n", s.az));
    }
    let (source, target) = (place.path("talks.en.txt"), place.path("talks.az.txt"));
    std::fs::write(&source, en).unwrap();
    std::fs::write(&target, az).unwrap();
    let texts = [source.to_str().unwrap(), target.to_str().unwrap()];
    let options = ["-s", "en", "-t", "az", "--presegmented", "--import"];
    let arguments = [&["align"], &texts[..], &options[..]].concat();
    kill_at_many_points(&place, &arguments, &[OLD as i64, OLD as i64 + 60]);
}

#[test]
fn a_reindexing_that_is_killed_has_happened_or_not() {
    let place = place();
    kill_at_many_points(&place, &["reindex"], &[OLD as i64]);
}

/// The log of a write as it stood at the end, with a reader that kept it from being taken over.
fn with_log(place: &Place, arguments: &[&str]) -> PathBuf {
    let memory = copy_of(&place.memory, &place.path("logged.db"), None);
    let reader = Connection::open(&memory).unwrap();
    reader.execute_batch("BEGIN; SELECT * FROM meta").unwrap();
    let _: i64 = reader
        .query_row("SELECT count(*) FROM unit", [], |row| row.get(0))
        .unwrap();
    run(arguments, &memory);
    let kept = copy_of(&memory, &place.path("kept.db"), None);
    drop(reader);
    kept
}

/// What a kill leaves on the disk while a transaction is written is the log up to some byte.
#[test]
fn a_log_that_ends_anywhere_is_the_old_state_or_the_new_one() {
    let place = place();
    for arguments in [&["import", &place.more][..], &["reindex"]] {
        let kept = with_log(&place, arguments);
        let log = PathBuf::from(format!("{}-wal", kept.display()));
        let bytes = std::fs::metadata(&log).unwrap().len();
        assert!(bytes > 50_000, "the write is in the log: {bytes}");
        let new = units(&copy_of(&kept, &place.path("new.db"), None));
        let mut seen = Vec::new();
        let cuts = (0..12)
            .map(|n| bytes * n / 12 + n)
            .chain([32, bytes - 8_300, bytes - 1, bytes]);
        for cut in cuts {
            let memory = copy_of(&kept, &place.path("cut.db"), Some(cut));
            let when = format!("{arguments:?} with {cut} of {bytes} bytes of its log");
            assert_sound(&memory, &when);
            seen.push(units(&memory));
        }
        let (last, before) = seen.split_last().unwrap();
        assert_eq!(*last, new);
        assert!(before.iter().all(|n| *n == OLD as i64), "{seen:?}");
    }
}

/// A kill may also come while the log is taken over into the file: some pages of the file are new already.
#[test]
fn a_log_that_is_half_taken_over_is_the_new_state() {
    let place = place();
    let kept = with_log(&place, &["import", &place.more]);
    let log = std::fs::read(format!("{}-wal", kept.display())).unwrap();
    let page = u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize;
    let frames: Vec<&[u8]> = log[32..].chunks_exact(24 + page).collect();
    for done in [1, frames.len() / 3, frames.len() / 2, frames.len() - 1] {
        let memory = copy_of(&kept, &place.path("half.db"), None);
        let mut file = std::fs::read(&memory).unwrap();
        for frame in &frames[..done] {
            let number = u32::from_be_bytes(frame[..4].try_into().unwrap()) as usize;
            let at = (number - 1) * page;
            if file.len() < at + page {
                file.resize(at + page, 0);
            }
            file[at..at + page].copy_from_slice(&frame[24..]);
        }
        std::fs::write(&memory, file).unwrap();
        assert_sound(
            &memory,
            &format!("{done} of {} pages taken over", frames.len()),
        );
        assert_eq!(units(&memory), (OLD + NEW) as i64);
    }
}

/// A kill while a memory is made leaves a file of which nothing counts: the next import makes it.
#[test]
fn a_memory_that_was_half_made_is_made_by_the_next_import() {
    let place = place();
    let half = place.path("half.db");
    drop(Store::open(&half, Mode::Create).unwrap());
    let mut pages = std::fs::read(&half).unwrap();
    pages.truncate(pages.len() / 2);
    // Not yet in the mode of the log.
    pages[18..20].copy_from_slice(&[1, 1]);
    // A journal of a file that held nothing: magic, no record, nonce, no page before, sector and page size.
    let mut journal = vec![0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    for number in [0u32, 7, 0, 512, 8_192] {
        journal.extend(number.to_be_bytes());
    }
    journal.resize(512, 0);
    let leave = || {
        std::fs::write(&half, &pages).unwrap();
        std::fs::write(place.path("half.db-journal"), &journal).unwrap();
    };
    leave();
    let refused = Store::open(&half, Mode::Read).unwrap_err().to_string();
    assert!(refused.contains("there is no memory here"), "{refused}");
    leave();
    run(&["import", &place.more], &half);
    assert_sound(&half, "made again");
}

/// Runs the program in a shell that lets no file grow beyond so many KiB.
fn on_a_full_disk(arguments: &[&str], memory: &Path, kib: u64) -> std::process::Output {
    let command = karvan(&[], memory);
    let program = command.get_program().to_owned();
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", "trap '' XFSZ; ulimit -f $1; shift; exec \"$@\"", "sh"])
        // The shell counts blocks of 512 bytes.
        .arg((kib * 2).to_string())
        .arg(program)
        .args(arguments);
    for (name, value) in command.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    shell.output().unwrap()
}

#[test]
fn a_full_disk_is_told_and_changes_nothing() {
    let place = place();
    let before = answers(&place.memory, false);
    let size = std::fs::metadata(&place.memory).unwrap().len() / 1024;
    for arguments in [&["import", &place.more][..], &["reindex"]] {
        for kib in [16, 128] {
            let memory = copy_of(&place.memory, &place.path("full.db"), None);
            let output = on_a_full_disk(arguments, &memory, kib);
            let message = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(
                output.status.code(),
                Some(2),
                "{arguments:?}, {kib} KiB of {size}: {message}"
            );
            assert!(message.contains("full.db"), "{message}");
            assert!(message.contains("disk"), "{message}");
            assert_sound(&memory, &format!("{arguments:?} on a full disk"));
            assert_eq!(answers(&memory, false), before);
            run(arguments, &memory);
            assert_sound(&memory, &format!("{arguments:?} when there was room again"));
        }
    }
    // A memory that could not be made is not left behind.
    let new = place.path("new.db");
    let output = on_a_full_disk(&["import", &place.more], &new, 64);
    assert_eq!(output.status.code(), Some(2));
    assert!(!new.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    run(&["import", &place.more], &new);
    assert_sound(&new, "made when there was room");
}

/// Nobody has to wait until the system has put a killed process away.
#[test]
fn a_memory_answers_while_its_killed_writer_still_dies() {
    let place = place();
    let old = answers(&place.memory, false);
    let whole = copy_of(&place.memory, &place.path("whole.db"), None);
    run(&["import", &place.more], &whole);
    let mut child = karvan(&["import", &place.more], &place.memory)
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(60));
    let _ = child.kill();
    let found = answers(&place.memory, false);
    child.wait().unwrap();
    assert!(found == old || found == answers(&whole, false));
}
