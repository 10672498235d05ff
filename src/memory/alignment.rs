//! Storing an alignment: beads that share a segment become one unit with all their languages.
//!
//! A document is a set of texts that are translations of one another, with a ladder for each pair that was
//! aligned. Its units follow from the ladders alone, so it does not matter in which order texts were aligned.
//! Aligning again replaces what was there; a ladder to a text that is not aligned this time is carried over to
//! the new version of its partner, sentence by sentence, as far as the sentences still stand there.

use crate::error::Result;
use crate::lang::Lang;
use crate::model::{Neighbour, Tu, Tuv};
use crate::store::{BeadRow, DocumentText, Store, StoredTu, Writing};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A text that was aligned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSource {
    /// By what name it is known: its path as seen from the memory's folder; `None` for standard input.
    pub name: Option<String>,
    /// Its language.
    pub lang: Lang,
    /// Its segments.
    pub segments: Vec<String>,
}

/// Segments of all texts that belong together. A side may be empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// A range of segments for each text, in the order of the texts.
    pub sides: Vec<Range<usize>>,
    /// How sure it is, 0 to 1.
    pub score: f64,
}

/// What an alignment did to the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AlignmentReport {
    /// Units that are new.
    pub added: usize,
    /// Units that were changed: most often, that got a further language.
    pub changed: usize,
    /// Units that are as they were.
    pub unchanged: usize,
    /// Units that are no longer in the document.
    pub removed: usize,
    /// Rows whose score was under the limit.
    pub unsure: usize,
}

