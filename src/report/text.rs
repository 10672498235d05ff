//! Findings for people: place, severity, code, message, and an excerpt with the words marked.

use super::Report;
use super::excerpt::{beginning, excerpt};
use crate::check::{Diagnostic, Severity, Tally};
use crate::error::Place;
use crate::text::one_line;
use anstyle::{AnsiColor, Style};
use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

/// How words are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// In colour, for a terminal.
    Colour,
    /// In brackets.
    Brackets,
}

/// Characters that are shown on each side of the marked words.
const AROUND: usize = 70;

/// Writes findings as text.
#[derive(Debug)]
pub struct Text<W> {
    out: W,
    marks: Marks,
}

impl<W: Write> Text<W> {
    /// Writes to `out`.
    pub fn new(out: W, marks: Marks) -> Self {
        Self { out, marks }
    }

    fn paint(&self, style: Style, text: &str) -> String {
        match self.marks {
            Marks::Colour => format!("{style}{text}{style:#}"),
            Marks::Brackets => text.to_owned(),
        }
    }

    /// A line of a text with its language, and carets under the marked words.
    fn side(
        &mut self,
        lang: &str,
        text: &str,
        span: Option<&Range<usize>>,
        style: Style,
    ) -> io::Result<()> {
        let gutter = format!("{lang:>LANG$} |");
        let bare = self.paint(DIM, &format!("{:>LANG$} |", ""));
        let gutter = self.paint(DIM, &gutter);
        let Some(span) = span else {
            return writeln!(self.out, "{gutter} {}", beginning(text));
        };
        let shown = excerpt(text, span);
        let [before, words, after] = &shown.parts;
        let words = self.paint(style, words);
        writeln!(self.out, "{gutter} {before}{words}{after}")?;
        let carets = self.paint(style, &"^".repeat(shown.carets));
        writeln!(self.out, "{bare} {}{carets}", " ".repeat(shown.indent))
    }
}

impl<W: Write> Report for Text<W> {
    fn finding(&mut self, finding: &Diagnostic) -> io::Result<()> {
        let style = severity_style(finding.severity);
        let head = self.paint(
            style,
            &format!("{}[{}]", finding.severity.name(), finding.code.name()),
        );
        let place = self.paint(Style::new().bold(), &place(finding));
        let concept = finding
            .concept
            .as_ref()
            .map_or_else(String::new, |id| format!(" ({})", one_line(id)));
        writeln!(
            self.out,
            "{place}: {head}: {}{concept}",
            one_line(&finding.message)
        )?;
        let unit = &finding.unit;
        // What is said of a file has no texts.
        if unit.source.is_empty() && unit.target.is_empty() {
            return Ok(());
        }
        self.side(
            unit.source_lang.as_str(),
            &unit.source,
            finding.source_span.as_ref(),
            SOURCE,
        )?;
        self.side(
            unit.target_lang.as_str(),
            &unit.target,
            finding.span.as_ref(),
            style,
        )?;
        if let Some(fix) = &finding.fix {
            let lead = self.paint(DIM, &format!("{:>LANG$} =", ""));
            let text = one_line(&fix.replacement);
            writeln!(self.out, "{lead} --fix writes “{text}”")?;
        }
        Ok(())
    }

    fn finish(&mut self, tally: &Tally) -> io::Result<()> {
        if tally.findings() > 0 {
            writeln!(self.out)?;
        }
        writeln!(self.out, "{}", summary(tally))?;
        self.out.flush()
    }
}

/// Columns of the language tags.
const LANG: usize = 6;

const DIM: Style = Style::new().dimmed();
const SOURCE: Style = AnsiColor::Cyan.on_default().bold();

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
    }
    .on_default()
    .bold()
}

/// `file:line:column`, and the unit where it is not the line's number.
fn place(finding: &Diagnostic) -> String {
    let at = Place::at(
        &*finding.unit.file,
        finding.line.unwrap_or(0),
        finding.column.unwrap_or(0),
    );
    let unit = &finding.unit.unit;
    // A name is as foreign as a text: it must not drive the terminal either.
    let at_unit = if unit.is_empty() || at.line > 0 && at.line.to_string() == *unit {
        at.to_string()
    } else {
        format!("{at} (unit {unit})")
    };
    one_line(at_unit)
}

/// One line about all of it.
pub(super) fn summary(tally: &Tally) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let pairs = count(tally.pairs, "pair");
    let parts: Vec<String> = [(tally.errors, "error"), (tally.warnings, "warning")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| count(n, what))
        .collect();
    let left_out: Vec<String> = [
        (tally.suppressed, "suppressed"),
        (tally.known, "in the baseline"),
        (tally.unchanged, "on lines that did not change"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| format!("{n} {what}"))
    .collect();
    let left_out = if left_out.is_empty() {
        String::new()
    } else {
        format!(" ({})", left_out.join(", "))
    };
    if parts.is_empty() {
        format!("no findings in {pairs}{left_out}")
    } else {
        format!("{} in {pairs}{left_out}", parts.join(" and "))
    }
}

/// A text with some words marked, in one line, cut to what stands around them.
pub fn marked(text: &str, span: &Range<usize>, marks: Marks, style: Style) -> String {
    let before = cut_start(&text[..span.start], AROUND);
    let words = &text[span.clone()];
    let after = cut_end(&text[span.end..], AROUND);
    let words = one_line(words);
    let words = match marks {
        Marks::Colour => format!("{style}{words}{style:#}"),
        Marks::Brackets => format!("[{words}]"),
    };
    format!("{}{words}{}", one_line(before), one_line(after))
}

/// The last characters of a text.
fn cut_start(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().rev().nth(most) {
        Some((at, c)) => Cow::Owned(format!("…{}", &text[at + c.len_utf8()..])),
        None => Cow::Borrowed(text),
    }
}

/// The first characters of a text.
fn cut_end(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
        None => Cow::Borrowed(text),
    }
}
