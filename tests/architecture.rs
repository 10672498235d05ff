//! The dependency direction between folders: each may use only those above it in the list.

use std::path::{Path, PathBuf};

/// The house, from the ground up.
const ORDER: [&str; 14] = [
    "error",
    "lang",
    "text",
    "model",
    "segmentation",
    "align",
    "format",
    "store",
    "matching",
    "termbase",
    "memory",
    "check",
    "report",
    "config",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
    out
}

/// The module of the house that a file belongs to; `None` for the program and the map of the crate.
fn module(file: &Path, root: &Path) -> Option<String> {
    let first = file
        .strip_prefix(root)
        .unwrap()
        .components()
        .next()
        .unwrap();
    let name = first
        .as_os_str()
        .to_str()
        .unwrap()
        .trim_end_matches(".rs")
        .to_owned();
    (!["cli", "main", "lib"].contains(&name.as_str())).then_some(name)
}

/// The modules that a source names after `crate::`, also in a braced list, as `(line, module)`.
fn uses(source: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (number, line) in source.lines().enumerate() {
        let code = line.split("//").next().unwrap();
        for part in code.split("crate::").skip(1) {
            let names = part.strip_prefix('{').unwrap_or(part);
            let all = if part.starts_with('{') {
                names.split(',').collect()
            } else {
                vec![names]
            };
            for name in all {
                let name: String = name
                    .trim()
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                out.push((number + 1, name));
            }
        }
    }
    out
}

#[test]
fn folders_use_only_those_above_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let place = |name: &str| ORDER.iter().position(|m| *m == name);
    let mut wrong = Vec::new();
    for file in sources(&root) {
        let Some(own) = module(&file, &root) else {
            continue;
        };
        let own_place = place(&own).unwrap_or_else(|| panic!("{own} has no place in the house"));
        for (line, used) in uses(&std::fs::read_to_string(&file).unwrap()) {
            if place(&used).is_some_and(|p| p > own_place) {
                wrong.push(format!("{}:{line}: {own} uses {used}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_map_of_the_crate_is_in_the_same_order() {
    let map =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let modules: Vec<&str> = map
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    assert_eq!(modules, ORDER);
}

#[test]
fn the_check_sees_what_it_looks_for() {
    assert_eq!(
        uses("use crate::{text, store::Store};\nlet a = crate::memory::stats; // crate::no"),
        [
            (1, "text".into()),
            (1, "store".into()),
            (2, "memory".into())
        ]
    );
}
