//! What is checked: a source and its translation, with the place where it stands.

use super::Suppression;
use crate::error::Result;
use crate::format::{Entry, Oddity, Rejected, Remark, UnitReader, po};
use crate::lang::Lang;
use crate::model::{Code, CodeKind, Tu, Tuv};
use rustc_hash::{FxHashMap, FxHasher};
use std::collections::VecDeque;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

/// A source text and its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilingualUnit {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// The line, from 1, of the unit in its file, if known.
    pub line: Option<usize>,
    /// How many units with the same texts begin before it on its line.
    pub alike_before: usize,
    /// The unit's key in its file, or its number from 1.
    pub unit: String,
    /// The source text.
    pub source: String,
    /// The translation.
    pub target: String,
    /// The source's language.
    pub source_lang: Lang,
    /// The translation's language.
    pub target_lang: Lang,
    /// Findings that are right as they stand.
    pub suppressions: Vec<Suppression>,
    /// The inline codes of source and target.
    pub codes: [Vec<InlineCode>; 2],
}

/// An inline code of a unit's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineCode {
    /// What it is.
    pub kind: CodeKind,
    /// Its kind and type, by which it is compared.
    pub signature: String,
    /// What it holds of the native format, as far as it can be shown; may be empty.
    pub native: String,
}

/// Characters of a native code that are kept.
const NATIVE: usize = 60;

impl InlineCode {
    fn new(code: &Code) -> Self {
        Self {
            kind: code.kind,
            signature: code.signature(),
            native: code.native().trim().chars().take(NATIVE).collect(),
        }
    }
}

impl BilingualUnit {
    /// A source text with its language, and its translation with its own, in a unit of a file.
    pub fn new(file: &str, unit: &str, source: (&str, &Lang), target: (&str, &Lang)) -> Self {
        Self {
            file: file.into(),
            line: None,
            alike_before: 0,
            unit: unit.to_owned(),
            source: source.0.to_owned(),
            target: target.0.to_owned(),
            source_lang: source.1.clone(),
            target_lang: target.1.clone(),
            suppressions: Vec::new(),
            codes: [Vec::new(), Vec::new()],
        }
    }
}

/// What a file held that could not be checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Skipped {
    /// Units that the reader rejected, or that have no source text where each has a place for one.
    pub rejected: Vec<Rejected>,
    /// Units that lack one of the two languages, or a text in it.
    pub without_pair: usize,
}

/// The units that begin on a line: a file may have all of them on one.
#[derive(Default)]
struct OnLine {
    line: Option<usize>,
    /// How many there are of each pair of texts, by a hash of these.
    counts: FxHashMap<u64, usize>,
}

impl OnLine {
    /// Counts a unit; how many of its texts stand before it on its line. White space does not count, as where texts are looked for.
    fn count(&mut self, unit: &BilingualUnit) -> usize {
        if self.line != unit.line {
            self.line = unit.line;
            self.counts.clear();
        }
        let mut hasher = FxHasher::default();
        for text in [&unit.source, &unit.target] {
            let visible = text.chars().filter(|c| !c.is_whitespace());
            visible.for_each(|c| c.hash(&mut hasher));
            0_u32.hash(&mut hasher);
        }
        let count = self.counts.entry(hasher.finish()).or_default();
        *count += 1;
        *count - 1
    }
}

/// The pairs of two languages in a file of units.
pub struct Pairs {
    reader: Box<dyn UnitReader>,
    file: Arc<str>,
    source: Lang,
    target: Lang,
    number: usize,
    on_line: OnLine,
    /// Further translations of the last unit.
    ready: VecDeque<BilingualUnit>,
    /// What was passed over so far.
    pub skipped: Skipped,
    /// The suppressions that were met so far, with their units.
    pub suppressions: Vec<(Suppression, Arc<BilingualUnit>)>,
}

impl Pairs {
    /// The pairs of a reader. `file` is what findings call it.
    pub fn new(reader: Box<dyn UnitReader>, file: &str, source: &Lang, target: &Lang) -> Self {
        Self {
            reader,
            file: file.into(),
            source: source.clone(),
            target: target.clone(),
            number: 0,
            on_line: OnLine::default(),
            ready: VecDeque::new(),
            skipped: Skipped::default(),
            suppressions: Vec::new(),
        }
    }

