//! No room on the disk and no right to write: a message, and nothing half done. Look-ups need neither.
#![cfg(unix)]

mod running;

use running::{answers, assert_sound, copy_of, karvan, run, units, write_tmx};
use rusqlite::Connection;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder that every user can reach, with a memory, and a file with more units.
fn place() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    set(folder.path(), 0o755);
    let (memory, old, more) = (
        folder.path().join("tm.db"),
        folder.path().join("old.tmx"),
        folder.path().join("more.tmx"),
    );
    write_tmx(&old, 0..60);
    write_tmx(&more, 60..90);
    run(&["import", old.to_str().unwrap()], &memory);
    (folder, memory, more)
}

fn set(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Runs a command of the program behind others that change how it runs: `sh -c`, `setpriv`.
fn behind(wrapper: &[&str], program: &Path, arguments: &[&str], memory: &Path) -> Output {
    let mut command = Command::new(wrapper[0]);
    command.args(&wrapper[1..]).arg(program).args(arguments);
    for (name, value) in karvan(&[], memory).get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.output().unwrap()
}

/// As a user whom modes bind: root is nobody for once.
fn as_a_user(folder: &Path, arguments: &[&str], memory: &Path) -> Output {
    let built = Path::new(env!("CARGO_BIN_EXE_karvan"));
    if std::fs::metadata(folder).unwrap().uid() != 0 {
        return behind(&["env"], built, arguments, memory);
    }
    // Where the program was built, another user need not get in.
    let program = tempfile::Builder::new().prefix("karvan").tempdir().unwrap();
    set(program.path(), 0o755);
    let copy = program.path().join("karvan");
    std::fs::copy(built, &copy).unwrap();
    let nobody = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
    ];
    behind(&nobody, &copy, arguments, memory)
}

fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const LOOKUP: [&str; 8] = [
    "lookup",
    "At the meeting No. 9, China and Italy exchanged views on transport links.",
    "-s",
    "en",
    "-t",
    "az",
    "--min",
    "50",
];

/// The table of what is refused is written before the units are final.
#[test]
#[cfg(target_os = "linux")]
fn an_import_without_its_table_of_refusals_is_none() {
    let (folder, memory, more) = place();
    let before = units(&memory);
    let table = ["--rejects", "/dev/full"];
    let arguments = [&["import", more.to_str().unwrap()][..], &table].concat();
    let output = karvan(&arguments, &memory).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", message(&output));
    assert!(
        message(&output).contains("/dev/full"),
        "{}",
        message(&output)
    );
    assert_eq!(units(&memory), before);
    assert_sound(&memory, "after a table that could not be written");
    let new = folder.path().join("new.db");
    let output = karvan(&arguments, &new).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", message(&output));
    assert!(!new.exists());
}

