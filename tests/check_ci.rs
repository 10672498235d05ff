//! `karvan check` in CI: what depends on git, on edits between two checks, on the folder it runs in, or on what reads
//! its reports.

use serde_json::Value;
use snapbox::cmd::cargo_bin;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const GLOSSARY: &str = "id\ten\taz\taz_forbidden\n\
    T1\tconvention\tkonvensiya\tsaziş\n\
    T2\ttransport corridor\tnəqliyyat dəhlizi\tnəqliyyat koridoru\n";

const CONFIG: &str =
    "glossary = \"glossary.tsv\"\n[check]\nsource = \"en\"\ntarget = \"az\"\nfiles = [\"tm\"]\n";

/// A folder with a glossary, a configuration, and one file of rows.
fn place(rows: &[(&str, &str)]) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    std::fs::create_dir(place.path().join("tm")).unwrap();
    std::fs::write(place.path().join("glossary.tsv"), GLOSSARY).unwrap();
    std::fs::write(place.path().join("karvan.toml"), CONFIG).unwrap();
    write_rows(place.path(), rows);
    place
}

fn write_rows(place: &Path, rows: &[(&str, &str)]) {
    let row = |(en, az): &(&str, &str)| [*en, "\t", *az, "\n"].concat();
    let rows: String = rows.iter().map(row).collect();
    std::fs::write(place.join("tm/rows.tsv"), format!("en\taz\n{rows}")).unwrap();
}

fn karvan(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(cargo_bin!("karvan"))
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The findings as `FILE:LINE CODE`.
fn findings(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let mut all = vec!["check", "--format", "jsonl"];
    all.extend(arguments);
    let output = karvan(folder, &all);
    assert_ne!(output.status.code(), Some(2), "{}", stderr(&output));
    let found = stdout(&output);
    found
        .lines()
        .map(|line| {
            let finding: Value = serde_json::from_str(line).unwrap();
            let text = |field: &str| finding[field].as_str().unwrap().to_owned();
            format!("{}:{} {}", text("file"), finding["line"], text("code"))
        })
        .collect()
}

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .output()
        .unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", stderr(&done));
}

#[test]
fn the_configuration_is_found_upwards_and_its_paths_are_seen_from_it() {
    let place = place(&[("The convention was signed.", "Saziş imzalandı.")]);
    let below = place.path().join("docs/az");
    std::fs::create_dir_all(&below).unwrap();
    assert_eq!(
        findings(&below, &[]),
        ["../../tm/rows.tsv:2 term-forbidden"]
    );
    let shown = karvan(&below, &["config", "show"]);
    assert!(
        stdout(&shown).contains("check.files = [\"../../tm\"]"),
        "{}",
        stdout(&shown)
    );
    // Reports for other programs name files the same from everywhere.
    let sarif = |folder: &Path| {
        let log = stdout(&karvan(folder, &["check", "--format", "sarif"]));
        let log: Value = serde_json::from_str(&log).unwrap();
        let result = &log["runs"][0]["results"][0];
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        (place.clone(), result["partialFingerprints"].clone())
    };
    git(place.path(), &["init", "-q"]);
    assert_eq!(sarif(&below), sarif(place.path()));
    assert_eq!(sarif(&below).0, "tm/rows.tsv");
}

#[test]
fn a_baseline_knows_findings_wherever_their_lines_move() {
    let old = ("The convention was signed.", "Saziş imzalandı.");
    let fine = ("The talks began.", "Danışıqlar başladı.");
    let place = place(&[old]);
    let path = place.path();
    let wrote = karvan(path, &["check", "--write-baseline", "known.tsv"]);
    assert_eq!(wrote.status.code(), Some(0));
    let check = |rows: &[(&str, &str)]| {
        write_rows(path, rows);
        findings(path, &["--baseline", "known.tsv"])
    };
    assert!(check(&[fine, fine, old]).is_empty());
    // The rest of the translation is no part of the finding.
    assert!(check(&[(old.0, "Saziş dünən imzalandı.")]).is_empty());
    // A second one is new, and so is one of another sentence.
    assert_eq!(check(&[old, fine, old]), ["tm/rows.tsv:4 term-forbidden"]);
    assert_eq!(
        check(&[old, ("A convention exists.", "Saziş var.")]),
        ["tm/rows.tsv:3 term-forbidden"]
    );
    write_rows(path, &[fine]);
    let fixed = karvan(path, &["check", "--baseline", "known.tsv", "-v"]);
    let said = stderr(&fixed);
    assert!(
        said.contains("tm/rows.tsv: fixed: term-forbidden “Saziş”"),
        "{said}"
    );
    assert!(
        said.contains("1 finding of the baseline is fixed"),
        "{said}"
    );
    assert_eq!(fixed.status.code(), Some(0));
}

