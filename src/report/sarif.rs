//! SARIF 2.1.0, the format that code hosts and editors read (OASIS standard, March 2020).

use super::excerpt::surroundings;
use super::{Report, Root};
use crate::check::{Code, Diagnostic, Region, Severity, Tally};
use crate::lang::Lang;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What relative names count from (section 3.14.14).
const BASE: &str = "SRCROOT";
/// The name of our fingerprints, with a version: another way to make them gets another one.
const FINGERPRINT: &str = "karvan/v1";
/// The longest translation that is shown whole, in bytes.
const LONGEST_SNIPPET: usize = 1000;

/// One log with one run; results are written as they come.
#[derive(Debug)]
pub struct Sarif<W> {
    out: W,
    root: Root,
    codes: Vec<Code>,
    langs: [Lang; 2],
    begun: bool,
}

impl<W: Write> Sarif<W> {
    /// Writes to `out` what is found of these codes, in translations between these languages.
    pub fn new(out: W, root: Root, mut codes: Vec<Code>, langs: &[Lang; 2]) -> Self {
        codes.extend([Code::SuppressionInvalid, Code::SuppressionUnused]);
        codes.sort();
        codes.dedup();
        Self {
            out,
            root,
            codes,
            langs: langs.clone(),
            begun: false,
        }
    }

    /// Everything before the first result.
    fn begin(&mut self) -> io::Result<()> {
        let rules: Vec<Value> = self.codes.iter().map(|code| rule(*code)).collect();
        let driver = json!({
            "name": "karvan",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        });
        let base = json!({BASE: {"description": {"text": "The folder of the repository."}}});
        // Runs of one repository in several languages stand beside one another.
        let id = format!("karvan/check/{}-{}/", self.langs[0], self.langs[1]);
        write!(
            self.out,
            "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\n\
             \"tool\":{{\"driver\":{driver}}},\n\
             \"automationDetails\":{},\n\
             \"columnKind\":\"unicodeCodePoints\",\n\
             \"originalUriBaseIds\":{base},\n\
             \"results\":[",
            json!({"id": id})
        )
    }

    fn location(&self, file: &str, region: Option<Value>) -> Value {
        let (uri, relative) = self.root.uri(file);
        let mut artifact = Map::from_iter([("uri".to_owned(), json!(uri))]);
        if relative {
            artifact.insert("uriBaseId".into(), json!(BASE));
        }
        let mut place = Map::from_iter([("artifactLocation".to_owned(), Value::Object(artifact))]);
        if let Some(region) = region {
            place.insert("region".into(), region);
        }
        json!({"physicalLocation": place})
    }

    fn result(&self, finding: &Diagnostic) -> Value {
        let unit = &finding.unit;
        let at = finding.region.map(region);
        // Of a finding without words of its own the place is the translation: a viewer shows a few lines of it.
        let words = match &finding.span {
            Some(span) => Some(&unit.target[span.clone()]),
            None => Some(unit.target.as_str())
                .filter(|text| !text.is_empty() && text.len() <= LONGEST_SNIPPET),
        };
        let shown = at.clone().map(|mut at| {
            if let Some(words) = words {
                at["snippet"] = json!({"text": words});
            }
            at
        });
        let shown = shown.or_else(|| finding.line.map(|line| json!({"startLine": line})));
        let mut location = self.location(&unit.file, shown);
        location["logicalLocations"] = json!([{"name": unit.unit, "kind": "unit"}]);
        let mut result = json!({
            "ruleId": finding.code.name(),
            "ruleIndex": self.codes.iter().position(|code| *code == finding.code),
            "level": level(finding.severity),
            "message": {"text": finding.message},
            "locations": [location],
            "properties": {
                "unit": unit.unit,
                "kind": finding.code.kind(),
                "concept": finding.concept,
                "term": finding.term,
                "source": surroundings(&unit.source, finding.source_span.as_ref()),
                "target": surroundings(&unit.target, finding.span.as_ref()),
                "sourceLanguage": unit.source_lang.as_str(),
                "targetLanguage": unit.target_lang.as_str(),
            },
        });
        if let Some(print) = &finding.fingerprint {
            result["partialFingerprints"] = json!({FINGERPRINT: print});
        }
        if let Some(source) = &finding.source_place {
            let mut related = self.location(&source.file, Some(region(source.region)));
            related["id"] = json!(1);
            related["message"] = json!({"text": "The source."});
            result["relatedLocations"] = json!([related]);
        }
        if let (Some(fix), Some(at), true) = (&finding.fix, at, is_plain_fix(finding)) {
            let location = self.location(&unit.file, None);
            result["fixes"] = json!([{
                "description": {"text": format!("Write “{}”.", fix.replacement)},
                "artifactChanges": [{
                    "artifactLocation": location["physicalLocation"]["artifactLocation"],
                    "replacements": [{
                        "deletedRegion": at,
                        "insertedContent": {"text": fix.replacement},
                    }],
                }],
            }]);
        }
        result
    }
}

impl<W: Write> Report for Sarif<W> {
    fn finding(&mut self, finding: &Diagnostic) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            self.out.write_all(b",\n")?;
        } else {
            self.begin()?;
            self.out.write_all(b"\n")?;
        }
        let result = self.result(finding);
        serde_json::to_writer(&mut self.out, &result)?;
        Ok(())
    }

    fn finish(&mut self, tally: &Tally) -> io::Result<()> {
        if !self.begun {
            self.begin()?;
        }
        let invocation = json!({"executionSuccessful": tally.failed == 0});
        writeln!(self.out, "],\n\"invocations\":[{invocation}]}}]}}")?;
        self.out.flush()
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "name": pascal_case(code.name()),
        "shortDescription": {"text": code.description()},
        "fullDescription": {"text": code.description()},
        "help": {
            "text": plain(code.help()),
            "markdown": code.help(),
        },
        "defaultConfiguration": {"level": level(code.severity())},
        "properties": {"tags": ["translation"]},
    })
}

/// Whether the fix is what would be typed into any file: it replaces the marked words, and needs no escapes.
fn is_plain_fix(finding: &Diagnostic) -> bool {
    let plain = |text: &str| !text.contains(['&', '<', '>', '"', '\\', '\t', '\n']);
    finding.fixes_its_span()
        && finding.fix.as_ref().is_some_and(|fix| {
            plain(&fix.replacement) && plain(&finding.unit.target[fix.span.clone()])
        })
}

fn level(severity: Severity) -> &'static str {
    severity.name()
}

fn region(region: Region) -> Value {
    json!({
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    })
}

fn pascal_case(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('-').map(capital).collect()
}

/// Markdown without its marks.
fn plain(markdown: &str) -> String {
    markdown
        .replace("```\n", "")
        .replace("\n```", "")
        .replace('`', "")
}
