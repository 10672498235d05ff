//! Annotations of GitHub Actions: workflow commands that the runner reads from standard output.
//!
//! GitHub shows ten errors and ten warnings of a step; SARIF has no such limit.

use super::excerpt::surroundings;
use super::{Report, Root};
use crate::check::{Diagnostic, Tally};
use std::io::{self, Write};

/// One workflow command a finding.
#[derive(Debug)]
pub struct Github<W> {
    out: W,
    root: Root,
}

impl<W: Write> Github<W> {
    /// Writes to `out`; files are named from the root of the repository.
    pub fn new(out: W, root: Root) -> Self {
        Self { out, root }
    }
}

impl<W: Write> Report for Github<W> {
    fn finding(&mut self, finding: &Diagnostic) -> io::Result<()> {
        let unit = &finding.unit;
        let mut properties = vec![("file", self.root.name(&unit.file))];
        let mut number = |name, value: Option<usize>| {
            properties.extend(value.map(|value| (name, value.to_string())));
        };
        number("line", finding.line);
        number("endLine", finding.region.map(|region| region.end_line));
        // Columns count only within one line.
        let on_one_line = finding.region.is_none_or(|r| r.line == r.end_line);
        if on_one_line {
            number("col", finding.column);
            number("endColumn", finding.region.map(|region| region.end_column));
        }
        properties.push(("title", format!("karvan: {}", finding.code.name())));
        let properties: Vec<String> = properties
            .iter()
            .map(|(name, value)| format!("{name}={}", property(value)))
            .collect();
        let mut message = finding.message.clone();
        if let Some(concept) = &finding.concept {
            message.push_str(&format!(" ({concept})"));
        }
        if !unit.source.is_empty() {
            let source = surroundings(&unit.source, finding.source_span.as_ref());
            let target = surroundings(&unit.target, finding.span.as_ref());
            message.push_str(&format!("\n{}: {source}", unit.source_lang));
            message.push_str(&format!("\n{}: {target}", unit.target_lang));
        }
        writeln!(
            self.out,
            "::{} {}::{}",
            finding.severity.name(),
            properties.join(","),
            data(&message)
        )
    }

    fn finish(&mut self, _tally: &Tally) -> io::Result<()> {
        self.out.flush()
    }
}

/// What stands behind the command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, which ends at a comma or a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_of_its_own_is_escaped() {
        assert_eq!(data("100 %\r\n::error::x"), "100 %25%0D%0A::error::x");
        assert_eq!(property("a:b,c%d\n"), "a%3Ab%2Cc%25d%0A");
    }
}