/// A signal tells of a limit of the file size; unless it is caught, it ends a program without a word.
#[test]
fn a_limit_of_the_file_size_is_told() {
    let (folder, memory, more) = place();
    let before = answers(&memory, false);
    let out = folder.path().join("out.tmx");
    std::fs::write(&out, "old").unwrap();
    let (more, to) = (more.to_str().unwrap(), out.to_str().unwrap());
    for arguments in [&["import", more][..], &["export", "-o", to], &["reindex"]] {
        let limited = ["sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"];
        let program = Path::new(env!("CARGO_BIN_EXE_karvan"));
        let output = behind(&limited, program, arguments, &memory);
        let said = message(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        let name = if arguments[0] == "export" {
            to
        } else {
            "tm.db"
        };
        assert!(said.contains(name) && said.contains("help: "), "{said}");
        assert_eq!(answers(&memory, false), before);
        assert_eq!(std::fs::read(&out).unwrap(), b"old");
    }
    assert_sound(&memory, "after limits");
}

#[test]
fn a_full_device_is_told() {
    let (_folder, memory, _) = place();
    if !Path::new("/dev/full").exists() {
        return;
    }
    let output = karvan(&["export", "-o", "/dev/full"], &memory)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(message(&output).contains("the disk is full"));
}

/// The status of an import speaks of the import: what cannot be printed about it undoes nothing.
#[test]
#[cfg(target_os = "linux")]
fn a_report_that_cannot_be_printed_undoes_no_import() {
    let (folder, _, more) = place();
    let glossary = folder.path().join("glossary.tsv");
    let terms = folder.path().join("terms.csv");
    std::fs::write(&terms, "id,en,az\nt1,treaty,müqavilə\n").unwrap();
    let full = || std::fs::File::create("/dev/full").unwrap();
    let broken = folder.path().join("broken.tmx");
    let text = std::fs::read_to_string(&more).unwrap();
    std::fs::write(&broken, text.replace("</body>", "<tu>&</tu></body>")).unwrap();
    let (more, broken) = (more.to_str().unwrap(), broken.to_str().unwrap());
    let complete = "the import is complete: read 30: added 30, merged 0, unchanged 0, rejected 0";
    let stays = "what was imported before stays: read 30: added 30,";
    for (n, (arguments, status, said)) in [
        (&["import", more][..], 0, complete),
        (&["import", more, "--format", "json"], 0, complete),
        (&["import", more, broken], 2, stays),
    ]
    .into_iter()
    .enumerate()
    {
        let new = folder.path().join(format!("{n}.db"));
        let mut import = karvan(arguments, &new);
        let output = import.stdout(full()).output().unwrap();
        let told = message(&output);
        assert_eq!(output.status.code(), Some(status), "{told}");
        let warning =
            format!("warning: standard output: cannot be written: the disk is full; {said}");
        assert!(told.contains(&warning), "{told}");
        assert_eq!(units(&new), 30);
    }
    let import = ["term", "import", terms.to_str().unwrap(), "--glossary"];
    let import = [&import[..], &[glossary.to_str().unwrap()]].concat();
    let mut import = karvan(&import, folder.path());
    let output = import.stdout(full()).output().unwrap();
    let told = message(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("the import is complete: new 1,"), "{told}");
    assert!(glossary.exists());
    // Of a dry run there is nothing but the report.
    let dry = karvan(&["import", "-n", more], &folder.path().join("dry.db"))
        .stdout(full())
        .output()
        .unwrap();
    assert_eq!(dry.status.code(), Some(2), "{}", message(&dry));
    // A reader that went away wanted no more of it.
    let closed = folder.path().join("closed.db");
    let mut import = karvan(&["import", more], &closed).spawn().unwrap();
    drop(import.stdout.take());
    let output = import.wait_with_output().unwrap();
    assert_eq!(message(&output), "");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(units(&closed), 30);
}

#[test]
fn a_folder_that_is_read_only_is_told_and_read() {
    let (folder, memory, more) = place();
    let glossary = folder.path().join("glossary.tsv");
    std::fs::write(&glossary, "id\ten\taz\nt1\ttreaty\tmüqavilə\n").unwrap();
    let (more, out) = (more.to_str().unwrap(), folder.path().join("out.tmx"));
    let expected = karvan(&LOOKUP, &memory).output().unwrap();
    assert!(expected.status.success(), "{}", message(&expected));
    set(&memory, 0o444);
    set(folder.path(), 0o555);
    let bytes = std::fs::read(&memory).unwrap();
    let glossary_name = glossary.to_str().unwrap();
    let term = [
        "term",
        "add",
        "--id",
        "t2",
        "en=envoy",
        "az=elçi",
        "--glossary",
        glossary_name,
    ];
    for arguments in [
        &["import", more][..],
        &["reindex"],
        &["export", "-o", out.to_str().unwrap()],
        &term,
    ] {
        let output = as_a_user(folder.path(), arguments, &memory);
        let said = message(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(
            said.contains("permission") || said.contains("read-only"),
            "{arguments:?}: {said}"
        );
    }
    let dry = as_a_user(folder.path(), &["import", "-n", more], &memory);
    assert_eq!(dry.status.code(), Some(0), "{}", message(&dry));
    assert!(dry.stdout.starts_with(b"read 30: added 30,"), "{dry:?}");
    let warning = "permission denied; without --dry-run the import would end with this";
    assert!(message(&dry).contains(warning), "{}", message(&dry));
    let found = as_a_user(folder.path(), &LOOKUP, &memory);
    assert_eq!(message(&found), "");
    assert_eq!(found.stdout, expected.stdout);
    set(folder.path(), 0o755);
    assert_eq!(std::fs::read(&memory).unwrap(), bytes);
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["glossary.tsv", "more.tmx", "old.tmx", "tm.db"]);
}

/// What a killed import left in the log is what its report announced.
#[test]
fn a_read_only_memory_with_a_log_answers_with_what_the_log_holds() {
    let (folder, memory, more) = place();
    let reader = Connection::open(&memory).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM unit; SELECT * FROM meta")
        .unwrap();
    let _: i64 = reader
        .query_row("SELECT count(*) FROM unit", [], |row| row.get(0))
        .unwrap();
    run(&["import", more.to_str().unwrap()], &memory);
    let left = folder.path().join("left");
    std::fs::create_dir(&left).unwrap();
    let logged = copy_of(&memory, &left.join("tm.db"), None);
    drop(reader);
    assert_eq!(units(&memory), 90);
    let expected = karvan(&["stats", "--format", "json"], &memory)
        .output()
        .unwrap();
    let log = left.join("tm.db-wal");
    for path in [&logged, &log] {
        set(path, 0o444);
    }
    let bytes = std::fs::read(&log).unwrap();
    assert!(!bytes.is_empty());
    for mode in [0o555, 0o777] {
        set(&left, mode);
        let found = as_a_user(&left, &["export"], &logged);
        let all = karvan(&["export"], &memory).output().unwrap();
        assert_eq!(message(&found), "");
        assert!(found.stdout == all.stdout, "the folder has mode {mode:o}");
        // No file of another user locks the owner out.
        assert!(!left.join("tm.db-shm").exists());
        assert_eq!(std::fs::read(&log).unwrap(), bytes);
    }
    assert!(expected.status.success());
}

/// What, where and what to do, whether it is the file that may not be written to, or only its folder.
#[test]
fn an_import_says_what_is_read_only() {
    let (folder, memory, more) = place();
    let more = more.to_str().unwrap();
    let fresh = folder.path().join("new.db");
    let cases = [
        (
            0o444,
            0o777,
            &memory,
            "the memory cannot be written to: permission denied",
            "copy it",
        ),
        (
            0o666,
            0o555,
            &memory,
            "the folder of the memory, ",
            "copy it",
        ),
        (
            0o444,
            0o555,
            &fresh,
            "no memory can be made here: ",
            "name a file in a folder",
        ),
    ];
    for (file, around, tm, what, help) in cases {
        set(&memory, file);
        set(folder.path(), around);
        let output = as_a_user(folder.path(), &["import", more], tm);
        let said = message(&output);
        let dry = as_a_user(folder.path(), &["import", more, "--dry-run"], tm);
        // Where there is no memory, a dry run says the same of the place; else it says what would come of the file.
        assert_eq!(dry.status.success(), tm != &fresh, "{}", message(&dry));
        assert!(tm != &fresh || message(&dry) == said, "{}", message(&dry));
        set(folder.path(), 0o755);
        assert_eq!(output.status.code(), Some(2), "{said}");
        let place = tm.display().to_string();
        assert!(said.contains(&format!("{place}: {what}")), "{said}");
        assert!(
            said.contains("permission denied") && said.contains(help),
            "{said}"
        );
        assert!(!fresh.exists());
    }
}
