//! The README is true: its journeys are run as written, and its picture is what a terminal shows.

use snapbox::assert_data_eq;
use snapbox::cmd::{Command, cargo_bin};
use std::path::{Path, PathBuf};

const DATE: (&str, &str) = ("SOURCE_DATE_EPOCH", "1767225600");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            copy(&path, &to.join(path.file_name().unwrap()));
        }
    } else {
        std::fs::copy(from, to).unwrap();
    }
}

/// A folder with what the README works on.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for name in ["README.md", "examples", "glossaries"] {
        copy(&root().join(name), &place.path().join(name));
    }
    place
}

#[test]
fn the_journeys_run_as_written() {
    let place = place();
    let readme = place.path().join("README.md");
    // What stands in `README.in` is copied for the run, because there is a `README.out`.
    for name in ["examples", "glossaries"] {
        copy(
            &root().join(name),
            &place.path().join("README.in").join(name),
        );
    }
    std::fs::create_dir(place.path().join("README.out")).unwrap();
    // The cases run when they are dropped, at the end of the statement.
    trycmd::TestCases::new()
        .env(DATE.0, DATE.1)
        .env("KARVAN_TM", "")
        .env("NO_COLOR", "1")
        .case(&readme);
    // With TRYCMD=overwrite the new text goes back to where it belongs.
    if std::env::var_os("TRYCMD").is_some() {
        copy(&readme, &root().join("README.md"));
    }
}

fn karvan(place: &Path) -> Command {
    Command::new(cargo_bin!("karvan"))
        .current_dir(place)
        .env(DATE.0, DATE.1)
        .env_remove("KARVAN_TM")
        .env_remove("NO_COLOR")
}

/// The main job of the README's first command, and its picture.
#[test]
fn the_picture_is_what_a_terminal_shows() {
    let place = place();
    let readme = std::fs::read_to_string(place.path().join("README.md")).unwrap();
    let command = readme
        .lines()
        .find(|line| line.starts_with("cargo build"))
        .unwrap();
    let steps: Vec<&str> = command.split(" && ").collect();
    assert_eq!(steps[0], "cargo build --release --locked");
    let arguments = |step: &str| -> Vec<String> {
        let step = step.strip_prefix("target/release/karvan ").unwrap();
        let quoted = step.split('"').collect::<Vec<_>>();
        quoted
            .iter()
            .enumerate()
            .flat_map(|(n, part)| match n % 2 {
                0 => part
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>(),
                _ => vec![(*part).to_owned()],
            })
            .collect()
    };
    karvan(place.path())
        .args(arguments(steps[1]))
        .assert()
        .success();
    let shown = karvan(place.path())
        .args(arguments(steps[2]))
        .args(["--color", "always"])
        .assert()
        .success();
    let text = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert_data_eq!(text, snapbox::file!["../docs/lookup.term.svg": TermSvg]);
}

/// The examples of the CI set-up say what they should: the clean text passes, the draft does not.
#[cfg(unix)]
#[test]
fn the_ci_set_up_is_red_for_the_draft_alone() {
    let place = place();
    let articles = place.path().join("articles");
    std::fs::create_dir(&articles).unwrap();
    copy(
        &place.path().join("examples/ci/karvan.toml"),
        &place.path().join("karvan.toml"),
    );
    let check = || {
        std::process::Command::new("bash")
            .current_dir(place.path())
            .env("KARVAN", cargo_bin!("karvan"))
            .args(["examples/ci/check.sh", "az"])
            .output()
            .unwrap()
    };
    for name in ["communique.en.txt", "communique.az.txt"] {
        copy(
            &place.path().join("examples").join(name),
            &articles.join(name),
        );
    }
    let clean = check();
    assert_eq!(
        clean.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&clean.stdout)
    );
    copy(
        &place.path().join("examples/communique.draft.az.txt"),
        &articles.join("communique.az.txt"),
    );
    let draft = check();
    assert_eq!(draft.status.code(), Some(1));
    let shown = String::from_utf8_lossy(&draft.stdout).into_owned();
    for term in [
        "Müştərək bəyanat",
        "ərazi tamlığı",
        "Orta Koridor",
        "davamlı inkişaf",
        "iş səfəri",
    ] {
        assert!(shown.contains(term), "{term} is not found:\n{shown}");
    }
}
