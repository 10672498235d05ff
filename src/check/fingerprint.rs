//! What a finding is known by when lines move, and files as a report or a baseline names them.

use super::{BilingualUnit, Diagnostic};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Gives findings their fingerprints: `HASH:N`, sixteen hexadecimal digits of what was found, and which one it is of
/// those that are alike in their file, from 1.
#[derive(Debug, Default)]
pub struct Fingerprints {
    seen: FxHashMap<(Arc<str>, u64), usize>,
    /// The unit of the finding before with its source, normalized: it may have several findings.
    last: Option<(Arc<BilingualUnit>, String)>,
}

impl Fingerprints {
    /// Sets the fingerprint of a finding. They must come in the order of their file.
    pub fn set(&mut self, finding: &mut Diagnostic) {
        let unit = &finding.unit;
        let source = match self.last.take() {
            Some((known, source)) if Arc::ptr_eq(&known, unit) => source,
            _ => crate::text::normalize(&unit.source),
        };
        let hash = hash(finding, &source);
        self.last = Some((Arc::clone(unit), source));
        let seen = self.seen.entry((Arc::clone(&unit.file), hash)).or_default();
        *seen += 1;
        finding.fingerprint = Some(format!("{hash:016x}:{seen}"));
    }
}

/// The hash of code, concept, marked words and the source's text. Neither the line nor the rest of the translation
/// counts: who corrects another word of the sentence has not made the finding a new one.
fn hash(finding: &Diagnostic, source: &str) -> u64 {
    let unit = &finding.unit;
    let parts = [
        finding.code.name(),
        finding.concept.as_deref().unwrap_or_default(),
        unit.target_lang.as_str(),
        source,
        &*marked(&unit.source, finding.source_span.as_ref()),
        &*marked(&unit.target, finding.span.as_ref()),
    ];
    xxh3_64(parts.join("\0").as_bytes())
}

/// The words of a text that are marked, if any.
fn marked<'t>(text: &'t str, span: Option<&Range<usize>>) -> Cow<'t, str> {
    let words = span.and_then(|span| text.get(span.clone()));
    crate::text::normalized(words.unwrap_or_default())
}

/// A file as seen from a folder, with `/`: what a baseline or a report calls it wherever the program runs.
pub fn seen_from(file: &Path, folder: &Path) -> String {
    let (file, folder) = (plain(file), plain(folder));
    let shared = file
        .components()
        .zip(folder.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = file
        .components()
        .skip(shared)
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// A path from the root without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let mut out = PathBuf::new();
    for part in here.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{BilingualUnit, Code};
    use super::*;
    use crate::lang::Lang;
    use std::sync::Arc;

    fn fingerprints(units: &[(&str, &str, &str)]) -> Vec<String> {
        let [en, az] = ["en", "az"].map(|tag| Lang::parse(tag).unwrap());
        let mut all = Fingerprints::default();
        units
            .iter()
            .map(|(file, source, target)| {
                let unit = BilingualUnit::new(file, "1", (source, &en), (target, &az));
                let mut finding = Diagnostic::new(&Arc::new(unit), Code::TermMissing, "x");
                finding.source_span = Some(0..5);
                all.set(&mut finding);
                finding.fingerprint.unwrap()
            })
            .collect()
    }

    #[test]
    fn a_fingerprint_is_of_what_was_found() {
        let found = fingerprints(&[
            ("a.tmx", "Peace  came.", "Gəldi."),
            ("a.tmx", "Peace came.", "O gəldi."),
            ("b.tmx", "Peace came.", "Gəldi."),
            ("b.tmx", "Peace comes.", "Gəlir."),
        ]);
        let hash = |n: usize| found[n].split(':').next().unwrap();
        assert_eq!(found[0], format!("{}:1", hash(0)));
        assert_eq!(found[1], format!("{}:2", hash(0)));
        assert_eq!(found[2], found[0]);
        assert_ne!(hash(3), hash(0));
    }

    #[test]
    fn files_are_named_from_a_folder() {
        for (file, folder, expected) in [
            ("/a/b/c.tmx", "/a", "b/c.tmx"),
            ("/a/b/c.tmx", "/a/d", "../b/c.tmx"),
            ("x/../c.tmx", "", "c.tmx"),
            ("./c.tmx", ".", "c.tmx"),
        ] {
            assert_eq!(seen_from(file.as_ref(), folder.as_ref()), expected);
        }
    }
}
