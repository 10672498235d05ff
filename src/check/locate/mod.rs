//! Where source and target stand in their file, so that a finding leads to the words that a person edits.
//!
//! Readers say on which line a unit begins. From there the texts are looked for as the format writes them: a cell, a
//! quoted string, the content of an element with its inline codes. White space may stand otherwise than in the unit.
//! Where a text is not found so, only the unit's line is known.

mod cells;
mod columns;
mod placed;
mod written;
mod xml;

use super::{BilingualUnit, Diagnostic, Edit, Places, Region, SourcePlace};
use crate::error::Result;
use crate::format::encoding;
use columns::Columns;
pub(super) use placed::Placed;
use std::cell::RefCell;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
pub(super) use written::{Escape, Written};

/// A file's text with the beginnings of its lines.
#[derive(Debug)]
pub struct Locator {
    text: String,
    lines: Vec<usize>,
    /// The unit that was looked for last: it may have several findings.
    last: RefCell<Option<(Arc<BilingualUnit>, Rc<Sides>)>>,
    columns: RefCell<Columns>,
    /// The units of XML that begin on the line that was looked at last, by the byte on which that begins.
    units: RefCell<Option<(usize, Vec<Vec<Written>>)>>,
}

/// Reads the texts of what begins at a byte of a file, in one or several ways.
type Reading = fn(&str, usize) -> Vec<Vec<Written>>;

/// Where the two texts of a unit stand.
#[derive(Debug, Default)]
struct Sides {
    source: Option<Placed>,
    target: Option<Placed>,
}

impl Locator {
    /// Reads a file once more, to find places in it.
    ///
    /// # Errors
    /// When it cannot be read as text.
    pub fn read(path: &Path) -> Result<Self> {
        Ok(Self::new(encoding::read_text(path)?))
    }

    /// Finds places in a text.
    pub fn new(text: String) -> Self {
        // Where CR alone ends the first line, readers count it.
        let returns = encoding::first_ends_with_return(text.as_bytes());
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => returns && bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let lines = std::iter::once(0)
            .chain(ends.map(|(at, _)| at + 1))
            .collect();
        Self {
            text,
            lines,
            last: RefCell::default(),
            columns: RefCell::default(),
            units: RefCell::default(),
        }
    }

    /// The texts of a unit, in the places where its file writes them.
    fn sides(&self, unit: &Arc<BilingualUnit>) -> Rc<Sides> {
        let mut last = self.last.borrow_mut();
        match &*last {
            Some((known, sides)) if Arc::ptr_eq(known, unit) => Rc::clone(sides),
            _ => {
                let sides = Rc::new(self.search(unit));
                *last = Some((Arc::clone(unit), Rc::clone(&sides)));
                sides
            }
        }
    }

    fn search(&self, unit: &BilingualUnit) -> Sides {
        let from = unit
            .line
            .and_then(|line| self.lines.get(line.checked_sub(1)?));
        let Some(&from) = from else {
            return Sides::default();
        };
        if self.text.trim_start().starts_with('<') {
            return self.search_xml(from, unit).unwrap_or_default();
        }
        let readings: [Reading; 4] = [cells::tabs, cells::gettext, cells::json, cells::quoted];
        readings
            .into_iter()
            .flat_map(|read| read(&self.text, from))
            .map(|texts| placed(&texts, fitting(&texts, unit), unit))
            .find(|sides| sides.target.is_some())
            .unwrap_or_default()
    }

    /// The texts of a unit that begins on the line from this byte on: of several that fit the one that it is.
    fn search_xml(&self, from: usize, unit: &BilingualUnit) -> Option<Sides> {
        let mut last = self.units.borrow_mut();
        if last.as_ref().is_none_or(|(known, _)| *known != from) {
            *last = Some((from, xml::units(&self.text, from)));
        }
        let (_, units) = last.as_ref()?;
        let found = units.iter().map(|texts| (texts, fitting(texts, unit)));
        let mut found = found.filter(|(_, (_, target))| target.is_some());
        let mut both = found.clone().filter(|(_, (source, _))| source.is_some());
        let (texts, at) = match both.clone().next() {
            Some(_) => both.nth(unit.alike_before),
            None => found.nth(unit.alike_before),
        }?;
        Some(placed(texts, at, unit))
    }

    fn region(&self, at: &Range<usize>) -> Region {
        let place = |at: usize| {
            let line = self.lines.partition_point(|first| *first <= at);
            let start = self.lines[line.saturating_sub(1)];
            (
                line,
                self.columns.borrow_mut().before(&self.text, start, at) + 1,
            )
        };
        let ((line, column), (end_line, end_column)) = (place(at.start), place(at.end));
        Region {
            line,
            column,
            end_line,
            end_column,
        }
    }
}

/// The places, among the texts that a file holds, of a source and of a target.
type Fitting = (Option<usize>, Option<usize>);

/// Which of the texts that a file holds are the source and the target. The target is the last one that fits, since it
/// stands behind a source that is the same.
fn fitting(texts: &[Written], unit: &BilingualUnit) -> Fitting {
    let target = texts.iter().rposition(|text| text.is(&unit.target));
    let source = texts
        .iter()
        .enumerate()
        .position(|(n, text)| Some(n) != target && text.is(&unit.source));
    (source, target)
}

fn placed(texts: &[Written], (source, target): Fitting, unit: &BilingualUnit) -> Sides {
    Sides {
        source: source.map(|n| Placed::new(texts[n].clone(), &unit.source)),
        target: target.map(|n| Placed::new(texts[n].clone(), &unit.target)),
    }
}

impl Places for Locator {
    fn locate(&self, finding: &mut Diagnostic) {
        let unit = Arc::clone(&finding.unit);
        let sides = self.sides(&unit);
        if let Some(target) = &sides.target {
            let region = self.region(&target.range(&unit.target, finding.span.as_ref()));
            finding.set_region(region);
        }
        if let Some(source) = &sides.source {
            let range = source.range(&unit.source, finding.source_span.as_ref());
            finding.source_place = Some(SourcePlace {
                file: Arc::clone(&unit.file),
                region: self.region(&range),
            });
        }
    }

    fn edit(&self, finding: &Diagnostic) -> Option<Edit> {
        let fix = finding.fix.as_ref()?;
        let unit = &finding.unit;
        let sides = self.sides(unit);
        let target = sides.target.as_ref()?;
        let range = target.range(&unit.target, Some(&fix.span));
        let escape = target.escape();
        // What stands there otherwise (with a code inside, say) is not replaced blindly.
        let as_written = escape.apply(&unit.target[fix.span.clone()])?;
        (self.text.get(range.clone())? == as_written).then_some(())?;
        Some(Edit {
            range,
            text: escape.apply(&fix.replacement)?.into_owned(),
        })
    }
}

#[cfg(test)]
mod tests;
