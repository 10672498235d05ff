//! Where a translation stands in its file, so that a finding leads to the line that a person edits.
//!
//! Readers say on which line a unit begins. From there the target is looked for as the file writes it: a whole
//! cell of the row, or the content of an element. Where it stands there in another form (inline codes, unusual
//! escapes) only the unit's line is known.

use super::{Diagnostic, Places};
use crate::error::Result;
use crate::format::encoding;
use std::path::Path;

/// How far after the beginning of a unit its target is looked for, in bytes.
const WINDOW: usize = 1 << 16;

/// What ends a unit in TMX, XLIFF 1.2 and XLIFF 2.0.
const UNIT_ENDS: [&str; 3] = ["</tu>", "</trans-unit>", "</unit>"];

/// A file's text with the beginnings of its lines.
#[derive(Debug, Clone)]
pub struct Locator {
    text: String,
    lines: Vec<usize>,
    xml: bool,
}

impl Locator {
    /// Reads a file once more, to find places in it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        Ok(Self::new(encoding::read_text(path)?))
    }

    /// Finds places in a text.
    pub fn new(text: String) -> Self {
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let xml = text.trim_start().starts_with('<');
        Self { text, lines, xml }
    }

    /// The byte where the target of the unit on a line begins.
    fn target(&self, line: usize, target: &str) -> Option<usize> {
        let from = *self.lines.get(line.checked_sub(1)?)?;
        if self.xml {
            self.element(from, target)
        } else {
            self.cell(from, target)
        }
    }

    /// The last cell of a row that is the text.
    fn cell(&self, from: usize, target: &str) -> Option<usize> {
        let row = self.text[from..]
            .split(['\n', '\r'])
            .next()
            .unwrap_or_default();
        let mut at = from;
        let mut found = None;
        for cell in row.split('\t') {
            if cell == target {
                found = Some(at);
            }
            at += cell.len() + 1;
        }
        found
    }

    /// The content of an element of the unit that is the text.
    fn element(&self, from: usize, target: &str) -> Option<usize> {
        let mut end = (from + WINDOW).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let window = &self.text[from..end];
        let end = UNIT_ENDS.iter().filter_map(|end| window.find(end)).min();
        let unit = end.map_or(window, |at| &window[..at]);
        unit.rfind(&format!(">{}<", escape(target)))
            .map(|at| from + at + 1)
    }
}

impl Places for Locator {
    fn locate(&self, finding: &mut Diagnostic) {
        let target = &finding.unit.target;
        let Some(start) = finding.line.and_then(|line| self.target(line, target)) else {
            return;
        };
        let before = finding
            .span
            .as_ref()
            .map_or("", |span| &target[..span.start]);
        let at = start
            + if self.xml {
                escape(before).len()
            } else {
                before.len()
            };
        let line = self.lines.partition_point(|first| *first <= at);
        finding.line = Some(line);
        finding.column = Some(self.text[self.lines[line - 1]..at].chars().count() + 1);
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
