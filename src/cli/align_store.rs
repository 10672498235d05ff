//! What `karvan align --import` stores, and what it says of it.

use super::Global;
use super::align::Args;
use super::output::{note, warn};
use super::signals::{self, Step};
use karvan::align::{AlignedTexts, InputText};
use karvan::error::Result;
use karvan::memory::{
    AlignmentReport, DocumentSource, Reviewed, are_known, reviews_of, store_alignment_beside,
    store_review,
};
use karvan::store::{Ready, Store};
use std::path::Path;

/// Stores the alignment of a document; it is the last step, or others follow that a signal may still stop. What a person has
/// gone through stays, unless `--force` is given.
pub(super) fn import(
    args: &Args,
    global: &Global,
    store: &mut Store,
    files: &[&Path],
    texts: &AlignedTexts,
    step: Step,
) -> Result<AlignmentReport> {
    let sources = sources(files, &texts.texts, Some(store.path()));
    let commit = |ready: Ready<'_>| signals::hold(step, || ready.commit());
    let name = || {
        texts
            .texts
            .first()
            .map_or("", |text| text.name.as_str())
            .to_owned()
    };
    if args.review.result().is_some() {
        for text in &sources {
            if is_other_version(store, text)? {
                let name = text.name.as_deref().unwrap_or_default();
                warn(
                    global,
                    &format!(
                        "{name}: the memory has another version of this text; that of the review replaces it"
                    ),
                );
            }
        }
        let report = store_review(store, &sources, &texts.rows, args.min_score, commit)?;
        tell_versions(global, &name(), &report);
        return Ok(report);
    }
    let reviews = if args.force {
        Vec::new()
    } else {
        reviews_of(store, &sources)?
    };
    let mut kept = Vec::new();
    for (pair, reviewed) in reviews {
        let name = if sources.len() > 2 {
            format!("{}, {}", texts.texts[pair.0].name, texts.texts[pair.1].name)
        } else {
            name()
        };
        if reviewed == Reviewed::AsItIs {
            kept.push(pair);
            warn(
                global,
                &format!(
                    "{name}: its alignment in the memory was reviewed and stays; --force replaces it"
                ),
            );
        } else {
            warn(
                global,
                &format!(
                    "{name}: an earlier version of it was reviewed; that alignment is replaced"
                ),
            );
        }
    }
    let all = kept.len() == sources.len() * (sources.len() - 1) / 2;
    if all && are_known(store, &sources)? {
        return Ok(AlignmentReport::default());
    }
    let rows = &texts.rows;
    let report = store_alignment_beside(store, &sources, rows, args.min_score, &kept, commit)?;
    tell_versions(global, &name(), &report);
    Ok(report)
}

/// Whether the memory has a text of this name that is another one.
fn is_other_version(store: &Store, text: &DocumentSource) -> Result<bool> {
    let Some(name) = text.name.as_deref() else {
        return Ok(false);
    };
    Ok(store.has_document_named(name, &text.lang)?
        && !store.has_text(Some(name), &text.lang, &text.segments)?)
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
