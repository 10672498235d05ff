//! JUnit's XML, which CI servers show as tests: a suite a file, a failed test a finding.

use super::excerpt::surroundings;
use super::xml::{attribute, text};
use super::{Report, Root};
use crate::check::{Diagnostic, Severity, Tally};
use std::io::{self, Write};

/// Suites are kept until the end, because the file begins with their number.
#[derive(Debug)]
pub struct Junit<W> {
    out: W,
    root: Root,
    threshold: Option<Severity>,
    suites: Vec<Suite>,
}

#[derive(Debug, Default)]
struct Suite {
    file: String,
    pairs: Option<usize>,
    tests: usize,
    failures: usize,
    cases: String,
}

impl<W: Write> Junit<W> {
    /// Writes to `out`. Findings of less than the threshold do not fail their test, without one none does.
    pub fn new(out: W, root: Root, threshold: Option<Severity>) -> Self {
        Self {
            out,
            root,
            threshold,
            suites: Vec::new(),
        }
    }

    fn suite(&mut self, file: &str) -> &mut Suite {
        let place = self.suites.iter().rposition(|suite| suite.file == file);
        let place = place.unwrap_or_else(|| {
            self.suites.push(Suite {
                file: file.to_owned(),
                ..Suite::default()
            });
            self.suites.len() - 1
        });
        &mut self.suites[place]
    }
}

impl<W: Write> Report for Junit<W> {
    fn finding(&mut self, finding: &Diagnostic) -> io::Result<()> {
        let unit = &finding.unit;
        let file = self.root.name(&unit.file);
        let fails = self
            .threshold
            .is_some_and(|least| finding.severity >= least);
        let code = finding.code.name();
        let line = finding.line.unwrap_or(0);
        let body = format!(
            "{file}:{line}:{}\n{}: {}\n{}: {}\n",
            finding.column.unwrap_or(0),
            unit.source_lang,
            surroundings(&unit.source, finding.source_span.as_ref()),
            unit.target_lang,
            surroundings(&unit.target, finding.span.as_ref())
        );
        let name = attribute(&format!(
            "{code} in unit {}: {}",
            unit.unit, finding.message
        ));
        let class = attribute(&file);
        let (message, body) = (attribute(&finding.message), text(&body));
        let inside = if fails {
            format!("<failure type=\"{code}\" message=\"{message}\">{body}</failure>")
        } else {
            let severity = finding.severity.name();
            format!("<system-out>{severity}: {message}\n{body}</system-out>")
        };
        let suite = self.suite(&file);
        suite.tests += 1;
        suite.failures += usize::from(fails);
        suite.cases.push_str(&format!(
            "    <testcase classname=\"{class}\" name=\"{name}\" file=\"{class}\" line=\"{line}\">\n      {inside}\n    \
             </testcase>\n"
        ));
        Ok(())
    }

    fn checked(&mut self, file: &str, pairs: usize) -> io::Result<()> {
        let file = self.root.name(file);
        self.suite(&file).pairs = Some(pairs);
        Ok(())
    }

    fn finish(&mut self, _tally: &Tally) -> io::Result<()> {
        for suite in &mut self.suites {
            if let (0, Some(pairs)) = (suite.tests, suite.pairs) {
                let class = attribute(&suite.file);
                let pairs = format!("{pairs} pair{}", if pairs == 1 { "" } else { "s" });
                suite.tests = 1;
                suite.cases = format!(
                    "    <testcase classname=\"{class}\" name=\"no findings in {pairs}\" file=\"{class}\"/>\n"
                );
            }
        }
        let tests: usize = self.suites.iter().map(|suite| suite.tests).sum();
        let failures: usize = self.suites.iter().map(|suite| suite.failures).sum();
        writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            self.out,
            "<testsuites name=\"karvan check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
        )?;
        for suite in &self.suites {
            writeln!(
                self.out,
                "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">\n{}  </testsuite>",
                attribute(&suite.file),
                suite.tests,
                suite.failures,
                suite.cases
            )?;
        }
        writeln!(self.out, "</testsuites>")?;
        self.out.flush()
    }
}
