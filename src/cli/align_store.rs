//! What `karvan align --import` stores, and what it says of it.

use super::align::Args;
use super::output::{note, warn};
use super::{Global, signals};
use karvan::align::{AlignedTexts, InputText};
use karvan::error::Result;
use karvan::memory::{
    AlignmentReport, DocumentSource, Reviewed, review_of, store_alignment, store_review,
};
use karvan::store::{Ready, Store};
use std::path::Path;

/// Stores the alignment of a document; it is the `last` act, or others follow that a signal may still stop. What a person has
/// gone through stays, unless `--force` is given.
pub(super) fn import(
    args: &Args,
    global: &Global,
    store: &mut Store,
    files: &[&Path],
    texts: &AlignedTexts,
    last: bool,
) -> Result<AlignmentReport> {
    let sources = sources(files, &texts.texts, Some(store.path()));
    let commit = |ready: Ready<'_>| signals::hold(last, || ready.commit());
    let name = || {
        texts
            .texts
            .first()
            .map_or("", |text| text.name.as_str())
            .to_owned()
    };
    if args.review.result().is_some() {
        let report = store_review(store, &sources, &texts.rows, args.min_score, commit)?;
        tell_versions(global, &name(), &report);
        return Ok(report);
    }
    match review_of(store, &sources)?.filter(|_| !args.force) {
        Some(Reviewed::AsItIs) => {
            warn(
                global,
                &format!(
                    "{}: its alignment in the memory was reviewed and stays; --force replaces it",
                    name()
                ),
            );
            return Ok(AlignmentReport::default());
        }
        Some(Reviewed::Before) => warn(
            global,
            &format!(
                "{}: an earlier version of it was reviewed; that alignment is replaced",
                name()
            ),
        ),
        None => {}
    }
    let report = store_alignment(store, &sources, &texts.rows, args.min_score, commit)?;
    tell_versions(global, &name(), &report);
    Ok(report)
}

/// The texts as the memory knows them. A text is known by its path as seen from the memory's folder.
pub(super) fn sources(
    files: &[&Path],
    texts: &[InputText],
    memory: Option<&Path>,
) -> Vec<DocumentSource> {
    texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            // A review names its files; the command line does, byte by byte, for all others.
            let file = files.get(at).copied().unwrap_or(Path::new(&text.name));
            DocumentSource {
                name: (file != Path::new("-")).then(|| document_name(file, memory)),
                lang: text.lang.clone(),
                segments: text.segments.clone(),
            }
        })
        .collect()
}

fn document_name(file: &Path, memory: Option<&Path>) -> String {
    let whole = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
    let folder = memory
        .and_then(|memory| std::fs::canonicalize(memory).ok())
        .and_then(|memory| memory.parent().map(Path::to_path_buf));
    let name = match (&folder, memory) {
        (Some(folder), _) => whole.strip_prefix(folder).unwrap_or(&whole),
        (None, Some(_)) => &whole,
        (None, None) => file,
    };
    name.display().to_string().replace('\\', "/")
}

/// Tells which texts of the document are other versions of those that were stored.
fn tell_versions(global: &Global, name: &str, report: &AlignmentReport) {
    if !report.versions.is_empty() {
        let versions = report.versions.join(", ");
        note(
            global,
            &format!(
                "{name}: the memory also has another version of this document ({versions}); the pairs of all versions stay (an edited text under its old name replaces it)"
            ),
        );
    }
}

pub(super) fn described(report: &AlignmentReport) -> String {
    let mut parts = vec![format!("added {}", report.added)];
    for (number, what) in [
        (report.changed, "changed"),
        (report.unchanged, "unchanged"),
        (report.removed, "removed"),
        (report.unsure, "left out below --min-score"),
    ] {
        if number > 0 {
            parts.push(format!("{what} {number}"));
        }
    }
    parts.join(", ")
}
