//! Import: units of a file into the memory, each compared with what the memory held before.

use super::read_ahead::{Read, read_ahead};
use crate::error::Result;
use crate::format::UnitReader;
use crate::lang::Lang;
use crate::model::{Tu, Tuv};
use crate::store::{Analysis, Ready, Store, UnitId, Writing};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// What becomes of a unit whose source and context are in the memory with another translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDuplicate {
    /// The memory's unit stays, the new one is left out (counted as unchanged).
    Keep,
    /// The memory's unit gets the new translation (counted as merged).
    Update,
    /// Both stand side by side.
    #[default]
    Add,
}

/// A unit that was not taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// What became of the units of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FileReport {
    /// The file.
    pub file: String,
    /// Units in it: the sum of the four numbers that follow.
    pub read: u64,
    /// Units that are new.
    pub added: u64,
    /// Units that gave a known unit further languages, or another translation.
    pub merged: u64,
    /// Units that the memory held already.
    pub unchanged: u64,
    /// Units that could not be taken over.
    pub rejected: u64,
    /// The rejected units.
    pub rejects: Vec<Reject>,
    /// What was odd and was read all the same.
    pub remarks: Vec<Remark>,
}

/// An oddity that was read all the same, once for all its places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// What was odd.
    pub reason: String,
    /// In how many units.
    pub count: u64,
    /// The first few lines, from 1.
    pub lines: Vec<usize>,
}

/// More lines of one oddity are counted only, more different oddities are counted as one.
const MOST_LINES: usize = 5;
const MOST_REMARKS: usize = 200;

/// What became of the units of all files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ImportReport {
    /// Sum over the files.
    pub read: u64,
    /// Sum over the files.
    pub added: u64,
    /// Sum over the files.
    pub merged: u64,
    /// Sum over the files.
    pub unchanged: u64,
    /// Sum over the files.
    pub rejected: u64,
    /// Each file.
    pub files: Vec<FileReport>,
}

impl ImportReport {
    /// Adds a file.
    pub fn push(&mut self, file: FileReport) {
        self.read += file.read;
        self.added += file.added;
        self.merged += file.merged;
        self.unchanged += file.unchanged;
        self.rejected += file.rejected;
        self.files.push(file);
    }
}

/// How to import, and what this import, over all its files, has done so far.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Only these languages, where any are given.
    pub langs: Vec<Lang>,
    /// What becomes of another translation of a known source.
    pub on_duplicate: OnDuplicate,
    /// Leave the fuzzy index to `reindex`.
    pub no_index: bool,
    /// The last unit that the memory held before the first file: what comes is compared with those up to it.
    last_before: Option<UnitId>,
    /// The units that this import has changed, with the languages that it gave them: they are compared as they were.
    touched: FxHashMap<UnitId, Touched>,
}

/// What this import did to a unit that was there before.
#[derive(Debug, Clone)]
enum Touched {
    /// It got these languages.
    Extended(Vec<Lang>),
    /// It got another translation; what it was is no longer at hand.
    Replaced,
}

impl Import {
    /// An import of these languages (all, where none are given).
    pub fn new(langs: Vec<Lang>, on_duplicate: OnDuplicate, no_index: bool) -> Self {
        Self {
            langs,
            on_duplicate,
            no_index,
            ..Self::default()
        }
    }
}

/// What one unit did.
enum Fate {
    Added,
    Merged,
    Unchanged,
}

