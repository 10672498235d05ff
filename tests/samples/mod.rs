//! What tests need that is not in the repository: sample documents beside the project and programs of the system.
//!
//! Without them a test says what it misses and passes. Under `.ci/run`, which sets `KARVAN_CI`, a missing program
//! fails the test; the samples may be missing there too.
#![allow(dead_code, unreachable_pub)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder `../shared/NAME` beside the project, or `None` after a line that says that the test is skipped.
pub fn samples(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    skipped(&format!("there is no ../shared/{name} beside the project"));
    None
}

/// Names the test and why it does nothing, past the test runner that keeps the output of what passes to itself.
fn skipped(why: &str) {
    use std::io::Write;
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // A closed stderr is no reason to fail.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}

/// Whether a program is installed. Fails the test under `.ci/run` when it is not.
pub fn has_program(name: &str, install: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {name}")])
        .output()
        .is_ok_and(|o| o.status.success());
    if !found {
        assert!(
            std::env::var_os("KARVAN_CI").is_none(),
            "{name} is missing; install {install}"
        );
        skipped(&format!("{name} is not installed ({install})"));
    }
    found
}
