use super::*;

/// Makes files in a folder a language, and pairs the folders.
fn pair(files: &[&str]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let root = tempfile::tempdir().unwrap();
    let folders: Vec<LanguageFolder> = ["en", "az"]
        .iter()
        .map(|lang| LanguageFolder {
            path: root.path().join(lang),
            lang: Lang::parse(lang).unwrap(),
        })
        .collect();
    for folder in &folders {
        std::fs::create_dir_all(&folder.path).unwrap();
    }
    for file in files {
        let path = root.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "x").unwrap();
    }
    let found = pair_folders(&folders).unwrap();
    assert!(found.unreadable.is_empty());
    let short = |path: &PathBuf| {
        let path = path.strip_prefix(root.path()).unwrap();
        path.display().to_string()
    };
    let group = |document: &PairedFiles| {
        let files: Vec<String> = document.files.iter().map(short).collect();
        format!("{}: {}", document.name, files.join(" "))
    };
    (
        found.documents.iter().map(group).collect(),
        found
            .unpaired
            .iter()
            .map(|u| {
                let taken: Vec<String> = u.taken.iter().map(short).collect();
                [vec![short(&u.file)], taken].concat().join(" ")
            })
            .collect(),
        found.doubtful.iter().map(group).collect(),
    )
}

#[test]
fn files_are_paired_by_what_they_have_most_in_common() {
    for (files, documents, unpaired, doubtful) in [
        (
            &["en/a.txt", "az/a.txt"][..],
            &["a: en/a.txt az/a.txt"][..],
            &[][..],
            &[][..],
        ),
        (
            &["en/x/a.en.md", "az/x/a.AZ.txt"],
            &["x/a: en/x/a.en.md az/x/a.AZ.txt"],
            &[],
            &[],
        ),
        (
            &["en/a-eng.md", "az/a_azeri.md"],
            &["a: en/a-eng.md az/a_azeri.md"],
            &[],
            &[],
        ),
        (
            &["en/a_en_GB.md", "az/a.md"],
            &["a: en/a_en_GB.md az/a.md"],
            &[],
            &[],
        ),
        // The whole name decides before the name without its extension.
        (
            &["en/a.md", "en/a.txt", "az/a.md", "az/a.txt"],
            &["a.md: en/a.md az/a.md", "a.txt: en/a.txt az/a.txt"],
            &[],
            &[],
        ),
        (
            &["en/a.md", "en/b.md", "az/c/a.md"],
            &[],
            &["en/a.md", "en/b.md", "az/c/a.md"],
            &[],
        ),
        // What stays behind has a partner by its name, which belongs to another one.
        (
            &["en/d.en.txt", "en/d.md", "en/d.txt", "az/d.txt"],
            &["d: en/d.txt az/d.txt"],
            &["en/d.md en/d.txt az/d.txt", "en/d.en.txt en/d.txt az/d.txt"],
            &[],
        ),
        // The same name is the same document, whatever language it seems to name.
        (
            &["en/a.az.md", "az/a.az.md"],
            &["a.az: en/a.az.md az/a.az.md"],
            &[],
            &[],
        ),
        (
            &["en/a-en-1996.md", "az/a-en-1996.md"],
            &["a-en-1996: en/a-en-1996.md az/a-en-1996.md"],
            &[],
            &[],
        ),
        (
            &["en/a.md", "en/a.en.md", "az/a.md", "az/a.az.md"],
            &["a.en.md: en/a.en.md az/a.az.md", "a.md: en/a.md az/a.md"],
            &[],
            &[],
        ),
        // Another language is part of the name.
        (
            &["en/b.az.md", "az/b.md"],
            &[],
            &["az/b.md", "en/b.az.md"],
            &[],
        ),
        (
            &["en/b-en-1996.md", "az/b.md"],
            &[],
            &["az/b.md", "en/b-en-1996.md"],
            &[],
        ),
        (
            &["en/a.md", "en/a.txt", "az/a.html"],
            &[],
            &[],
            &["a: en/a.md en/a.txt az/a.html"],
        ),
        (
            &["en/.git/a.md", "az/.git/a.md", "en/.a", "az/.a"],
            &[],
            &[],
            &[],
        ),
        // The same letter, whole and taken apart.
        (
            &["en/\u{fc}z.md", "az/u\u{308}z.md"],
            &["\u{fc}z: en/\u{fc}z.md az/u\u{308}z.md"],
            &[],
            &[],
        ),
    ] {
        let found = pair(files);
        assert_eq!(found.0, documents, "{files:?}");
        assert_eq!(found.1, unpaired, "{files:?}");
        assert_eq!(found.2, doubtful, "{files:?}");
    }
}

#[test]
fn one_folder_may_hold_all_languages() {
    let root = tempfile::tempdir().unwrap();
    for name in ["a.en.md", "a.az.md", "a.md", "a.zh.md", "b.en.md"] {
        std::fs::write(root.path().join(name), "x").unwrap();
    }
    let folders = ["en", "az"].map(|lang| LanguageFolder {
        path: root.path().to_path_buf(),
        lang: Lang::parse(lang).unwrap(),
    });
    let found = pair_folders(&folders).unwrap();
    let names: Vec<&str> = found.documents.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["a"]);
    assert_eq!(found.unpaired.len(), 1);
    assert_eq!(found.unpaired[0].missing, [1]);
    // It may be a text of the two, which one of another language is not.
    assert_eq!(found.unnamed, [root.path().join("a.md")]);
}

#[cfg(unix)]
#[test]
fn a_partner_that_cannot_be_looked_at_is_named() {
    let root = tempfile::tempdir().unwrap();
    let folders = ["en", "az"].map(|lang| LanguageFolder {
        path: root.path().join(lang),
        lang: Lang::parse(lang).unwrap(),
    });
    for folder in &folders {
        std::fs::create_dir_all(folder.path.join("x")).unwrap();
    }
    let link = folders[0].path.join("x/a.en.md");
    std::os::unix::fs::symlink("nowhere", &link).unwrap();
    std::os::unix::fs::symlink("nowhere", folders[0].path.join("y")).unwrap();
    for name in ["x/a.md", "x/b.md", "y/c.md"] {
        let path = folders[1].path.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "x").unwrap();
    }
    let found = pair_folders(&folders).unwrap();
    let unreadable: Vec<&[PathBuf]> = found
        .unpaired
        .iter()
        .map(|unpaired| unpaired.unreadable.as_slice())
        .collect();
    assert_eq!(unreadable, [&[link][..], &[], &[folders[0].path.join("y")]]);
}

#[test]
fn a_missing_folder_is_an_error() {
    let folders = ["en", "az"].map(|lang| LanguageFolder {
        path: PathBuf::from("no/such/folder"),
        lang: Lang::parse(lang).unwrap(),
    });
    let error = pair_folders(&folders).unwrap_err().to_string();
    assert_eq!(
        error,
        "no/such/folder: cannot be read: there is no such file"
    );
}
