//! Where a translation stands in its file, so that a finding leads to the line that a person edits.
//!
//! Readers say on which line a unit begins. From there the target is looked for as the file writes it: a whole
//! cell of the row, or the content of an element. Where it stands there in another form (inline codes, unusual
//! escapes) only the unit's line is known.

use super::Diagnostic;
use crate::error::Result;
use crate::format::encoding;
use std::path::Path;

/// How far after the beginning of a unit its target is looked for, in bytes.
const WINDOW: usize = 1 << 16;

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

    /// Sets line and column of a finding to its target's, where that is found.
    pub fn locate(&self, finding: &mut Diagnostic) {
        let Some(&from) = finding
            .unit
            .line
            .and_then(|line| line.checked_sub(1))
            .and_then(|line| self.lines.get(line))
        else {
            return;
        };
        let found = if self.xml {
            self.element(from, &finding.unit.target)
        } else {
            self.cell(from, &finding.unit.target)
        };
        if let Some(at) = found {
            let line = self.lines.partition_point(|start| *start <= at);
            finding.unit.line = Some(line);
            finding.unit.column = Some(self.text[self.lines[line - 1]..at].chars().count() + 1);
            if self.xml {
                allow_for_escapes(finding);
            }
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
        let unit = window.find("</tu>").map_or(window, |at| &window[..at]);
        unit.rfind(&format!(">{}<", escape(target)))
            .map(|at| from + at + 1)
    }
}

/// The column counts from the target's first character; what is written longer in the file moves the rest.
fn allow_for_escapes(finding: &mut Diagnostic) {
    let Some(span) = &finding.span else {
        return;
    };
    let before = &finding.unit.target[..span.start];
    let longer = escape(before).chars().count() - before.chars().count();
    finding.unit.column = finding.unit.column.map(|column| column + longer);
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
