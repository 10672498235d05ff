//! The table of benchmarks can be made, at a size at which it says nothing of speed.

mod samples;

use snapbox::cmd::cargo_bin;
use std::path::Path;
use std::process::Command;

#[test]
fn the_table_has_every_row_and_no_answer_differs() {
    if !samples::has_program("python3", "python3") {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/table.py");
    let done = Command::new("python3")
        .arg(script)
        .arg("--karvan")
        .arg(cargo_bin!("karvan"))
        .arg("--folder")
        .arg(place.path())
        .args("--units 300 --queries 40 --scan-units 200 --scans 12".split(' '))
        .output()
        .unwrap();
    let (table, messages) = (
        String::from_utf8(done.stdout).unwrap(),
        String::from_utf8_lossy(&done.stderr),
    );
    assert!(done.status.success(), "{messages}");
    let rows: Vec<&str> = table.lines().filter(|l| l.starts_with("| ")).collect();
    assert_eq!(rows.len(), 2 + 9, "{table}");
    for row in &rows {
        assert_eq!(row.matches('|').count(), 5, "{row}");
    }
    let answers = rows[2];
    assert!(answers.contains("differ from a full scan"), "{answers}");
    assert!(answers.ends_with("| yes |"), "{answers}\n{messages}");
}
