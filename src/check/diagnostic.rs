//! A finding, and where findings go.

use super::{BilingualUnit, Code};
use serde::{Serialize, Serializer};
use std::ops::Range;
use std::sync::Arc;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a look.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A change of the target that is certain to be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced, in bytes of the target.
    pub span: Range<usize>,
    /// What stands there then: plain text, which is escaped as the file needs it.
    pub replacement: String,
}

/// A stretch of a file, from 1: lines, and columns in code points; the end is the place after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Region {
    /// The line of its beginning.
    pub line: usize,
    /// The column of its beginning.
    pub column: usize,
    /// The line of its end.
    pub end_line: usize,
    /// The column after its end.
    pub end_column: usize,
}

/// Where the source of a unit stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePlace {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// The marked words, or the whole source.
    pub region: Region,
}

/// A finding in a unit. Spans are bytes of `source` and `target`; serialised they count code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The unit it was found in.
    pub unit: Arc<BilingualUnit>,
    /// The line, from 1, where the marked words of the target, or the target, or the unit stand, if known.
    pub line: Option<usize>,
    /// The column there in code points, from 1, if known.
    pub column: Option<usize>,
    /// What was found.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The glossary's id, for findings of terminology.
    pub concept: Option<String>,
    /// For `missing` the preferred target term, for `forbidden` the form found.
    pub term: Option<String>,
    /// What is wrong and what to do, in one sentence.
    pub message: String,
    /// The place in the source.
    pub source_span: Option<Range<usize>>,
    /// The place in the target.
    pub span: Option<Range<usize>>,
    /// How it can be put right, where that is certain.
    pub fix: Option<Fix>,
    /// Where the marked words of the target, or the target, stand in the file, if known.
    pub region: Option<Region>,
    /// Where the source stands, if known.
    pub source_place: Option<SourcePlace>,
    /// What stays the same when lines move; `None` until it is worked out.
    pub fingerprint: Option<String>,
}

impl Diagnostic {
    /// A finding of a unit with the severity of its code, that marks nothing yet.
    pub fn new(unit: &Arc<BilingualUnit>, code: Code, message: impl Into<String>) -> Self {
        Self {
            unit: Arc::clone(unit),
            line: unit.line,
            column: None,
            code,
            severity: code.severity(),
            concept: None,
            term: None,
            message: message.into(),
            source_span: None,
            span: None,
            fix: None,
            region: None,
            source_place: None,
            fingerprint: None,
        }
    }
}

impl Diagnostic {
    /// Whether the fix replaces just the marked words.
    pub fn fixes_its_span(&self) -> bool {
        self.fix
            .as_ref()
            .is_some_and(|fix| Some(&fix.span) == self.span.as_ref())
    }

    /// Says where the marked words of the target stand.
    pub fn set_region(&mut self, region: Region) {
        self.line = Some(region.line);
        self.column = Some(region.column);
        self.region = Some(region);
    }
}

/// A change of a file that puts a finding right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes of the decoded file without its byte order mark.
    pub range: Range<usize>,
    /// What stands there then, as the file writes it.
    pub text: String,
}

/// Knows where the words of a finding stand in the file that a person edits.
pub trait Places {
    /// Sets the places of a finding, where they are known better than the unit knows them.
    fn locate(&self, finding: &mut Diagnostic);

    /// The change of the file that the fix of a finding is; `None` where there is none, or where the file writes the
    /// words in a way that cannot be replaced without looking.
    fn edit(&self, finding: &Diagnostic) -> Option<Edit>;
}

/// The fields of a diagnostic in JSON, as `CLI.md` names them.
#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    unit: &'a str,
    code: Code,
    kind: &'static str,
    severity: Severity,
    concept: Option<&'a str>,
    term: Option<&'a str>,
    message: &'a str,
    source: &'a str,
    target: &'a str,
    source_span: Option<[usize; 2]>,
    span: Option<[usize; 2]>,
    source_lang: &'a str,
    target_lang: &'a str,
    source_place: Option<RowPlace<'a>>,
    fix: Option<RowFix<'a>>,
    fingerprint: Option<&'a str>,
}

/// Where the source stands, in JSON.
#[derive(Serialize)]
struct RowPlace<'a> {
    file: &'a str,
    #[serde(flatten)]
    region: Region,
}

/// A fix in JSON; the span counts code points of `target`.
#[derive(Serialize)]
struct RowFix<'a> {
    span: [usize; 2],
    replacement: &'a str,
}

impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let unit = &self.unit;
        let points = |text: &str, span: &Option<Range<usize>>| {
            span.as_ref().map(|span| code_points(text, span))
        };
        Row {
            file: &unit.file,
            line: self.line,
            column: self.column,
            end_line: self.region.map(|region| region.end_line),
            end_column: self.region.map(|region| region.end_column),
            unit: &unit.unit,
            code: self.code,
            kind: self.code.kind(),
            severity: self.severity,
            concept: self.concept.as_deref(),
            term: self.term.as_deref(),
            message: &self.message,
            source: &unit.source,
            target: &unit.target,
            source_span: points(&unit.source, &self.source_span),
            span: points(&unit.target, &self.span),
            source_lang: unit.source_lang.as_str(),
            target_lang: unit.target_lang.as_str(),
            source_place: self.source_place.as_ref().map(|place| RowPlace {
                file: &place.file,
                region: place.region,
            }),
            fix: self.fix.as_ref().map(|fix| RowFix {
                span: code_points(&unit.target, &fix.span),
                replacement: &fix.replacement,
            }),
            fingerprint: self.fingerprint.as_deref(),
        }
        .serialize(serializer)
    }
}

/// A span of bytes as one of code points.
fn code_points(text: &str, span: &Range<usize>) -> [usize; 2] {
    let start = text[..span.start].chars().count();
    [start, start + text[span.clone()].chars().count()]
}

/// Words of a text in a message: in quotation marks, in single ones where it has double ones of its own.
pub(in crate::check) fn quoted(term: &str) -> String {
    if term.contains(['"', '“', '”', '„', '«', '»']) {
        format!("‘{term}’")
    } else {
        format!("“{term}”")
    }
}

/// Where findings go.
pub trait Sink {
    /// Takes a finding.
    fn emit(&mut self, diagnostic: Diagnostic);
}

impl Sink for Vec<Diagnostic> {
    fn emit(&mut self, diagnostic: Diagnostic) {
        self.push(diagnostic);
    }
}

/// How many findings there were, for the summary and the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Pairs that were checked.
    pub pairs: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings that somebody gave a reason for; like the following, in none of the counts above.
    pub suppressed: usize,
    /// Findings that the baseline knows.
    pub known: usize,
    /// Findings on lines that did not change.
    pub unchanged: usize,
    /// Files that could not be checked, or not all of them.
    pub failed: usize,
}

impl Tally {
    /// Counts a finding.
    pub fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
    }

    /// All findings.
    pub fn findings(&self) -> usize {
        self.errors + self.warnings
    }

    /// Whether there is a finding of this severity or a worse one.
    pub fn reaches(&self, severity: Severity) -> bool {
        self.errors > 0 || severity == Severity::Warning && self.warnings > 0
    }
}
