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
    eprintln!("skipped: there is no ../shared/{name} beside the project");
    None
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
        eprintln!("skipped: {name} is not installed ({install})");
    }
    found
}