#[test]
fn only_changed_lines_count_with_diff() {
    let wrong = ("The convention was signed.", "Saziş imzalandı.");
    let other = (
        "The transport corridor opened.",
        "Nəqliyyat koridoru açıldı.",
    );
    let fine = ("The talks began.", "Danışıqlar başladı.");
    let place = place(&[wrong, fine]);
    let path = place.path();
    let outside = karvan(path, &["check", "--diff", "main"]);
    assert_eq!(outside.status.code(), Some(2));
    assert!(
        stderr(&outside).contains("--diff needs a git repository"),
        "{}",
        stderr(&outside)
    );

    git(path, &["init", "-q"]);
    git(path, &["add", "."]);
    git(path, &["commit", "-qm", "one"]);
    assert!(findings(path, &["--diff", "main"]).is_empty());
    let known = stdout(&karvan(path, &["check", "--diff", "main"]));
    assert_eq!(
        known,
        "no findings in 2 pairs (1 on lines that did not change)\n"
    );

    git(path, &["checkout", "-qb", "work"]);
    write_rows(
        path,
        &[("The talks ended.", "Danışıqlar bitdi."), wrong, other],
    );
    assert_eq!(
        findings(path, &["--diff", "main"]),
        ["tm/rows.tsv:4 term-forbidden"]
    );
    git(path, &["commit", "-qam", "two"]);
    assert_eq!(findings(path, &["--diff", "main"]).len(), 1);
    assert!(findings(path, &["--diff", "HEAD"]).is_empty());
    // A file that git does not know yet is new as a whole; its name may be anything.
    std::fs::write(
        path.join("tm/[new] 1.tsv"),
        "en\taz\nThe convention.\tSaziş.\n",
    )
    .unwrap();
    assert_eq!(
        findings(path, &["--diff", "HEAD"]),
        ["tm/[new] 1.tsv:2 term-forbidden"]
    );

    // What others changed on the branch meanwhile is not ours.
    git(path, &["checkout", "-q", "main"]);
    write_rows(path, &[fine, fine]);
    git(path, &["commit", "-qam", "three"]);
    git(path, &["checkout", "-q", "work"]);
    std::fs::remove_file(path.join("tm/[new] 1.tsv")).unwrap();
    assert_eq!(
        findings(path, &["--diff", "main"]),
        ["tm/rows.tsv:4 term-forbidden"]
    );

    // A file with another name is not new.
    git(path, &["commit", "-qam", "four", "--allow-empty"]);
    std::fs::create_dir(path.join("tm/new")).unwrap();
    git(path, &["mv", "tm/rows.tsv", "tm/new/sətirlər.tsv"]);
    assert!(findings(path, &["--diff", "HEAD"]).is_empty());
    git(path, &["commit", "-qm", "five"]);
    assert!(findings(path, &["--diff", "HEAD~1"]).is_empty());
    let renamed = path.join("tm/new/sətirlər.tsv");
    let text = std::fs::read_to_string(&renamed).unwrap();
    std::fs::write(
        &renamed,
        format!("{text}The convention lapsed.\tSaziş bitdi.\n"),
    )
    .unwrap();
    assert_eq!(
        findings(path, &["--diff", "HEAD~1"]),
        ["tm/new/sətirlər.tsv:5 term-forbidden"]
    );

    let unknown = karvan(path, &["check", "--diff", "no-such-branch"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("git knows no commit \"no-such-branch\""));
    let option = karvan(path, &["check", "--diff=--output=x"]);
    assert_eq!(option.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn git_applies_what_a_dry_run_prints() {
    let rows =
        "\u{feff}id\ten\taz\r\n1\tThe convention was signed.\tSaziş imzalandı.\r\n2\tYes.\tBəli.";
    let place = place(&[]);
    let path = place.path();
    git(path, &["init", "-q", "-b", "main"]);
    std::fs::write(path.join("marked.tsv"), rows).unwrap();
    let dry = karvan(path, &["check", "marked.tsv", "--fix", "--dry-run"]);
    std::fs::write(path.join("fixes.diff"), &dry.stdout).unwrap();
    git(path, &["apply", "fixes.diff"]);
    let fixed = std::fs::read_to_string(path.join("marked.tsv")).unwrap();
    assert_eq!(fixed, rows.replace("Saziş", "Konvensiya"));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let wrong = ("The convention was signed.", "Saziş imzalandı.");
    let place = place(&vec![wrong; 5000]);
    for format in ["text", "jsonl", "sarif", "html"] {
        let mut child = Command::new(cargo_bin!("karvan"))
            .current_dir(place.path())
            .args(["check", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{format}: {}", stderr(&done));
        assert_eq!(stderr(&done), "", "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_fixed_keeps_its_permissions_and_a_link_stays_one() {
    use std::os::unix::fs::PermissionsExt;
    let place = place(&[("A convention exists.", "Bu saziş var.")]);
    let rows = place.path().join("tm/rows.tsv");
    std::fs::set_permissions(&rows, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("tm/rows.tsv", place.path().join("link.tsv")).unwrap();
    let fixed = karvan(place.path(), &["check", "link.tsv", "--fix", "-q"]);
    assert_eq!(fixed.status.code(), Some(0), "{}", stderr(&fixed));
    let text = std::fs::read_to_string(&rows).unwrap();
    assert_eq!(text, "en\taz\nA convention exists.\tBu konvensiya var.\n");
    assert_eq!(
        std::fs::metadata(&rows).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert!(place.path().join("link.tsv").is_symlink());
    let left: Vec<PathBuf> = std::fs::read_dir(place.path().join("tm"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(left, [rows]);
}

/// Every region of a SARIF log leads, by lines and code points, to the words that it shows.
#[test]
fn sarif_leads_to_the_words() {
    let place = place(&[
        ("The convention was signed.", "𠀀 İndi saziş imzalandı."),
        (
            "The transport corridor opened.",
            "Dünən nəqliyyat koridoru açıldı.",
        ),
    ]);
    let output = karvan(
        place.path(),
        &["check", "--format", "sarif", "-o", "r.sarif"],
    );
    assert_eq!(output.status.code(), Some(1));
    let log = std::fs::read_to_string(place.path().join("r.sarif")).unwrap();
    let log: Value = serde_json::from_str(&log).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let at = &result["locations"][0]["physicalLocation"];
        let file = place
            .path()
            .join(at["artifactLocation"]["uri"].as_str().unwrap());
        let text = std::fs::read_to_string(file).unwrap();
        let number = |field: &str| at["region"][field].as_u64().unwrap() as usize;
        assert_eq!(number("startLine"), number("endLine"));
        let line = text.lines().nth(number("startLine") - 1).unwrap();
        let words: String = line
            .chars()
            .skip(number("startColumn") - 1)
            .take(number("endColumn") - number("startColumn"))
            .collect();
        assert_eq!(words, at["region"]["snippet"]["text"].as_str().unwrap());
        let rule = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
    }
    validate(&place.path().join("r.sarif"));
}

/// Validates against the official schema where `KARVAN_SARIF_SCHEMA` names it and Python has `jsonschema`.
fn validate(log: &Path) {
    let Some(schema) = std::env::var_os("KARVAN_SARIF_SCHEMA") else {
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validate_sarif.py");
    let done = Command::new("python3")
        .arg(script)
        .arg(schema)
        .arg(log)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}{}", stdout(&done), stderr(&done));
}

/// The other formats are what their readers expect: XML that parses, with the counts that it claims.
#[test]
fn reports_in_xml_can_be_read() {
    let wrong = "Saziş <&> \"ok\" \u{1b}[31m imzalandı.";
    let place = place(&[
        ("The convention <&> was signed.", wrong),
        ("The talks.", "Danışıqlar."),
    ]);
    for (format, element) in [("junit", "failure"), ("checkstyle", "error")] {
        let report = stdout(&karvan(place.path(), &["check", "--format", format]));
        let mut reader = quick_xml::Reader::from_str(&report);
        let mut found = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(e) | quick_xml::events::Event::Empty(e) => {
                    found += usize::from(e.name().as_ref() == element);
                    e.attributes()
                        .for_each(|attribute| drop(attribute.unwrap()));
                }
                _ => {}
            }
        }
        assert_eq!(found, 1, "{report}");
        assert!(!report.contains('\u{1b}'));
    }
}
