//! Import: units of a file into the memory, each compared with what the memory held before.

use super::import_report::{FileReport, Refused};
use super::read_ahead::{Read, read_ahead};
use crate::error::{Error, Place, Result};
use crate::format::units::OnDuplicate;
use crate::format::{Remark, UnitReader};
use crate::lang::Lang;
use crate::model::{Tu, Tuv};
use crate::store::{Analysis, Forms, Ready, Store, UnitId, Writing};
use rustc_hash::FxHashMap;
use std::path::Path;

/// How to import, and what this import, over all its files, has done so far.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Only these languages, where any are given; one alone says only which units are read.
    pub langs: Vec<Lang>,
    /// What becomes of another translation of a known source.
    pub on_duplicate: OnDuplicate,
    /// Leave the fuzzy index to `reindex`.
    pub no_index: bool,
    /// Refuse a file at the first thing that is odd about it.
    pub strict: bool,
    /// Work it all out and leave the memory as it was.
    pub dry_run: bool,
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

/// Who is told what an import is doing.
pub trait Follow {
    /// So many bytes of the file were read.
    fn progress(&mut self, bytes: u64);

    /// Something was not taken over.
    ///
    /// # Errors
    /// Whatever ends the import.
    fn refused(&mut self, _refused: &Refused<'_>) -> Result<()> {
        Ok(())
    }
}

/// Follows the bytes only.
struct Progress<F>(F);

impl<F: FnMut(u64)> Follow for Progress<F> {
    fn progress(&mut self, bytes: u64) {
        (self.0)(bytes);
    }
}

/// Counts what was odd, hands on the variants that were left out, and refuses the file that `strict` names for a fault.
fn take_remarks(
    report: &mut FileReport,
    line: usize,
    unit: Option<&str>,
    remarks: &[Remark],
    strict: Option<&Path>,
    follow: &mut dyn Follow,
) -> Result<()> {
    for remark in remarks {
        let line = if remark.line > 0 { remark.line } else { line };
        if let Some(path) = strict.filter(|_| remark.oddity.is_fault()) {
            return Err(refusal(path, line, &remark.text));
        }
        report.remark(line, remark);
        if remark.oddity.costs_variant() {
            follow.refused(&Refused {
                line,
                unit,
                whole: false,
                reason: &remark.text,
            })?;
        }
    }
    Ok(())
}

/// The error of a strict import.
fn refusal(path: &Path, line: usize, what: &str) -> Error {
    let place = if line > 0 {
        Place::line(path, line)
    } else {
        Place::file(path)
    };
    let help = "nothing was taken from this file; mend it, or import it without --strict";
    Error::malformed(place, what, help)
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
        progress: impl FnMut(u64),
        commit: impl FnOnce(Ready<'_>) -> Result<()>,
    ) -> Result<FileReport> {
        let mut follow = Progress(progress);
        self.run_followed(store, Path::new(file), reader, &mut follow, commit)
    }

    /// As [`Import::run`], telling what is refused too. `path` is what errors call the file; the memory remembers its
    /// name.
    ///
    /// # Errors
    /// As [`Import::run`], and what `follow` returns.
    pub fn run_followed(
        &mut self,
        store: &mut Store,
        path: &Path,
        reader: &mut (dyn UnitReader + Send),
        follow: &mut dyn Follow,
        commit: impl FnOnce(Ready<'_>) -> Result<()>,
    ) -> Result<FileReport> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy();
        let mut report = FileReport {
            file: path.display().to_string(),
            ..FileReport::default()
        };
        let index = !self.no_index && !self.dry_run;
        let mut writing = store.write("import", Some(&*name), index)?;
        let last_before = *self.last_before.get_or_insert(writing.last_before());
        if !index {
            writing.hold_back_lookup()?;
        }
        let mut forms = Forms::default();
        let analyse = move |tuv: &Tuv| {
            if index {
                Analysis::numbered(tuv, &mut forms)
            } else {
                Analysis::without_tokens(tuv)
            }
        };
        let langs = self.langs.clone();
        let strict = self.strict;
        read_ahead(reader, &langs, analyse, |read, position| {
            match read {
                Read::Remarks(remarks) => {
                    take_remarks(
                        &mut report,
                        0,
                        None,
                        remarks,
                        strict.then_some(path),
                        follow,
                    )?;
                }
                Read::Rejected { line, reason } => {
                    if strict {
                        return Err(refusal(path, *line, reason));
                    }
                    report.read += 1;
                    report.reject(*line, reason);
                    follow.refused(&Refused {
                        line: *line,
                        unit: None,
                        whole: true,
                        reason,
                    })?;
                }
                Read::Unit {
                    tu,
                    analyses,
                    line,
                    remarks,
                } => {
                    let unit = tu.tuid.as_deref();
                    let strict = strict.then_some(path);
                    take_remarks(&mut report, *line, unit, remarks, strict, follow)?;
                    report.read += 1;
                    match self.place(&mut writing, tu, analyses, last_before)? {
                        Fate::Added => report.added += 1,
                        Fate::Merged => report.merged += 1,
                        Fate::Unchanged => report.unchanged += 1,
                    }
                }
            }
            follow.progress(position);
            Ok(())
        })?;
        if report.added + report.merged > 0 && !self.dry_run {
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
