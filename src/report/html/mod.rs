//! Findings as a page to read and filter in a browser: one file without anything from outside.
//!
//! All of it stands in the page as text, so that it can be read and printed without scripts; the script only hides
//! what the filters leave out.

use super::Report;
use super::text::summary;
use super::xml::{attribute, text};
use crate::check::{Code, Diagnostic, Severity, Tally};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Rows are kept until the end, because the page begins with their number.
#[derive(Debug)]
pub struct Html<W> {
    out: W,
    rows: String,
    /// The file whose rows are written.
    file: Option<String>,
    codes: BTreeMap<Code, usize>,
    severities: BTreeMap<Severity, usize>,
    clean: Vec<(String, usize)>,
}

impl<W: Write> Html<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            rows: String::new(),
            file: None,
            codes: BTreeMap::new(),
            severities: BTreeMap::new(),
            clean: Vec::new(),
        }
    }

    fn leave(&mut self) {
        if self.file.take().is_some() {
            self.rows.push_str("</tbody>\n");
        }
    }

    fn filters(&self) -> String {
        let choice = |name: &str, value: &str, count: usize| {
            format!(
                "<label><input type=\"checkbox\" name=\"{name}\" value=\"{value}\" checked> {value} \
                 <span>{count}</span></label>\n"
            )
        };
        let severities = self.severities.iter().rev();
        severities
            .map(|(severity, count)| choice("severity", severity.name(), *count))
            .chain([String::from("<hr>\n")])
            .chain(
                self.codes
                    .iter()
                    .map(|(code, count)| choice("code", code.name(), *count)),
            )
            .collect()
    }

    fn clean(&self) -> String {
        if self.clean.is_empty() {
            return String::new();
        }
        let file = |(name, pairs): &(String, usize)| {
            let noun = if *pairs == 1 { "pair" } else { "pairs" };
            format!("<li>{} <span>{pairs} {noun}</span></li>\n", text(name))
        };
        let files: String = self.clean.iter().map(file).collect();
        let count = self.clean.len();
        format!(
            "<details><summary>Files without findings: {count}</summary>\n<ul>\n{files}</ul>\n</details>"
        )
    }
}

impl<W: Write> Report for Html<W> {
    fn finding(&mut self, finding: &Diagnostic) -> io::Result<()> {
        let unit = &finding.unit;
        if self.file.as_deref() != Some(&*unit.file) {
            self.leave();
            self.file = Some(unit.file.to_string());
            let name = text(&unit.file);
            self.rows.push_str(&format!(
                "<tbody>\n<tr class=\"file\"><th scope=\"rowgroup\" colspan=\"3\">{name}</th></tr>\n"
            ));
        }
        *self.codes.entry(finding.code).or_default() += 1;
        *self.severities.entry(finding.severity).or_default() += 1;
        self.rows.push_str(&row(finding));
        Ok(())
    }

    fn checked(&mut self, file: &str, pairs: usize) -> io::Result<()> {
        if self.file.as_deref() != Some(file) {
            self.clean.push((file.to_owned(), pairs));
        }
        self.leave();
        Ok(())
    }

    fn finish(&mut self, tally: &Tally) -> io::Result<()> {
        self.leave();
        let mut parts = PAGE.split("{{");
        write!(self.out, "{}", parts.next().unwrap_or_default())?;
        for part in parts {
            let (name, rest) = part.split_once("}}").unwrap_or(("", part));
            match name {
                "style" => write!(self.out, "{STYLE}")?,
                "script" => write!(self.out, "{SCRIPT}")?,
                "summary" => write!(self.out, "{}", text(&summary(tally)))?,
                "filters" => write!(self.out, "{}", self.filters())?,
                "rows" => write!(self.out, "{}", self.rows)?,
                "clean" => write!(self.out, "{}", self.clean())?,
                _ => {}
            }
            write!(self.out, "{rest}")?;
        }
        self.out.flush()
    }
}

fn row(finding: &Diagnostic) -> String {
    let unit = &finding.unit;
    let (severity, code) = (finding.severity.name(), finding.code.name());
    let mut place: Vec<String> = [finding.line, finding.column]
        .into_iter()
        .flatten()
        .map(|number| number.to_string())
        .collect();
    if place.is_empty() {
        place.push(format!("unit {}", unit.unit));
    }
    let concept = finding.concept.as_ref().map_or_else(String::new, |id| {
        format!(" <span class=\"concept\">{}</span>", text(id))
    });
    let fix = finding.fix.as_ref().map_or_else(String::new, |fix| {
        let words = text(&fix.replacement);
        format!("<p class=\"fix\"><code>--fix</code> writes “{words}”</p>")
    });
    let side = |lang: &str, words: &str, span: Option<&Range<usize>>| {
        let lang = attribute(lang);
        format!(
            "<td lang=\"{lang}\" data-lang=\"{lang}\"><p>{}</p></td>",
            marked(words, span)
        )
    };
    format!(
        "<tr class=\"{severity}\" data-severity=\"{severity}\" data-code=\"{code}\">\
         <td><p class=\"place\" title=\"unit {}\">{}</p><p class=\"code\">{severity} <b>{code}</b>{concept}</p>\
         <p>{}</p>{fix}</td>{}{}</tr>\n",
        attribute(&unit.unit),
        place.join(":"),
        text(&finding.message),
        side(
            unit.source_lang.as_str(),
            &unit.source,
            finding.source_span.as_ref()
        ),
        side(
            unit.target_lang.as_str(),
            &unit.target,
            finding.span.as_ref()
        ),
    )
}

/// A text with some words marked; an empty span is a mark without words.
fn marked(words: &str, span: Option<&Range<usize>>) -> String {
    match span {
        Some(span) => format!(
            "{}<mark>{}</mark>{}",
            text(&words[..span.start]),
            text(&words[span.clone()]),
            text(&words[span.end..])
        ),
        None => text(words),
    }
}