/// Stores the alignment of two or more texts as one act. Rows that score less than `min_score` stay out; `commit`
/// runs the final step, so that the caller can hold off a signal meanwhile.
///
/// # Errors
/// When the memory cannot be written; it is then as it was.
pub fn store_alignment(
    store: &mut Store,
    texts: &[DocumentSource],
    rows: &[Row],
    min_score: f64,
    commit: impl FnOnce(Writing<'_>) -> Result<()>,
) -> Result<AlignmentReport> {
    let names: Vec<&str> = texts.iter().filter_map(|t| t.name.as_deref()).collect();
    let mut writing = store.write("align", Some(&names.join(", ")), true)?;
    let (document, ids) = place_texts(&writing, texts)?;
    for a in 0..texts.len() {
        for b in a + 1..texts.len() {
            writing.put_ladder(ids[a], ids[b], &ladder(rows, a, b, min_score))?;
        }
    }
    let mut report = refresh_units(&mut writing, document)?;
    report.unsure = rows
        .iter()
        .filter(|row| {
            row.score < min_score && row.sides.iter().filter(|s| !s.is_empty()).count() > 1
        })
        .count();
    commit(writing)?;
    Ok(report)
}

fn ladder(rows: &[Row], a: usize, b: usize, min_score: f64) -> Vec<BeadRow> {
    rows.iter()
        .filter(|row| {
            row.score >= min_score && !row.sides[a].is_empty() && !row.sides[b].is_empty()
        })
        .map(|row| BeadRow {
            source: (row.sides[a].start, row.sides[a].end),
            target: (row.sides[b].start, row.sides[b].end),
            score: row.score,
        })
        .collect()
}

/// Finds or makes the document and the stored text of each given text.
fn place_texts(writing: &Writing<'_>, texts: &[DocumentSource]) -> Result<(i64, Vec<i64>)> {
    let mut known = Vec::with_capacity(texts.len());
    for text in texts {
        known.push(find_text(writing, text, texts)?);
    }
    let mut documents: Vec<i64> = known.iter().flatten().map(|t| t.document).collect();
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
                    writing.rename_text(old.id, name)?;
                }
                if old.segments != text.segments {
                    carry_over(writing, document, old, &text.segments)?;
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
                    other.lang == partner.lang
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

/// Makes the units of a document what its ladders say, and leaves alone those that already are.
fn refresh_units(writing: &mut Writing<'_>, document: i64) -> Result<AlignmentReport> {
    let wanted = units_of_ladders(writing, document)?;
    let mut existing = Existing::new(writing.units_of(document)?);
    let mut report = AlignmentReport::default();
    // First those that are the same, so that a unit is never changed into one that is there already.
    let mut open = Vec::new();
    for tu in wanted {
        let Some(old) = existing.take_same(&tu) else {
            open.push(tu);
            continue;
        };
        let renewed = renewed(&old.tu, &tu, None);
        if renewed == old.tu {
            report.unchanged += 1;
        } else {
            writing.edit(old.id, &renewed)?;
            report.changed += 1;
        }
    }
    let now = writing.now().to_owned();
    for mut tu in open {
        if let Some(old) = existing.take_near(&tu) {
            writing.edit(old.id, &renewed(&old.tu, &tu, Some(&now)))?;
            report.changed += 1;
        } else {
            tu.attributes.creation_date = Some(now.clone());
            writing.add(&tu, Some(document))?;
            report.added += 1;
        }
    }
    for gone in existing.units.into_iter().flatten() {
        writing.delete(gone.id)?;
        report.removed += 1;
    }
    Ok(report)
}

type TextKey = (Lang, String);

/// The units that a document had, found by their texts and each used once.
struct Existing {
    units: Vec<Option<StoredTu>>,
    by_all: FxHashMap<Vec<TextKey>, Vec<usize>>,
    by_one: FxHashMap<TextKey, Vec<usize>>,
}

impl Existing {
    fn new(units: Vec<StoredTu>) -> Self {
        let mut by_all: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        let mut by_one: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        // From the end, so that `pop` gives the first.
        for (n, unit) in units.iter().enumerate().rev() {
            let keys = keys(&unit.tu);
            for key in &keys {
                by_one.entry(key.clone()).or_default().push(n);
            }
            by_all.entry(keys).or_default().push(n);
        }
        Self {
            units: units.into_iter().map(Some).collect(),
            by_all,
            by_one,
        }
    }

    /// A unit with the very same languages and texts.
    fn take_same(&mut self, tu: &Tu) -> Option<StoredTu> {
        let n = self.by_all.get_mut(&keys(tu))?.pop()?;
        self.units[n].take()
    }

    /// A unit that shares a text, most likely the same sentence with a further or a changed language.
    fn take_near(&mut self, tu: &Tu) -> Option<StoredTu> {
        for key in keys(tu) {
            for n in self.by_one.get(&key).into_iter().flatten().rev() {
                if let Some(unit) = self.units[*n].take() {
                    return Some(unit);
                }
            }
        }
        None
    }
}

fn keys(tu: &Tu) -> Vec<TextKey> {
    tu.variants
        .iter()
        .map(|v| (v.lang.clone(), v.segment.text()))
        .collect()
}

/// The old unit with the new texts: what people added to it stays.
fn renewed(old: &Tu, new: &Tu, changed: Option<&str>) -> Tu {
    let mut tu = old.clone();
    tu.alignment = new.alignment;
    tu.variants = new
        .variants
        .iter()
        .map(|variant| {
            let kept = old
                .variants
                .iter()
                .find(|o| o.lang == variant.lang && o.segment.text() == variant.segment.text());
            match kept {
                Some(kept) => Tuv {
                    before: variant.before.clone(),
                    after: variant.after.clone(),
                    ..kept.clone()
                },
                None => variant.clone(),
            }
        })
        .collect();
    if let Some(date) = changed {
        tu.attributes.change_date = Some(date.to_owned());
    }
    tu
}

/// The units that follow from a document's ladders: the connected sets of segments that reach two texts or more.
fn units_of_ladders(writing: &Writing<'_>, document: i64) -> Result<Vec<Tu>> {
    let texts = writing.texts_of(document)?;
    let place: FxHashMap<i64, usize> = texts.iter().enumerate().map(|(n, t)| (t.id, n)).collect();
    let mut first = Vec::with_capacity(texts.len() + 1);
    let mut total = 0;
    for text in &texts {
        first.push(total);
        total += text.segments.len();
    }
    let mut sets = Sets::new(total);
    for ladder in writing.ladders_of(document)? {
        let (Some(a), Some(b)) = (place.get(&ladder.source), place.get(&ladder.target)) else {
            continue;
        };
        for bead in &ladder.beads {
            let left =
                (bead.source.0..bead.source.1.min(texts[*a].segments.len())).map(|n| first[*a] + n);
            let right =
                (bead.target.0..bead.target.1.min(texts[*b].segments.len())).map(|n| first[*b] + n);
            let nodes: Vec<usize> = left.chain(right).collect();
            for node in &nodes {
                sets.join(nodes[0], *node, bead.score);
            }
        }
    }
    let mut members: FxHashMap<usize, Vec<Vec<usize>>> = FxHashMap::default();
    let mut order = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        for segment in 0..text.segments.len() {
            let root = sets.find(first[n] + segment);
            let sides = members.entry(root).or_insert_with(|| {
                order.push(root);
                vec![Vec::new(); texts.len()]
            });
            sides[n].push(segment);
        }
    }
    let views: Vec<TextView<'_>> = texts.iter().map(TextView::from).collect();
    Ok(order
        .into_iter()
        .filter_map(|root| unit(&views, &members[&root], sets.score[root]))
        .collect())
}

/// What a unit needs to know about a text.
struct TextView<'a> {
    name: Option<&'a str>,
    lang: &'a Lang,
    segments: &'a [String],
}