impl Import {
    /// Imports one file as one act: all of it or nothing. `progress` is told the bytes that were read;
    /// `commit` runs the final step, so that the caller can hold off a signal meanwhile.
    ///
    /// # Errors
    /// When the file is refused as a whole or the memory cannot be written; the memory is then as it was.
    pub fn run(
        &mut self,
        store: &mut Store,
        file: &str,
        reader: &mut (dyn UnitReader + Send),
        mut progress: impl FnMut(u64),
        commit: impl FnOnce(Ready<'_>) -> Result<()>,
    ) -> Result<FileReport> {
        let mut report = FileReport {
            file: file.to_owned(),
            ..FileReport::default()
        };
        let mut writing = store.write("import", Some(file), !self.no_index)?;
        let last_before = *self.last_before.get_or_insert(writing.last_before());
        let langs = self.langs.clone();
        read_ahead(reader, &langs, |read, position| {
            report.read += 1;
            match read {
                Read::Rejected { line, reason } => report.reject(*line, reason.clone()),
                Read::Unit {
                    tu,
                    analyses,
                    line,
                    remarks,
                } => {
                    for reason in remarks {
                        report.remark(*line, reason);
                    }
                    match self.place(&mut writing, tu, analyses, last_before)? {
                        Fate::Added => report.added += 1,
                        Fate::Merged => report.merged += 1,
                        Fate::Unchanged => report.unchanged += 1,
                    }
                }
            }
            progress(position);
            Ok(())
        })?;
        if report.added + report.merged > 0 {
            writing.set_header(reader.header())?;
            commit(writing.ready()?)?;
            store.take_over_log();
        }
        Ok(report)
    }

    fn place(
        &mut self,
        writing: &mut Writing<'_>,
        tu: &Tu,
        analyses: &[Analysis],
        last_before: UnitId,
    ) -> Result<Fate> {
        let mut extends: Option<(UnitId, Tu)> = None;
        let mut other_target: Option<(UnitId, Tu)> = None;
        for id in candidates(writing, tu, analyses, last_before)? {
            let Some(known) = self.as_it_was(writing, id)? else {
                continue;
            };
            match compare(&known, tu) {
                // A unit that holds all of it comes before one that could take it up.
                Relation::Holds => return Ok(Fate::Unchanged),
                Relation::Extends if extends.is_none() && self.has_room(id, tu) => {
                    extends = Some((id, known));
                }
                Relation::OtherTarget if !self.touched.contains_key(&id) => {
                    other_target = Some((id, known));
                }
                Relation::Extends | Relation::OtherTarget | Relation::Different => {}
            }
        }
        if let Some((id, known)) = extends {
            self.extend(writing, id, &known, tu)?;
            return Ok(Fate::Merged);
        }
        match (self.on_duplicate, other_target) {
            (OnDuplicate::Keep, Some(_)) => Ok(Fate::Unchanged),
            (OnDuplicate::Update, Some((id, known))) => {
                writing.edit(id, &updated(&known, tu))?;
                self.touched.insert(id, Touched::Replaced);
                Ok(Fate::Merged)
            }
            _ => {
                writing.add_analysed(tu, analyses, None)?;
                Ok(Fate::Added)
            }
        }
    }

    /// A unit as it was before this import.
    fn as_it_was(&self, writing: &Writing<'_>, id: UnitId) -> Result<Option<Tu>> {
        let Some(mut tu) = writing.unit(id)?.map(|stored| stored.tu) else {
            return Ok(None);
        };
        match self.touched.get(&id) {
            None => {}
            Some(Touched::Extended(langs)) => tu.variants.retain(|v| !langs.contains(&v.lang)),
            Some(Touched::Replaced) => return Ok(None),
        }
        Ok(Some(tu))
    }

    /// Whether this import has not given the unit a language of this one already.
    fn has_room(&self, id: UnitId, tu: &Tu) -> bool {
        match self.touched.get(&id) {
            Some(Touched::Extended(langs)) => !tu.variants.iter().any(|v| langs.contains(&v.lang)),
            Some(Touched::Replaced) => false,
            None => true,
        }
    }

    fn extend(&mut self, writing: &mut Writing<'_>, id: UnitId, known: &Tu, tu: &Tu) -> Result<()> {
        let Some(now) = writing.unit(id)? else {
            return Ok(());
        };
        writing.edit(id, &merged(&now.tu, tu))?;
        let new = tu
            .variants
            .iter()
            .map(|v| v.lang.clone())
            .filter(|lang| !known.variants.iter().any(|k| k.lang == *lang));
        match self
            .touched
            .entry(id)
            .or_insert_with(|| Touched::Extended(Vec::new()))
        {
            Touched::Extended(langs) => langs.extend(new),
            Touched::Replaced => {}
        }
        Ok(())
    }
}

impl FileReport {
    fn remark(&mut self, line: usize, reason: &str) {
        let full = self.remarks.len() >= MOST_REMARKS;
        let reason = if full && !self.remarks.iter().any(|r| r.reason == reason) {
            "further oddities of other kinds"
        } else {
            reason
        };
        match self.remarks.iter_mut().find(|r| r.reason == reason) {
            Some(known) => {
                known.count += 1;
                if known.lines.len() < MOST_LINES {
                    known.lines.push(line);
                }
            }
            None => self.remarks.push(Remark {
                reason: reason.to_owned(),
                count: 1,
                lines: vec![line],
            }),
        }
    }