    /// A unit as a pair; where the format has a place for the translation in every unit, one without it is empty.
    fn pair(&self, tu: &Tu, line: usize) -> Option<BilingualUnit> {
        let source = tu.variant(&self.source)?;
        let none = Tuv::plain(self.target.clone(), "");
        let target = match tu.variant(&self.target) {
            Some(target) => target,
            None => self.reader.has_place_for(&self.target).then_some(&none)?,
        };
        self.pair_of(tu, [source, target], line)
    }

    fn pair_of(&self, tu: &Tu, [source, target]: [&Tuv; 2], line: usize) -> Option<BilingualUnit> {
        let (from, to) = (source.segment.text(), target.segment.text());
        if std::ptr::eq(source, target) || from.trim().is_empty() {
            return None;
        }
        let line = (line > 0).then_some(line);
        Some(BilingualUnit {
            file: Arc::clone(&self.file),
            line,
            alike_before: 0,
            unit: tu.tuid.clone().unwrap_or_else(|| self.number.to_string()),
            source: from,
            target: to,
            source_lang: source.lang.clone(),
            target_lang: target.lang.clone(),
            suppressions: Suppression::in_unit(tu, line),
            codes: [source, target].map(|tuv| {
                tuv.segment
                    .codes()
                    .into_iter()
                    .map(InlineCode::new)
                    .collect()
            }),
        })
    }
}

impl Pairs {
    /// The pairs of the further texts in the language of a unit's translation.
    fn further(&self, tu: &Tu, line: usize) -> VecDeque<BilingualUnit> {
        let langs = [&self.source, &self.target];
        let [Some(source), Some(first)] = langs.map(|lang| tu.variant(lang)) else {
            return VecDeque::new();
        };
        let further = tu.variants.iter().filter(|tuv| {
            tuv.lang == first.lang && tuv.lang != source.lang && !std::ptr::eq(*tuv, first)
        });
        let pairs = further.filter_map(|target| self.pair_of(tu, [source, target], line));
        pairs.collect()
    }

    /// Tells variants that cannot be read: they may be in these languages.
    fn tell_lost(&mut self, tu: &Tu, line: usize, remarks: Vec<Remark>) {
        let lost = remarks.into_iter();
        for remark in lost.filter(|remark| remark.oddity == Oddity::NoLanguage) {
            let line = if remark.line > 0 { remark.line } else { line };
            let rejected = Rejected::new(line, tu.tuid.clone(), remark.text);
            self.skipped.rejected.push(rejected.broken());
        }
    }

    fn lacks_source(&self, tu: &Tu) -> bool {
        self.reader.has_place_for(&self.source) && tu.variant(&self.source).is_none()
    }
}

impl Iterator for Pairs {
    type Item = Result<BilingualUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(mut unit) = self.ready.pop_front() {
            unit.alike_before = self.on_line.count(&unit);
            return Some(Ok(unit));
        }
        loop {
            let entry = match self.reader.next_entry()? {
                Ok(entry) => entry,
                Err(error) => return Some(Err(error)),
            };
            self.number += 1;
            match entry {
                // Nobody reads what is no longer in use.
                Entry::Unit { tu, .. } if po::is_obsolete(&tu) => {}
                Entry::Unit { tu, line, remarks } => {
                    self.tell_lost(&tu, line, remarks);
                    match self.pair(&tu, line) {
                        Some(mut unit) => {
                            self.ready = self.further(&tu, line);
                            unit.alike_before = self.on_line.count(&unit);
                            if !unit.suppressions.is_empty() {
                                let shared = Arc::new(unit.clone());
                                let own = |s: &Suppression| (s.clone(), Arc::clone(&shared));
                                self.suppressions.extend(unit.suppressions.iter().map(own));
                            }
                            return Some(Ok(unit));
                        }
                        None if self.lacks_source(&tu) => {
                            let reason = format!("there is no text in {}", self.source);
                            self.skipped
                                .rejected
                                .push(Rejected::new(line, None, reason));
                        }
                        None => self.skipped.without_pair += 1,
                    }
                }
                Entry::Rejected(rejected) => self.skipped.rejected.push(rejected),
            }
        }
    }
}
