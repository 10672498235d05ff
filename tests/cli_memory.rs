//! The commands over a memory, as users type them: `tests/cmd/memory/*.trycmd`.

use flate2::read::GzDecoder;
use snapbox::assert_data_eq;
use snapbox::cmd::{Command, cargo_bin};
use std::path::Path;

const DATE: (&str, &str) = ("SOURCE_DATE_EPOCH", "1767225600");

#[test]
fn memory_commands() {
    trycmd::TestCases::new()
        .env(DATE.0, DATE.1)
        .env("KARVAN_TM", "")
        .env("NO_COLOR", "1")
        .case("tests/cmd/memory/*.trycmd");
}

/// What is named `.gz` is packed, in the format that the name says before it.
#[test]
fn a_file_of_units_is_packed_where_its_name_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/memory/pivot.in/en-az.tsv");
    let karvan = |arguments: &str| {
        let command = Command::new(cargo_bin!("karvan")).current_dir(folder.path());
        let command = command.env(DATE.0, DATE.1).env("KARVAN_TM", "visit.db");
        command.args(arguments.split(' ')).assert()
    };
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    karvan(&format!("import {}", pairs.display())).success();
    for (plain, packed, command) in [
        ("a.tmx", "b.tmx.gz", "export"),
        ("a.csv", "b.CSV.GZ", "export"),
        ("a.xlf", "b.xlf.gz", "export -s en -t az"),
        ("a.po", "b.po.gz", "tmx convert a.tmx -s en -t az"),
        ("c.tmx", "c.gz", "tmx merge a.tmx a.csv"),
    ] {
        karvan(&format!("{command} -o {plain}")).success();
        karvan(&format!("{command} -o {packed}")).success();
        let packed = read(packed);
        assert!(packed.starts_with(b"\x1f\x8b"), "{command}");
        let mut unpacked = Vec::new();
        std::io::copy(&mut GzDecoder::new(&packed[..]), &mut unpacked).unwrap();
        assert_eq!(unpacked, read(plain), "{command}");
    }
    karvan("import b.tmx.gz b.CSV.GZ b.xlf.gz").success();
    karvan("export -o s.tmx.zip").code(2).stderr_eq(
        "error: s.tmx.zip: karvan writes no zip archives\n\
         help: end the name with .gz for a packed file, such as units.tmx.gz, or with that of a format\n",
    );
    assert!(!folder.path().join("s.tmx.zip").exists());
}

/// An article on standard input, line by line, through a third language.
#[test]
fn a_batch_goes_through_a_pivot() {
    let folder = tempfile::tempdir().unwrap();
    let memory = folder.path().join("visit.db");
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/memory/pivot.in");
    let karvan = || {
        Command::new(cargo_bin!("karvan"))
            .current_dir(&texts)
            .env(DATE.0, DATE.1)
            .env("NO_COLOR", "1")
            .env("KARVAN_TM", &memory)
    };
    let files = ["en-az.tsv", "en-zh.tsv", "az-ru.tsv", "ru-zh.tsv"];
    karvan().arg("import").args(files).assert().success();
    let article = "Azərbaycan Prezidenti may ayında Çinə dövlət səfəri edəcək.\n\
        Hava bulanıqdır.\n\n\
        Səfər üç gün davam edəcək.\n";
    let lookup = |more: &str| {
        karvan()
            .args("lookup - -s az -t zh --pivot auto --context".split(' '))
            .args(more.split(' '))
            .stdin(article)
            .assert()
            .success()
    };
    let shown = lookup("--limit 1");
    assert_data_eq!(
        shown.get_output().stdout.clone(),
        snapbox::file!["cmd/memory/pivot.batch.txt"]
    );
    let exhaustive = lookup("--limit 1 --exhaustive");
    assert_eq!(exhaustive.get_output().stdout, shown.get_output().stdout);
    let answers = lookup("--timing --format jsonl");
    let answers = String::from_utf8(answers.get_output().stdout.clone()).unwrap();
    let pivots: Vec<String> = answers
        .lines()
        .map(|line| {
            let answer: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(answer["elapsed_us"].is_u64() && answer["cpu_us"].is_u64());
            answer["matches"][0]["pivot"]["lang"].to_string()
        })
        .collect();
    assert_eq!(pivots, ["\"en\"", "null", "null", "\"ru\""]);
}

/// An archive has its list of files at its end, so one from a pipe is kept until then.
#[test]
fn a_zip_archive_comes_through_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/formats/port.zip");
    let archive = std::fs::read(data).unwrap();
    let read = |stdin: &[u8]| {
        Command::new(cargo_bin!("karvan"))
            .current_dir(folder.path())
            .args("import - --tm port.db".split(' '))
            .stdin(stdin)
            .assert()
    };
    let cut = read(&archive[..archive.len() - 10]).code(2);
    let said = String::from_utf8_lossy(&cut.get_output().stderr).into_owned();
    assert!(said.contains("the zip archive is cut off"), "{said}");
    let whole = read(&archive).success();
    let said = String::from_utf8_lossy(&whole.get_output().stdout).into_owned();
    assert_eq!(said, "read 1: added 1, merged 0, unchanged 0, rejected 0\n");
}

/// A pipe is gone when it was read: nothing looks at it first.
#[cfg(unix)]
#[test]
fn a_file_may_be_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/formats");
    for (name, command) in [
        ("port.csv.gz", "import pipe --tm port.db"),
        ("port.zip", "import pipe --tm again.db"),
        ("port.zip", "tmx convert pipe -o port.csv"),
    ] {
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let (from, to) = (data.join(name), pipe.clone());
        let writing = std::thread::spawn(move || std::fs::copy(from, to));
        Command::new(cargo_bin!("karvan"))
            .current_dir(folder.path())
            .args(command.split(' '))
            .timeout(std::time::Duration::from_secs(60))
            .assert()
            .success();
        writing.join().unwrap().unwrap();
        std::fs::remove_file(pipe).unwrap();
    }
    assert!(folder.path().join("port.csv").is_file());
}