    fn reject(&mut self, line: usize, reason: String) {
        self.rejected += 1;
        self.rejects.push(Reject { line, reason });
    }
}

/// The units up to `last` that share a text with this one.
fn candidates(
    writing: &Writing<'_>,
    tu: &Tu,
    analyses: &[Analysis],
    last: UnitId,
) -> Result<Vec<UnitId>> {
    if last == 0 {
        return Ok(Vec::new());
    }
    let mut ids = Vec::new();
    for (variant, text) in tu.variants.iter().zip(analyses) {
        ids.extend(writing.units_with_text(text, &variant.lang, last)?);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

enum Relation {
    /// The known unit has all that the new one has.
    Holds,
    /// They agree in every language that both have, and the new one has more.
    Extends,
    /// Source, context and target language are the same, the translation is another one.
    OtherTarget,
    /// Another unit.
    Different,
}

/// Exact text, codes, notes and properties count; dates, users and identifiers do not.
fn same_content(a: &Tuv, b: &Tuv) -> bool {
    a.lang == b.lang && a.segment == b.segment && a.annotations == b.annotations
}

fn compare(known: &Tu, new: &Tu) -> Relation {
    let (shared, more): (Vec<&Tuv>, Vec<&Tuv>) = new
        .variants
        .iter()
        .partition(|v| known.variants.iter().any(|k| k.lang == v.lang));
    let agree = |v: &&Tuv| known.variants.iter().any(|k| same_content(k, v));
    if known.annotations == new.annotations && shared.iter().all(agree) && !shared.is_empty() {
        return if more.is_empty() {
            Relation::Holds
        } else {
            Relation::Extends
        };
    }
    let source = new
        .source_lang
        .as_ref()
        .and_then(|lang| new.variant(lang))
        .or(new.variants.first());
    let same_source = source.is_some_and(|s| {
        known.variants.iter().any(|k| {
            k.lang == s.lang && k.segment == s.segment && k.before == s.before && k.after == s.after
        })
    });
    let other_target = shared
        .iter()
        .any(|v| source.is_some_and(|s| s.lang != v.lang) && !agree(v));
    if same_source && other_target {
        Relation::OtherTarget
    } else {
        Relation::Different
    }
}

/// The known unit with the languages that only the new one has.
fn merged(known: &Tu, new: &Tu) -> Tu {
    let mut tu = known.clone();
    for variant in &new.variants {
        if !known.variants.iter().any(|k| k.lang == variant.lang) {
            tu.variants.push(variant.clone());
        }
    }
    tu
}

/// The known unit with the new one's texts in the languages that both have.
fn updated(known: &Tu, new: &Tu) -> Tu {
    let mut tu = known.clone();
    for variant in &new.variants {
        match tu.variants.iter_mut().find(|k| k.lang == variant.lang) {
            Some(old) => *old = variant.clone(),
            None => tu.variants.push(variant.clone()),
        }
    }
    tu.attributes.change_date = new
        .attributes
        .change_date
        .clone()
        .or(tu.attributes.change_date);
    tu.attributes.change_id = new.attributes.change_id.clone().or(tu.attributes.change_id);
    tu
}
