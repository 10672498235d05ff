//! Inline codes: what the source has of markup and placeholders, the translation has too.
//!
//! Codes of exchange files are compared by their kind and type, because their native content may differ rightly (the
//! text of an attribute is translated). What stands in the text itself as markup or placeholder (`<b>`, `&nbsp;`, `{name}`,
//! `%1$s`) is compared as it is written, a tag by its name.

use crate::check::code::About;
use crate::check::diagnostic::quoted;
use crate::check::{BilingualUnit, Code, Diagnostic, InlineCode, Rule, Severity, Sink};
use regex::Regex;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

pub(in crate::check) const MISSING: About = About {
    name: "inline-code-missing",
    rule: "inline-codes",
    kind: "inline-code-missing",
    description: "The source has an inline code, a tag or a placeholder that the translation has not.",
    help: "Put the code into the translation, at the words that it belongs to.",
    severity: Severity::Error,
    on: true,
};

pub(in crate::check) const ADDED: About = About {
    name: "inline-code-added",
    rule: "inline-codes",
    kind: "inline-code-added",
    description: "The translation has an inline code, a tag or a placeholder that the source has not.",
    help: "Take the code out of the translation.",
    severity: Severity::Error,
    on: true,
};

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct InlineCodes;

/// Markup and placeholders as they are written in plain texts.
static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]*)?/?>", // <b>, </b>, <br/>, <a href="…">
        r"|&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,5});", // &nbsp;, &#160;
        r"|\{\{[^{}\n]{1,40}\}\}|\$\{[A-Za-z0-9_.]{1,40}\}", // {{name}}, ${name}
        r"|\{[A-Za-z0-9_]*(?:[:!.][^{}\n ]{0,20})?\}", // {0}, {name}, {n:02}
        r"|%\([A-Za-z0-9_]{1,40}\)[sdifgxu]",         // %(name)s
        r"|%(?:[0-9]{1,2}\$)?[-+0#]*[0-9]*(?:\.[0-9]+)?(?:l{0,2}[dufxs]|@)", // %s, %1$d, %.2f
    ))
    .ok()
});

/// A code, what is shown of it, and where it stands if it is written in the text.
struct Found<'u> {
    key: String,
    shown: Cow<'u, str>,
    span: Option<Range<usize>>,
}

/// A code of the file. A placeholder is compared as it is written, anything else by kind and type.
fn of_file(code: &InlineCode) -> Found<'_> {
    let whole = |m: regex::Match<'_>| m.len() == code.native.len();
    let placeholder = !code.native.starts_with('<')
        && WRITTEN
            .iter()
            .any(|regex| regex.find(&code.native).is_some_and(whole));
    Found {
        key: if placeholder {
            code.native.clone()
        } else {
            code.signature.clone()
        },
        shown: if code.native.is_empty() {
            format!("<{}>", code.kind.name()).into()
        } else {
            code.native.as_str().into()
        },
        span: None,
    }
}

fn codes(unit: &BilingualUnit, side: usize) -> Vec<Found<'_>> {
    let text = [&unit.source, &unit.target][side];
    let mut out: Vec<Found<'_>> = unit.codes[side].iter().map(of_file).collect();
    if text.contains(['<', '&', '{', '%']) {
        let written = WRITTEN.iter().flat_map(|regex| regex.find_iter(text));
        out.extend(written.filter(|m| is_code(text, m.range())).map(|m| Found {
            key: key(m.as_str()),
            shown: m.as_str().into(),
            span: Some(m.range()),
        }));
    }
    out
}

/// Whether what looks like a code is one. `100%d` and `%discount` are no placeholders, and words in angle brackets are
/// quoted, unless they are tags of HTML or are closed.
fn is_code(text: &str, span: Range<usize>) -> bool {
    const HTML: [&str; 33] = [
        "a",
        "abbr",
        "b",
        "bdi",
        "big",
        "blockquote",
        "br",
        "code",
        "div",
        "em",
        "font",
        "g",
        "h1",
        "h2",
        "h3",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "ul",
        "x",
    ];
    let written = &text[span.clone()];
    if written.starts_with('%') {
        let figure = text[..span.start].trim_end().ends_with(char::is_numeric);
        let word = text[span.end..].starts_with(|c: char| c.is_ascii_alphanumeric());
        let closed = written.ends_with('@') || written.contains('(');
        return !figure && (closed || !word);
    }
    if written.starts_with('<') && !written.starts_with("</") {
        let name = key(written);
        let name = &name[1..name.len() - 1];
        let closing = written[1..].split(['>', ' ']).next().unwrap_or_default();
        return written.ends_with("/>")
            || written.contains("=\"")
            || HTML.contains(&name)
            || text.contains(&format!("</{closing}"));
    }
    true
}

/// What has to be the same: a tag's name, anything else as it is written.
fn key(written: &str) -> String {
    if written.starts_with('<') {
        let name: String = written
            .trim_start_matches('<')
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '>')
            .collect();
        return format!("<{}>", name.trim_end_matches('/').to_ascii_lowercase());
    }
    written.to_owned()
}

impl Rule for InlineCodes {
    fn codes(&self) -> &'static [Code] {
        &[Code::InlineCodeMissing, Code::InlineCodeAdded]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let (source, target) = (codes(unit, 0), codes(unit, 1));
        if source.is_empty() && target.is_empty() {
            return;
        }
        for missing in beyond(&source, &target) {
            let mut finding = Diagnostic::new(
                unit,
                Code::InlineCodeMissing,
                format!("{} is not in the translation", quoted(&missing.shown)),
            );
            finding.source_span.clone_from(&missing.span);
            sink.emit(finding);
        }
        for added in beyond(&target, &source) {
            let mut finding = Diagnostic::new(
                unit,
                Code::InlineCodeAdded,
                format!("{} is not in the source", quoted(&added.shown)),
            );
            finding.span.clone_from(&added.span);
            sink.emit(finding);
        }
    }
}

/// The codes of one side beyond as many of their key as the other side has.
fn beyond<'a, 'u>(side: &'a [Found<'u>], other: &[Found<'u>]) -> Vec<&'a Found<'u>> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for code in other {
        *left.entry(&code.key).or_default() += 1;
    }
    let beyond: Vec<&Found<'u>> = side
        .iter()
        .filter(|code| match left.get_mut(code.key.as_str()) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        })
        .collect();
    // Of a pair its beginning is told.
    let count = |kind: &str| beyond.iter().filter(|c| c.key.starts_with(kind)).count();
    let pairs = count("bpt:") == count("ept:");
    beyond
        .into_iter()
        .filter(|code| !(pairs && code.key.starts_with("ept:")))
        .collect()
}
