//! `karvan term` as a user types it: `tests/cmd/term/*.trycmd`.

#[test]
fn term() {
    trycmd::TestCases::new()
        .case("tests/cmd/term/*.trycmd")
        .case("tests/cmd/term/*.toml");
}

/// Whatever a file holds, the report for people stays short, and has something of each kind.
#[test]
fn the_report_of_an_import_stays_short() {
    let folder = tempfile::tempdir().unwrap();
    let long = "uzun ".repeat(100);
    let mut glossary = "id\ten\taz\taz_forbidden\tnote\n".to_owned();
    let mut file = format!("id,en,az,note,{long}\n");
    let mut words = file.replace("id,", "id,az_status,");
    for n in 0..900 {
        let id = format!("c{n} {long}");
        glossary.push_str(&format!(
            "{id}\tterm {n} {long}\tə{n}\tb{n}\tof the glossary {long}\n"
        ));
        file.push_str(&match n % 4 {
            0 => format!("{id},,o{n} {long},,x\n"),
            1 => format!("{id},,ə{n},{long},x\n"),
            2 => format!("x{n} {long},term {n} {long},b{n} {long},,x\n"),
            _ => format!("{id},,,{long},x\n"),
        });
        words.push_str(&format!("w{n} {long},s{n} {long},,w{n} {long},,\n"));
    }
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("g.tsv"), &glossary).unwrap();
    std::fs::write(path("f.csv"), &file).unwrap();
    std::fs::write(path("w.csv"), &words).unwrap();
    let import = |on_conflict: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_karvan"))
            .args([
                "term",
                "import",
                "-n",
                "f.csv",
                "w.csv",
                "--glossary",
                "g.tsv",
            ])
            .args(["--on-conflict", on_conflict])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for (on_conflict, kinds) in [
        (
            "keep",
            [
                "conflict", "opposed", "rejected", "note", "left out", "kept",
            ],
        ),
        (
            "theirs",
            [
                "gave way", "opposed", "rejected", "note", "left out", "kept",
            ],
        ),
    ] {
        let text = import(on_conflict);
        assert!(text.len() < 100_000, "{}", text.len());
        for kind in kinds {
            assert!(text.contains(&format!("\n  {kind:<9} ")), "{kind}\n{text}");
        }
    }
}