impl<'a> From<&'a DocumentText> for TextView<'a> {
    fn from(text: &'a DocumentText) -> Self {
        Self {
            name: text.name.as_deref(),
            lang: &text.lang,
            segments: &text.segments,
        }
    }
}

impl<'a> From<&'a DocumentSource> for TextView<'a> {
    fn from(text: &'a DocumentSource) -> Self {
        Self {
            name: text.name.as_deref(),
            lang: &text.lang,
            segments: &text.segments,
        }
    }
}

/// The units of an alignment without a memory, for an export; rows that score less than `min_score` stay out.
pub fn aligned_units(texts: &[DocumentSource], rows: &[Row], min_score: f64) -> Vec<Tu> {
    let views: Vec<TextView<'_>> = texts.iter().map(TextView::from).collect();
    rows.iter()
        .filter(|row| row.score >= min_score)
        .filter_map(|row| {
            let sides: Vec<Vec<usize>> = row
                .sides
                .iter()
                .map(|side| side.clone().collect())
                .collect();
            unit(&views, &sides, row.score)
        })
        .collect()
}

fn unit(texts: &[TextView<'_>], sides: &[Vec<usize>], score: f64) -> Option<Tu> {
    let variants: Vec<Tuv> = texts
        .iter()
        .zip(sides)
        .filter_map(|(text, segments)| variant(text, segments))
        .collect();
    (variants.len() > 1).then(|| Tu {
        // Without its folders, which say something of the machine and nothing of the text.
        origin: texts
            .iter()
            .find_map(|t| t.name)
            .map(|name| name.rsplit('/').next().unwrap_or(name).to_owned()),
        alignment: Some(score),
        variants,
        ..Tu::default()
    })
}

fn variant(text: &TextView<'_>, segments: &[usize]) -> Option<Tuv> {
    let (first, last) = (*segments.first()?, *segments.last()?);
    let joined: Vec<&str> = segments
        .iter()
        .map(|n| text.segments[*n].as_str())
        .collect();
    let neighbour = |at: Option<usize>| match at.and_then(|at| text.segments.get(at)) {
        Some(text) => Neighbour::Text(text.clone()),
        None => Neighbour::Border,
    };
    Some(Tuv {
        before: neighbour(first.checked_sub(1)),
        after: neighbour(Some(last + 1)),
        ..Tuv::plain(text.lang.clone(), joined.join(text.lang.joiner()))
    })
}

/// Disjoint sets of segments, each with the least score of the beads that made it.
struct Sets {
    parent: Vec<usize>,
    score: Vec<f64>,
}

impl Sets {
    fn new(size: usize) -> Self {
        Self {
            parent: (0..size).collect(),
            score: vec![1.0; size],
        }
    }

    fn find(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize, score: f64) {
        let (a, b) = (self.find(a), self.find(b));
        let least = self.score[a].min(self.score[b]).min(score);
        self.parent[b] = a;
        self.score[a] = least;
    }
}
