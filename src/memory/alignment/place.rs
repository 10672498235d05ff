//! Which stored text a given one is, and what becomes of its ladders when it was edited.

use super::DocumentSource;
use crate::error::Result;
use crate::store::{BeadRow, DocumentText, Writing};
use rustc_hash::FxHashMap;

/// The beads that the memory has between the texts of each of these pairs, by their numbers: a review that stays, whatever the
/// names of its files are now. From the first text to the second.
pub(super) fn ladders_between(
    writing: &Writing<'_>,
    texts: &[DocumentSource],
    pairs: &[(usize, usize)],
) -> Result<Vec<Vec<BeadRow>>> {
    let mut out = Vec::with_capacity(pairs.len());
    for (a, b) in pairs {
        let [first, second] =
            [a, b].map(|n| writing.texts_with(&texts[*n].segments, &texts[*n].lang));
        let (first, second) = (first?, second?);
        let mut ladders = Vec::new();
        for text in &first {
            ladders.extend(writing.ladders_of(text.document)?);
        }
        // The newest stands for what was said last.
        ladders.sort_by_key(|ladder| std::cmp::Reverse(ladder.id));
        let is = |texts: &[DocumentText], id: i64| texts.iter().any(|text| text.id == id);
        let beads = ladders.into_iter().find_map(|ladder| {
            if is(&first, ladder.source) && is(&second, ladder.target) {
                return Some(ladder.beads);
            }
            let turned = is(&first, ladder.target) && is(&second, ladder.source);
            let turn = |bead: &BeadRow| BeadRow {
                source: bead.target,
                target: bead.source,
                ..*bead
            };
            turned.then(|| ladder.beads.iter().map(turn).collect())
        });
        out.push(beads.unwrap_or_default());
    }
    Ok(out)
}

/// Finds or makes the document and the stored text of each given text.
pub(super) fn place_texts(
    writing: &Writing<'_>,
    texts: &[DocumentSource],
) -> Result<(i64, Vec<i64>)> {
    let mut known = Vec::with_capacity(texts.len());
    for text in texts {
        known.push(find_text(writing, text, texts)?);
    }
    let mut documents: Vec<i64> = known.iter().flatten().map(|t| t.document).collect();
    // A text whose own file is still there is held by both names, so that editing one leaves the other as it is.
    for (text, known) in texts.iter().zip(&mut known) {
        let is_copy = |old: &mut DocumentText| match (&old.name, &text.name) {
            (Some(old), Some(new)) => old != new && writing.has_file(old),
            _ => false,
        };
        let _ = known.take_if(is_copy);
    }
    documents.sort_unstable();
    documents.dedup();
    let document = match documents.split_first() {
        None => writing.new_document()?,
        Some((first, rest)) => {
            for other in rest {
                writing.join_documents(*other, *first)?;
            }
            *first
        }
    };
    let mut ids = Vec::with_capacity(texts.len());
    for (text, known) in texts.iter().zip(&known) {
        let name = text.name.as_deref();
        ids.push(match known {
            None => writing.add_text(document, name, &text.lang, &text.segments)?,
            Some(old) => {
                if let Some(name) = name.filter(|_| old.name != text.name) {
                    writing.rename_text(old, name)?;
                }
                if old.segments != text.segments {
                    carry_over(writing, document, old, &text.segments)?;
                }
                if old.lang != text.lang {
                    writing.retag_text(old.id, &text.lang)?;
                }
                old.id
            }
        });
    }
    Ok((document, ids))
}

/// The stored text that a given text is: the one of its name, else the one of its content, unless that one has
/// another partner in a language that is aligned now (then two documents merely share a text).
fn find_text(
    writing: &Writing<'_>,
    text: &DocumentSource,
    all: &[DocumentSource],
) -> Result<Option<DocumentText>> {
    if let Some(name) = &text.name
        && let Some(found) = writing.texts_named(name, &text.lang)?.into_iter().next()
    {
        return Ok(Some(found));
    }
    for candidate in writing.texts_with(&text.segments, &text.lang)? {
        let partners = writing.texts_of(candidate.document)?;
        let taken = partners.iter().any(|partner| {
            partner.id != candidate.id
                && all.iter().any(|other| {
                    other.lang.fit(&partner.lang).is_some()
                        && other.name != partner.name
                        && other.segments != partner.segments
                })
        });
        if !taken {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

/// Gives a text its new segments and keeps of its ladders what still holds.
fn carry_over(
    writing: &Writing<'_>,
    document: i64,
    old: &DocumentText,
    segments: &[String],
) -> Result<()> {
    let mut new_place = FxHashMap::default();
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, &old.segments, segments) {
        if let similar::DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = op
        {
            new_place.extend((0..len).map(|n| (old_index + n, new_index + n)));
        }
    }
    let moved = |(from, end): (usize, usize)| {
        let start = *new_place.get(&from)?;
        (from..end)
            .all(|at| new_place.get(&at) == Some(&(start + at - from)))
            .then_some((start, start + end - from))
    };
    for ladder in writing.ladders_of(document)? {
        let beads: Vec<BeadRow> = if ladder.source == old.id {
            let keep = |b: &BeadRow| {
                Some(BeadRow {
                    source: moved(b.source)?,
                    ..*b
                })
            };
            ladder.beads.iter().filter_map(keep).collect()
        } else if ladder.target == old.id {
            let keep = |b: &BeadRow| {
                Some(BeadRow {
                    target: moved(b.target)?,
                    ..*b
                })
            };
            ladder.beads.iter().filter_map(keep).collect()
        } else {
            continue;
        };
        writing.put_ladder(ladder.source, ladder.target, &beads)?;
    }
    writing.replace_text(old.id, segments)
}
